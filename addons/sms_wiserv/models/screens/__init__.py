# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from . import (
    message_counts,
    progress,
    ir_websocket,
    asked,
    without_sms,
    written_to,
    not_told,
    empty_lists,
    history,
    told,
    ir_http,
)
