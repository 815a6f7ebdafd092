# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from . import (
    constants,
    managers,
    notification_manager,
    payment_manager,
    program,
    program_membership,
    cycle,
    entitlement,
    payment,
)
