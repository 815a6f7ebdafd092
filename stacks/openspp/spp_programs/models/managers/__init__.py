# Part of spp_programs. License LGPL-3.0 or later (see LICENSE).
from . import (
    manager_mixin,
    source_mixin,
    eligibility_manager,
    notification_manager,
    program_manager,
    cycle_manager_base,
    entitlement_manager_cash,
    entitlement_manager_inkind,
    payment_manager,
)
