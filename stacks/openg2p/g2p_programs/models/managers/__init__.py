# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from . import (
    base_manager,
    manager_mixin,
    source_mixin,
    eligibility_manager,
    deduplication_manager,
    notification_manager,
    program_manager,
    cycle_manager,
    entitlement_manager,
    payment_manager,
)
