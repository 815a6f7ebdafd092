# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from . import (
    registrant,
    notification_manager,
    sms_notification_manager,
    email_notification_manager,
    program,
    program_membership,
    payment_manager,
)
