# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from . import (
    email_notification_manager,
    notification_manager,
    notified_records,
    program,
    res_partner,
    sms_notification_manager,
    sms_template,
)
