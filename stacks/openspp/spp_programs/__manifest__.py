# Part of spp_programs. License LGPL-3.0 or later (see LICENSE).
{
    "name": "OpenSPP Programs (stand-in)",
    "summary": "What the OpenSPP 2 module of this name declares, for tests and demo",
    "category": "OpenSPP",
    "version": "19.0.1.0.0",
    "author": "g2p_notifications_wiserv contributors",
    "license": "LGPL-3",
    "depends": ["account", "job_worker", "mail", "product", "spp_registry", "spp_security", "spp_approval"],
    "data": [
        "security/groups.xml",
        "security/ir.model.access.csv",
        "security/registrant_rule.xml",
        "views/main_view.xml",
        "views/programs_view.xml",
        "views/program_config_cards_view.xml",
        "views/program_membership_view.xml",
        "views/cycle_view.xml",
        "views/entitlement_view.xml",
        "views/payment_view.xml",
        "views/managers/notification_manager_view.xml",
        "wizard/manager_setup_wizard.xml",
    ],
}
