# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
import threading
import time
from collections import namedtuple

from ..policy import CONSECUTIVE_FAILURES, LONELY_ATTEMPTS, LONGEST_HOLD, SLOW_START
from ..wire import ACCEPTED, ACCOUNT_CAUSES, NOT_SENT

CLOSED, HALF_OPEN, OPEN = "closed", "half-open", "open"

# Causes that lie in the message itself and were found here: the gateway was not asked.
OWN_FAULT = {"text", "number"}
# Whether the message, the account or a firewall is the reason only other messages can tell.
AMBIGUOUS = {"http_status"}

# What the answers come to: ``cause`` is that of a pause, or "" where the gateway accepts messages again.
Verdict = namedtuple("Verdict", "cause result failures")


class CircuitBreaker:
    """Whether messages may be sent with one account, judged by what came of the last ones.

    An answer speaks of its message, of the account, or of either; which of the two is told by the messages around it.
    So many answers in a row that accept nothing, of whatever form, speak of the account: the breaker opens. Closed:
    messages pass, few at once until one is accepted and then ever more, so that a gateway that accepts none meets few.
    Half-open: one message tries. Open: none passes.

    Knows nothing of Odoo. The threads that send ask and tell it; any thread may.
    """

    def __init__(self, half_open=False, failures=0, clock=time.monotonic):
        """:param int failures: how many answers in a row have accepted nothing before this"""
        self.state = HALF_OPEN if half_open else CLOSED
        self.failures = failures
        self.verdict = None  # once there is one, nothing changes it
        self._clock = clock
        self._lock = threading.Lock()
        self._window = SLOW_START
        self._hold_until = 0.0

    @property
    def allows(self):
        """Whether a request may leave now."""
        return self.state != OPEN and not self.on_hold

    @property
    def on_hold(self):
        """Whether the gateway has asked for a moment's patience, which will pass."""
        return self._clock() < self._hold_until

    @property
    def most(self):
        """How many messages may be on their way at once; none once there is a verdict."""
        if self.verdict:
            return 0
        if self.state == HALF_OPEN:
            return 1
        if not self.failures:
            return self._window
        return min(self._window, max(CONSECUTIVE_FAILURES - self.failures, 1))

    def answered(self, result, count=1, attempts=1, others_passed=False):
        """Take note of what came of one request.

        :param int count: how many messages were in it
        :param int attempts: how often the one of them that was tried most has been tried
        :param bool others_passed: it was tried before, and others have been accepted since
        """
        # What somebody has declared to be a refusal of the message says nothing of the account, for good or bad.
        if result.cause == "declared" or result.cause in OWN_FAULT:
            return
        with self._lock:
            if self.verdict:
                return
            if result.outcome == ACCEPTED:
                self.failures = 0
                self._window += count
                if self.state == HALF_OPEN:
                    self._decide(CLOSED, "", result)
                return
            if others_passed and result.cause in AMBIGUOUS:
                # It fails alone, so it fails by itself.
                return
            self.failures += 1
            if result.retry_after:
                self._hold_until = max(self._hold_until, self._clock() + result.retry_after)
            if result.cause in ACCOUNT_CAUSES:
                self._decide(OPEN, result.cause, result)
            elif self._speaks_of_gateway(result, attempts, others_passed):
                self._decide(OPEN, "gateway", result)

    def _speaks_of_gateway(self, result, attempts, others_passed):
        # One message that waits alone shall not use up its attempts on a gateway that is away.
        is_away = result.outcome == NOT_SENT and result.cause not in AMBIGUOUS
        return (
            self.state == HALF_OPEN
            or self.failures >= CONSECUTIVE_FAILURES
            or (result.retry_after or 0) > LONGEST_HOLD
            or (is_away and attempts >= LONELY_ATTEMPTS and not others_passed)
        )

    def _decide(self, state, cause, result):
        self.state = state
        self.verdict = Verdict(cause, result, self.failures)
