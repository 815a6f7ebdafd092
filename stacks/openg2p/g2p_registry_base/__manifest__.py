# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
{
    "name": "G2P Registry: Base (stand-in)",
    "summary": "What the OpenG2P module of this name declares, for tests and demo",
    "category": "G2P",
    "version": "19.0.1.0.0",
    "author": "g2p_notifications_wiserv contributors",
    "license": "LGPL-3",
    "depends": ["contacts", "mail", "portal"],
    "data": [
        "data/ir_config_params.xml",
        "security/g2p_security.xml",
        "security/ir.model.access.csv",
        "security/ir.model.access-everybody.csv",
        "wizard/disable_registrant_view.xml",
        "views/main_view.xml",
        "views/registrant_parts_view.xml",
        "views/phone_number_view.xml",
        "views/res_config_view.xml",
    ],
}
