# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
import random

from ..policy import FIRST_RETRY, LONGEST_WAIT
from ..wire import ACCEPTED, REFUSED, UNKNOWN
from .connection_pool import OWN_FAULT


def outcome_rows(request, result):
    """Return what the outbox records of one finished request; see :meth:`WiservQueue._record`."""
    return [_row(request.pool, message, result) for message in request.messages]


def not_begun_rows(messages):
    """Return what the outbox records of messages that were claimed and not begun: as if they had not been."""
    return [(message.id, "queued", None, None, None, 1, None) for message in messages]


def _row(pool, message, result):
    state, delay, uncounted = "queued", None, 0
    if result.outcome == ACCEPTED:
        state = "accepted"
    elif result.outcome == UNKNOWN:
        state = "unknown"
    elif result.outcome == REFUSED or result.cause in OWN_FAULT:
        state = "failed"
    elif result.cause == "credentials":
        uncounted = 1
    elif pool.probing:
        # Another message makes the next probe, and no probe costs an attempt.
        uncounted, delay = 1, _delay(1, result)
    elif message.attempts >= pool.limits.max_attempts:
        state = "failed"
    else:
        delay = _delay(message.attempts, result)
    event = f"{'not sent' if state == 'queued' else state}. {result.reason or result.reply}"
    return message.id, state, result.reply, result.reason, delay, uncounted, event


def _delay(attempts, result):
    """Return the seconds until the next attempt: exponential, with jitter, never before Retry-After."""
    delay = min(FIRST_RETRY * 2 ** (attempts - 1), LONGEST_WAIT) * random.uniform(0.5, 1.0)
    return max(delay, min(result.retry_after or 0, LONGEST_WAIT))
