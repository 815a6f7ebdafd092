# Part of spp_programs_wiserv. License LGPL-3.0 or later (see LICENSE).
{
    "name": "OpenSPP Programs: Wiserv SMS",
    "summary": "The notification channel of OpenSPP 2's programs: SMS over Wiserv",
    "category": "OpenSPP/Integration",
    "version": "19.0.1.0.0",
    "author": "sms_wiserv contributors",
    "license": "LGPL-3",
    "application": True,
    "development_status": "Alpha",
    "depends": ["mail", "sms_wiserv", "spp_programs"],
    # Both stacks call a field of contacts the same, with different models behind it.
    "excludes": ["g2p_notifications_wiserv", "g2p_programs", "g2p_registry_base", "g2p_registry_membership"],
    "data": [
        "security/groups.xml",
        "security/ir.model.access.csv",
        "security/rules.xml",
        "data/sms_templates.xml",
        "data/ir_cron.xml",
        "views/message_views.xml",
        "views/report_views.xml",
        "views/beneficiaries.xml",
        "views/notification_manager_views.xml",
        "views/menus.xml",
    ],
    "assets": {
        "web.assets_tests": ["spp_programs_wiserv/static/tests/tours/**/*"],
    },
    "post_init_hook": "post_init_hook",
    "uninstall_hook": "uninstall_hook",
}
