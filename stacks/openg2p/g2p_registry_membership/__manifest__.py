# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
{
    "name": "G2P Registry: Membership (stand-in)",
    "summary": "What the OpenG2P module of this name declares, for tests and demo",
    "category": "G2P",
    "version": "19.0.1.0.0",
    "author": "g2p_notifications_wiserv contributors",
    "license": "LGPL-3",
    "depends": ["g2p_registry_group", "g2p_registry_individual", "queue_job"],
    "data": [
        "security/ir.model.access.csv",
        "security/registrant_rule.xml",
        "data/group_membership_kinds.xml",
        "data/queue_job_channel.xml",
        "views/registrant_view.xml",
        "views/group_membership_view.xml",
    ],
}
