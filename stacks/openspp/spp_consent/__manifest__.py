# Part of spp_consent. License LGPL-3.0 or later (see LICENSE).
{
    "name": "OpenSPP Consent (stand-in)",
    "summary": "What the OpenSPP 2 module of this name declares, for tests and demo",
    "category": "OpenSPP",
    "version": "19.0.1.0.0",
    "author": "g2p_notifications_wiserv contributors",
    "license": "LGPL-3",
    "depends": ["mail", "spp_registry"],
    "data": [
        "security/ir.model.access.csv",
        "data/dpv_purposes.xml",
    ],
}
