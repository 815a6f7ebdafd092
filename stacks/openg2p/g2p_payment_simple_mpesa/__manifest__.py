# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
{
    "name": "OpenG2P Program Payment: Simple Mpesa Payment Manager (stand-in)",
    "summary": "What the OpenG2P module of this name declares, for tests and demo",
    "category": "G2P",
    "version": "19.0.1.0.0",
    "author": "g2p_notifications_wiserv contributors",
    "license": "LGPL-3",
    "depends": ["g2p_programs"],
    "data": [
        "security/ir.model.access.csv",
        "views/payment_manager_view.xml",
    ],
}
