# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
{
    "name": "G2P Registry: Individual (stand-in)",
    "summary": "What the OpenG2P module of this name declares, for tests and demo",
    "category": "G2P",
    "version": "19.0.1.0.0",
    "author": "g2p_notifications_wiserv contributors",
    "license": "LGPL-3",
    "depends": ["g2p_registry_base"],
    "data": [
        "security/ir.model.access.csv",
        "security/ir.model.access-everybody.csv",
        "views/individuals_view.xml",
    ],
}
