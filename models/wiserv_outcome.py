# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
import random

from ..tools.lane import OWN_FAULT
from ..tools.wiserv_api import ACCEPTED, REFUSED, UNKNOWN

RETRY_FIRST, RETRY_MOST = 30, 3600  # seconds; doubled with each attempt


def outcome_rows(request, result):
    """Return what the outbox records of one finished request; see :meth:`WiservQueue._record`."""
    return [_row(request.lane, message, result) for message in request.messages]


def not_begun_rows(messages):
    """Return what the outbox records of messages that were claimed and not begun: as if they had not been."""
    return [(message.id, "queued", None, None, None, 1, None) for message in messages]


def _row(lane, message, result):
    state, delay, uncounted = "queued", None, 0
    if result.outcome == ACCEPTED:
        state = "accepted"
    elif result.outcome == UNKNOWN:
        state = "unknown"
    elif result.outcome == REFUSED or result.cause in OWN_FAULT:
        state = "failed"
    elif result.cause == "credentials":
        uncounted = 1
    elif lane.probing:
        # Another message makes the next probe, and no probe costs an attempt.
        uncounted, delay = 1, _delay(1, result)
    elif message.attempts >= lane.limits.max_attempts:
        state = "failed"
    else:
        delay = _delay(message.attempts, result)
    event = f"{'not sent' if state == 'queued' else state}. {result.reason or result.reply}"
    return message.id, state, result.reply, result.reason, delay, uncounted, event


def _delay(attempts, result):
    """Return the seconds until the next attempt: exponential, with jitter, never before Retry-After."""
    delay = min(RETRY_FIRST * 2 ** (attempts - 1), RETRY_MOST) * random.uniform(0.5, 1.0)
    return max(delay, min(result.retry_after or 0, RETRY_MOST))
