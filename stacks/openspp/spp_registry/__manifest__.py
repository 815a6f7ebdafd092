# Part of spp_registry. License LGPL-3.0 or later (see LICENSE).
{
    "name": "OpenSPP Registry (stand-in)",
    "summary": "What the OpenSPP 2 module of this name declares, for tests and demo",
    "category": "OpenSPP",
    "version": "19.0.1.0.0",
    "author": "g2p_notifications_wiserv contributors",
    "license": "LGPL-3",
    "depends": ["contacts", "mail", "phone_validation", "spp_security", "spp_vocabulary"],
    "data": [
        "security/groups.xml",
        "security/ir.model.access.csv",
        "wizard/disable_registrant_view.xml",
        "views/main_view.xml",
        "views/individual_views.xml",
        "views/membership_rules.xml",
    ],
}
