# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from . import (
    sender,
    pause,
    unhandled,
    chatter,
    direct,
    recipients,
    delegate,
    audience,
    entry,
    owner,
    sending_hours,
    resume,
    copies,
    otp_limit,
    stalled,
    readiness,
)
