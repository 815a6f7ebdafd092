# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
import random

from ..policy import FIRST_RETRY, LONGEST_WAIT
from ..wire import ACCEPTED, ACCOUNT_CAUSES, REFUSED, UNKNOWN
from .circuit_breaker import AMBIGUOUS, OWN_FAULT

NOT_ASKED = "Whether it may still be sent could not be found out (see the server's log); it is tried again in an hour."


def outcome_rows(request, result):
    """Return the rows for ``_record`` (``models/outbox/record.py``) of one finished request, one for each message."""
    return [_row(request, message, result) for message in request.messages]


def not_begun_rows(messages):
    """Return the rows that requeue messages that were claimed and not sent; they lose no attempt."""
    return [(message.id, "queued", None, None, None, 1, None, None) for message in messages]


def unasked_rows(message_ids):
    """Return the rows that put messages off for an hour because a door's check failed (``_ask_each_for_itself``)."""
    return [
        (id_, "queued", None, NOT_ASKED, LONGEST_WAIT, 1, None, f"not sent. {NOT_ASKED}")
        for id_ in message_ids
    ]


def _row(request, message, result):
    pool, together = request.pool, len(request.messages)
    state, delay, uncounted, group_limit = "queued", None, 0, None
    if result.outcome == ACCEPTED:
        state = "accepted"
    elif result.outcome == UNKNOWN:
        state = "unknown"
    elif together > 1 and result.cause != "text" and _is_of_one(result):
        # It is not known which message the refusal is about: send them again in requests of half the size. The attempt
        # does not count.
        delay, uncounted, group_limit = 0, 1, (together + 1) // 2
    elif result.outcome == REFUSED or result.cause in OWN_FAULT:
        state = "failed"
    elif result.cause in ACCOUNT_CAUSES:
        uncounted = 1
    elif pool.probing:
        # Probes do not count as attempts; the next one is made with another message (``_claim_probe``).
        uncounted, delay = 1, _delay(1, result)
    elif message.attempts >= pool.limits.max_attempts:
        state = "failed"
    else:
        delay = _delay(message.attempts, result)
    event = f"{'not sent' if state == 'queued' else state}. {result.reason or result.reply}"
    return message.id, state, result.reply, result.reason, delay, uncounted, group_limit, event


def _is_of_one(result):
    """Whether a single one of several messages may be the reason that the request was refused as a whole."""
    return result.outcome == REFUSED or result.cause in AMBIGUOUS


def _delay(attempts, result):
    """Return the seconds until the next attempt: doubled each time, with jitter, not less than Retry-After."""
    delay = min(FIRST_RETRY * 2 ** (attempts - 1), LONGEST_WAIT) * random.uniform(0.5, 1.0)
    return max(delay, min(result.retry_after or 0, LONGEST_WAIT))
