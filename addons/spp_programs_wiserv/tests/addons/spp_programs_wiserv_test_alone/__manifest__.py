# Part of spp_programs_wiserv. License LGPL-3.0 or later (see LICENSE).
{
    "name": "The Notification Channel Alone, for Tests",
    "summary": "Whom programs tell where no consents are kept",
    "category": "Hidden/Tests",
    "version": "19.0.1.0.0",
    "author": "sms_wiserv contributors",
    "license": "LGPL-3",
    "depends": ["spp_programs_wiserv"],
}
