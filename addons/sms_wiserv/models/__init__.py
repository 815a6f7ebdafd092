# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from . import (
    checked_first,
    guarded,
    of_sender,
    added_up_once,
    account,
    door,
    sender,
    outbox,
    replies,
    templates,
    sources,
    screens,
    provider,
    registry,
    reports,
)
