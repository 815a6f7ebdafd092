# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
{
    "name": "G2P Notifications: Wiserv SMS over Queue Job",
    "summary": "Wiserv SMS are sent by OCA's queue_job: several dispatchers at once, on any number of hosts",
    "category": "G2P",
    "version": "19.0.1.0.0",
    "author": "g2p_notifications_wiserv contributors",
    "license": "LGPL-3",
    "depends": ["g2p_notifications_wiserv", "queue_job"],
    "data": ["data/queue_job.xml"],
    "auto_install": True,
}
