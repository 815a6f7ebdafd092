# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
import logging
import time
import traceback
from collections import Counter, namedtuple
from operator import itemgetter

from ..policy import SLOW_SECONDS
from ..wire import UNKNOWN, Result, WiservClient
from .circuit_breaker import HALF_OPEN
from .worker_pool import WorkerPool

_logger = logging.getLogger(__name__)

# A claimed message: the columns that ``models/outbox/claim.py`` returns. ``group_limit``: how many messages may share
# its request, 0: as many as the settings allow; ``others_passed``: other messages of these senders have been accepted
# since its last attempt.
Message = namedtuple(
    "Message", "id sender number body attempts group_limit others_passed event door", defaults=["", None]
)
Limits = namedtuple("Limits", "connections numbers_per_request messages_per_second max_attempts")
Request = namedtuple("Request", "pool messages")

DEFECT = (
    "Sending failed in an unforeseen way (see the server's log); nobody can know whether the SMS went out."
)


class ConnectionPool:
    """One account's connections to the gateway within one dispatcher: what is in flight, and how much may be claimed.

    Knows nothing of Odoo. The dispatcher's thread calls all methods; the pool's own threads only run :meth:`_send`.
    """

    def __init__(self, account, limits, breaker, finished):
        """
        :param Account account: whom to send as
        :param Limits limits: of the company that pays
        :param CircuitBreaker breaker: of this account
        :param finished: queue that takes ``(Request, Result)``; the Result is None if the request was not sent
        """
        self.account = account
        self.limits = limits
        self.breaker = breaker
        # The senders are paused: one message at a time is sent as a probe, and its result closes the pool.
        self.probing = breaker.state == HALF_OPEN
        self.company = None  # id of the company that pays
        self.senders = []  # ids
        self.claim_cursor = {}  # see ``_claim`` of the outbox
        self.probe_taken = False  # whether this dispatcher, and no other, may send the probe that is due
        self._given_at = {}  # {id(request): when (monotonic)} of the requests in flight, the oldest first
        self._messages_given = 0  # messages in flight
        self.closed = False
        self.judged = False  # whether the breaker's verdict has been written to the senders
        self._share = limits.numbers_per_request  # messages per request of the last batch, for estimates
        self._tokens = 1.0
        self._tokens_at = time.monotonic()
        self._client = WiservClient(account)
        self._workers = WorkerPool(limits.connections, self._send, finished, "wiserv")

    @property
    def in_flight(self):
        return len(self._given_at)

    @property
    def slow(self):
        """Whether the oldest request in flight has taken longer than ``SLOW_SECONDS``."""
        oldest = next(iter(self._given_at.values()), None)
        return oldest is not None and oldest < time.monotonic() - SLOW_SECONDS

    @property
    def group(self):
        """How many requests are claimed beyond one for each connection, so that no connection has to wait for work."""
        return max(self.limits.connections, 4)

    @property
    def full(self):
        """Whether nothing may be claimed until a request has finished; always so once the pool is closed."""
        return (
            self.closed or self.in_flight >= self._requests_most or self._messages_given >= self.breaker.most
        )

    @property
    def _requests_most(self):
        return self.limits.connections + self.group

    def free_capacity(self, dispatchers):
        """Return how many messages may be claimed now; 0: wait, for a rate limit or a Retry-After.

        To be called only if the pool is not :attr:`full`.

        :param int dispatchers: how many dispatchers share the company's limit of messages per second
        """
        if self.breaker.on_hold:
            return 0
        now = time.monotonic()
        # Other threads may have lowered it since `full` was looked at.
        room = max(self.breaker.most - self._messages_given, 0)
        capacity = min((self._requests_most - self.in_flight) * self._share, room)
        if rate := self.limits.messages_per_second / dispatchers:
            # Never more at once than a quarter of a second's worth, so that the gateway sees a steady flow.
            self._tokens = min(max(rate / 4, 1.0), self._tokens + (now - self._tokens_at) * rate)
            self._tokens_at = now
            capacity = min(capacity, max(int(self._tokens), 0))
        return capacity

    def batch(self, messages):
        """Put messages of the same text into common requests, as far as the limits allow.

        :return: the requests to :meth:`put`, as many as there is capacity for, and the messages that are left
        :rtype: tuple[list[Request], list[Message]]
        """
        most = self.limits.numbers_per_request
        alike = {}
        for message in in_turn(messages):
            alike.setdefault((message.body, min(message.group_limit or most, most)), []).append(message)
        requests = [
            Request(self, same[start : start + together])
            for (_body, together), same in alike.items()
            for start in range(0, len(same), together)
        ]
        if requests:
            # One request with all messages may not have been full, so the next estimate is one higher.
            self._share = min(len(messages) // len(requests) + (len(requests) == 1), most)
        capacity = self._requests_most - self.in_flight
        return requests[:capacity], [
            message for request in requests[capacity:] for message in request.messages
        ]

    def put(self, requests):
        """Hand requests of :meth:`batch` to the threads."""
        for request in requests:
            if self.limits.messages_per_second:
                self._tokens -= len(request.messages)
            self._given_at[id(request)] = time.monotonic()
            self._messages_given += len(request.messages)
            self._workers.put(request)

    def finished(self, request):
        """Count a request as no longer in flight, whether it was sent or not."""
        del self._given_at[id(request)]
        self._messages_given -= len(request.messages)

    def close(self):
        """Take back the requests that no thread has begun, and accept no more; return their messages."""
        self.closed = True
        requests = self._workers.take_back()
        for request in requests:
            self.finished(request)
        return [message for request in requests for message in request.messages]

    def end(self):
        """Let the threads end after the requests in flight; close the connections if nothing is in flight."""
        self._workers.close()
        if not self.in_flight:
            self._client.close()

    def _send(self, request):
        if not self.breaker.allows:
            return None
        messages = request.messages
        try:
            result = self._exchange(messages)
        except Exception as error:
            # Not the exception's message: it may hold a text or a number.
            trace = "".join(traceback.format_tb(error.__traceback__))
            _logger.error("Sending SMS met %s, which it should not:\n%s", type(error).__name__, trace)
            result = Result(UNKNOWN, reason=DEFECT, cause="defect")
        self.breaker.answered(
            result,
            len(messages),
            attempts=max(message.attempts for message in messages),
            others_passed=all(message.others_passed for message in messages),
        )
        return result

    def _exchange(self, messages):
        if len(messages) == 1:
            return self._client.send(messages[0].number, messages[0].body)
        return self._client.send_many([message.number for message in messages], messages[0].body)


def in_turn(messages):
    """Return ``messages`` ordered so that senders alternate.

    Otherwise the failures of one sender's messages in a row could open the breaker for all senders of the account.
    """
    nth = Counter()
    turns = []
    for message in messages:
        turns.append(nth[message.sender])
        nth[message.sender] += 1
    return [message for _turn, message in sorted(zip(turns, messages, strict=True), key=itemgetter(0))]
