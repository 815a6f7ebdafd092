# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from . import (
    message_counts,
    progress,
    ir_websocket,
    not_told,
    empty_lists,
    history,
    told,
    ir_http,
)
