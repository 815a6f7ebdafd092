# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from . import (
    constants,
    managers,
    res_partner,
    program,
    program_membership,
    cycle,
    entitlement,
    payment,
    program_manager,
    notification_manager,
    eligibility_manager,
    cycle_manager,
    entitlement_manager,
    payment_manager,
)
