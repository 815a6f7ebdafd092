# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
import threading
import time
from collections import namedtuple

from ..policy import CONSECUTIVE_FAILURES, LONELY_ATTEMPTS, LONGEST_HOLD, SLOW_START
from ..wire import ACCEPTED, ACCOUNT_CAUSES, NOT_SENT

CLOSED, HALF_OPEN, OPEN = "closed", "half-open", "open"

# Causes found before anything was sent: the message itself is at fault.
OWN_FAULT = {"text", "number"}
# Causes that may be the message's, the account's or a firewall's fault; what becomes of other messages decides.
AMBIGUOUS = {"http_status"}

# The breaker's decision. ``cause``: why to pause (a value of the sender's ``pause_cause``), or "" to end the pause;
# ``result``: the Result that decided; ``failures``: consecutive requests that accepted nothing.
Verdict = namedtuple("Verdict", "cause result failures")


class CircuitBreaker:
    """Decides whether messages may be sent with one account, by the results of the last requests.

    - Closed: messages are sent; at first ``SLOW_START`` at once, and one more for each message accepted.
    - Half-open: one message at a time is sent, as a probe.
    - Open: nothing is sent.

    It opens on a result whose cause is the account (refused credentials, no credit), and when the gateway seems to be
    away (:meth:`_speaks_of_gateway`): above all after ``CONSECUTIVE_FAILURES`` requests in a row of which none was
    accepted, whatever the answers were. A message that fails while others are accepted does not count.

    Knows nothing of Odoo. Any thread may call it.
    """

    def __init__(self, half_open=False, failures=0, clock=time.monotonic):
        """
        :param bool half_open: begin with a probe: the senders are paused
        :param int failures: consecutive requests that accepted nothing, from the run before
        :param clock: returns seconds
        """
        self.state = HALF_OPEN if half_open else CLOSED
        self.failures = failures
        self.verdict = None  # a Verdict; the first one is final
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
        """Whether a Retry-After of the gateway has not passed yet."""
        return self._clock() < self._hold_until

    @property
    def most(self):
        """How many messages may be in flight at once; 0 once there is a verdict."""
        if self.verdict:
            return 0
        if self.state == HALF_OPEN:
            return 1
        if not self.failures:
            return self._window
        return min(self._window, max(CONSECUTIVE_FAILURES - self.failures, 1))

    def answered(self, result, count=1, attempts=1, others_passed=False):
        """Count the result of one request, and decide if it is enough to.

        :param Result result: of the request
        :param int count: messages in the request
        :param int attempts: the highest number of attempts among them
        :param bool others_passed: all of them were tried before, and other messages have been accepted since
        """
        # A reply declared to refuse the message says nothing about the account.
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
                # Others are accepted, so this message is the reason.
                return
            self.failures += 1
            if result.retry_after:
                self._hold_until = max(self._hold_until, self._clock() + result.retry_after)
            if result.cause in ACCOUNT_CAUSES:
                self._decide(OPEN, result.cause, result)
            elif self._speaks_of_gateway(result, attempts, others_passed):
                self._decide(OPEN, "gateway", result)

    def _speaks_of_gateway(self, result, attempts, others_passed):
        # A single waiting message never makes CONSECUTIVE_FAILURES requests, and would use up its attempts while the
        # gateway is away.
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
