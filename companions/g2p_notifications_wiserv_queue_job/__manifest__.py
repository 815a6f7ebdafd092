# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
{
    "name": "G2P Notifications: Wiserv over Job Queue",
    "summary": "Send SMS on any worker of any host, as jobs of OCA's queue_job",
    "category": "G2P",
    "version": "19.0.1.0.0",
    "author": "g2p_notifications_wiserv contributors",
    "license": "LGPL-3",
    "depends": ["g2p_notifications_wiserv", "queue_job"],
    "data": ["data/queue_job.xml"],
    "auto_install": True,
}
