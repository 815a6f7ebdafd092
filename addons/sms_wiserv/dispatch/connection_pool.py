# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
import logging
import time
import traceback
from collections import namedtuple

from ..policy import CONSECUTIVE_FAILURES, SLOW_SECONDS
from ..wire import ACCEPTED, REFUSED, UNKNOWN, Result, WiservClient
from .worker_pool import WorkerPool

_logger = logging.getLogger(__name__)

Message = namedtuple("Message", "id sender number body attempts")
Limits = namedtuple("Limits", "connections numbers_per_request messages_per_second max_attempts")
Request = namedtuple("Request", "pool messages")

# Causes that lie in the message itself: another attempt would end the same, and the gateway was not asked.
OWN_FAULT = {"text", "number"}
DEFECT = (
    "Sending failed in an unforeseen way (see the server's log); nobody can know whether the SMS went out."
)


class ConnectionPool:
    """One account's connections to the gateway within one dispatcher, and how they fare.

    Knows nothing of Odoo; the dispatcher's thread owns it, the pool's threads only send.
    """

    def __init__(self, account, limits, probing, finished):
        self.account = account
        self.limits = limits
        self.probing = probing
        self.senders = []
        self.claim_cursor = {}
        self._given_at = {}  # requests given to the pool and not yet recorded, the oldest first: when
        self.consecutive_failures = 0
        self.hold_until = 0.0
        self.closed = False
        self.classified = False  # what its answers tell of the channel has been heard
        self._share = limits.numbers_per_request  # how many messages shared a request last
        # Set by the thread that first hears "not now" or "not you", so that the others ask no more.
        self._halted = False
        self._tokens = 1.0
        self._tokens_at = time.monotonic()
        self._client = WiservClient(account)
        self._workers = WorkerPool(limits.connections, self._send, finished, "wiserv")

    @property
    def in_flight(self):
        return len(self._given_at)

    @property
    def slow(self):
        """Whether an answer is long in coming."""
        oldest = next(iter(self._given_at.values()), None)
        return oldest is not None and oldest < time.monotonic() - SLOW_SECONDS

    @property
    def group(self):
        """How many requests are claimed beyond those that the connections carry, so that none stands idle."""
        return max(self.limits.connections, 4)

    @property
    def full(self):
        """Whether nothing more may be claimed before an answer has come; a closed pool stays so."""
        return self.closed or self.in_flight >= self._requests_most

    @property
    def _requests_most(self):
        return 1 if self.probing else self.limits.connections + self.group

    def free_capacity(self, dispatchers):
        """Return how many messages a pool that is not full may claim now; 0: a limit holds them back, and will pass.

        :param int dispatchers: how many dispatchers share the account's messages per second
        """
        now = time.monotonic()
        if now < self.hold_until:
            return 0
        if self.hold_until:
            self.hold_until, self._halted = 0.0, False
        if self.probing:
            return 1
        capacity = (self._requests_most - self.in_flight) * self._share
        if rate := self.limits.messages_per_second / dispatchers:
            # Never more at once than a quarter of a second's worth, so that the gateway sees a steady flow.
            self._tokens = min(max(rate / 4, 1.0), self._tokens + (now - self._tokens_at) * rate)
            self._tokens_at = now
            capacity = min(capacity, max(int(self._tokens), 0))
        return capacity

    def batch(self, messages):
        """Have messages of the same text share requests, as far as the limits allow.

        :return: requests for :meth:`put`, no more than there is capacity for, and the messages left over
        :rtype: tuple[list[Request], list[Message]]
        """
        by_text = {}
        for message in messages:
            by_text.setdefault(message.body, []).append(message)
        most = self.limits.numbers_per_request
        requests = [
            Request(self, same[start : start + most])
            for same in by_text.values()
            for start in range(0, len(same), most)
        ]
        if requests:
            # A single one may be able to take more.
            self._share = min(len(messages) // len(requests) + (len(requests) == 1), most)
        capacity = self._requests_most - self.in_flight
        return requests[:capacity], [
            message for request in requests[capacity:] for message in request.messages
        ]

    def put(self, requests):
        """Send what :meth:`batch` has made."""
        for request in requests:
            if self.limits.messages_per_second:
                self._tokens -= len(request.messages)
            self._given_at[id(request)] = time.monotonic()
            self._workers.put(request)

    def finished(self, request, result):
        """Take note of a request's outcome; None is that of a request that was not begun."""
        del self._given_at[id(request)]
        if result is None or result.cause in OWN_FAULT:
            return
        if result.outcome in (ACCEPTED, REFUSED):
            self.consecutive_failures = 0
        else:
            # A message that fails for the fourth time tells as much as many that fail for the first: where few
            # wait, the channel closes before they have used up their attempts.
            self.consecutive_failures += max(message.attempts for message in request.messages) ** 2
        if result.retry_after:
            self.hold_until = max(self.hold_until, time.monotonic() + result.retry_after)
            # The end of an earlier wait may have set the threads free again.
            self._halted = True

    @property
    def fails(self):
        """Whether so many requests in a row went without an answer that the channel should close."""
        return self.consecutive_failures >= CONSECUTIVE_FAILURES

    def close(self):
        """Begin nothing more; return the messages that were not begun."""
        self.closed = True
        requests = self._workers.take_back()
        for request in requests:
            del self._given_at[id(request)]
        return [message for request in requests for message in request.messages]

    def end(self):
        """Let threads and connections go, after the requests in flight."""
        self._workers.close()
        if not self.in_flight:
            self._client.close()

    def _send(self, request):
        if self._halted:
            return None
        try:
            result = self._exchange(request.messages)
        except Exception as error:
            # Not the exception's own words: they may hold a text or a number.
            trace = "".join(traceback.format_tb(error.__traceback__))
            _logger.error("Sending SMS met %s, which it should not:\n%s", type(error).__name__, trace)
            return Result(UNKNOWN, reason=DEFECT, cause="defect")
        if result.cause == "credentials" or result.retry_after:
            self._halted = True
        return result

    def _exchange(self, messages):
        if len(messages) == 1:
            return self._client.send(messages[0].number, messages[0].body)
        return self._client.send_many([message.number for message in messages], messages[0].body)
