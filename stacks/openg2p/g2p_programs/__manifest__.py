# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
{
    "name": "G2P Programs (stand-in)",
    "summary": "What the OpenG2P module of this name declares, for tests and demo",
    "category": "G2P",
    "version": "19.0.1.0.0",
    "author": "g2p_notifications_wiserv contributors",
    "license": "LGPL-3",
    "depends": ["account", "sms", "mail", "queue_job", "g2p_registry_membership"],
    "data": [
        "security/groups.xml",
        "security/ir.model.access.csv",
        "security/rules.xml",
        "data/queue_job.xml",
        "views/manager_views.xml",
        "views/program_views.xml",
        "views/record_views.xml",
        "views/menus.xml",
    ],
}
