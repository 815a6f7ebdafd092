# Part of spp_programs. License LGPL-3.0 or later (see LICENSE).
from . import (
    create_program_wizard,
    manager_setup_wizard,
    multi_entitlement_approval_wizard,
    multi_inkind_entitlement_approval_wizard,
)
