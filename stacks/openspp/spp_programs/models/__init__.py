# Part of spp_programs. License LGPL-3.0 or later (see LICENSE).
from . import (
    constants,
    managers,
    programs,
    program_manager_ui,
    program_membership,
    cycle,
    cycle_membership,
    entitlement,
    fund_management,
    payment,
)
