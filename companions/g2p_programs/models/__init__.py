# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from . import (
    constants,
    cycle,
    entitlement,
    managers,
    notification_manager,
    payment,
    payment_manager,
    program,
    program_membership,
)
