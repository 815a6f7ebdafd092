# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
{
    "name": "G2P Programs",
    "summary": "Programs, beneficiaries, cycles, entitlements and payments",
    "category": "G2P",
    "version": "19.0.1.0.0",
    "author": "g2p_notifications_wiserv contributors",
    "license": "LGPL-3",
    "depends": ["g2p_registry_base"],
    "data": [
        "security/groups.xml",
        "security/ir.model.access.csv",
        "security/rules.xml",
        "views/manager_views.xml",
        "views/program_membership_views.xml",
        "views/payment_views.xml",
        "views/entitlement_views.xml",
        "views/cycle_views.xml",
        "views/program_views.xml",
        "views/menus.xml",
    ],
    "application": True,
}
