# Part of spp_programs. License LGPL-3.0 or later (see LICENSE).
MANAGER_ELIGIBILITY = 1
MANAGER_CYCLE = 2
MANAGER_PROGRAM = 3
MANAGER_ENTITLEMENT = 4
MANAGER_NOTIFICATION = 6
MANAGER_PAYMENT = 7

# What only its own workflow may leave.
PROTECTED_MEMBERSHIP_STATES = ("duplicated", "exited", "paused")

# For notifications there is no default.
MANAGER_MODELS = {
    "eligibility_manager_ids": {"spp.eligibility.manager": "spp.program.membership.manager.default"},
    "cycle_manager_ids": {"spp.cycle.manager": "spp.cycle.manager.default"},
    "entitlement_manager_ids": {"spp.program.entitlement.manager": "spp.program.entitlement.manager.cash"},
    "program_manager_ids": {"spp.program.manager": "spp.program.manager.default"},
    "payment_manager_ids": {"spp.program.payment.manager": "spp.program.payment.manager.default"},
}


def _category(kind, wrapper, label, **more):
    return {"field": f"{kind}_manager_ids", "wrapper": wrapper, "label": label, **more}


# The cards of a program's configuration.
MANAGER_CATEGORIES = {
    "eligibility": _category("eligibility", "spp.eligibility.manager", "Eligibility Method"),
    "entitlement": _category(
        "entitlement", "spp.program.entitlement.manager", "Entitlement Type", single_manager=True
    ),
    "cycle": _category("cycle", "spp.cycle.manager", "Cycle Schedule"),
    "payment": _category("payment", "spp.program.payment.manager", "Payment Method"),
    "notification": _category("notification", "spp.program.notification.manager", "Notification Channel"),
    "program": _category("program", "spp.program.manager", "Program Manager"),
}
