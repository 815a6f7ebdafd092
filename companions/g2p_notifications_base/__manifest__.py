# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
{
    "name": "G2P Notifications: Base",
    "summary": "Tell beneficiaries what happens in their programs, as they prefer",
    "category": "G2P",
    "version": "19.0.1.0.0",
    "author": "g2p_notifications_wiserv contributors",
    "license": "LGPL-3",
    "depends": ["g2p_programs", "sms"],
    "data": [
        "security/ir.model.access.csv",
        "security/rules.xml",
        "views/notification_manager_views.xml",
        "views/program_views.xml",
        "views/res_partner_views.xml",
    ],
}
