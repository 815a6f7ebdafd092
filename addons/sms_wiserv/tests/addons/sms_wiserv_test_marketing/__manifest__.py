# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
{
    "name": "SMS Marketing and Reminders, for Tests",
    "summary": "What other addons of Odoo send by SMS goes by Wiserv",
    "category": "Hidden/Tests",
    "version": "19.0.1.0.0",
    "author": "sms_wiserv contributors",
    "license": "LGPL-3",
    "depends": ["calendar_sms", "mass_mailing_sms", "sms_twilio", "sms_wiserv", "sms_wiserv_test_door"],
}
