# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from . import (
    door,
    events,
    notification_manager,
    program,
    sender,
    message,
    announcement,
    announcement_preview,
    announcement_sources,
    not_told,
    reports,
    registrant,
    preference,
    sms_template,
    told,
)
