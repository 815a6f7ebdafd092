# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from . import (
    message,
    event,
    enqueue,
    queue,
    news,
    recheck,
    expiry,
    erasure,
    liveness,
    reason,
    readdress,
    actions,
    resend,
    cron,
    retention,
    skipped,
)
