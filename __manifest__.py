# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
{
    "name": "G2P Notifications: Wiserv SMS Service Provider",
    "summary": "Programs tell their registrants by SMS over Wiserv: nothing lost, nothing sent twice",
    "category": "G2P",
    "version": "19.0.1.0.0",
    "author": "g2p_notifications_wiserv contributors",
    "license": "LGPL-3",
    "application": True,
    "depends": ["g2p_notifications_base", "mail", "sms_wiserv"],
    # Both stacks call a field of contacts the same, with different models behind it.
    "excludes": ["spp_programs", "spp_programs_wiserv", "spp_registry"],
    "data": [
        "security/groups.xml",
        "security/ir.model.access.csv",
        "security/rules.xml",
        "data/sms_templates.xml",
        "views/message_views.xml",
        "views/report_views.xml",
        "views/program_views.xml",
        "views/preference_views.xml",
        "views/notification_manager_views.xml",
        "views/announcement_views.xml",
        "views/announcement_buttons.xml",
        "views/menus.xml",
    ],
    "assets": {
        "web.assets_backend": ["g2p_notifications_wiserv/static/src/**/*"],
        "web.assets_tests": ["g2p_notifications_wiserv/static/tests/tours/**/*"],
    },
    "uninstall_hook": "uninstall_hook",
}
