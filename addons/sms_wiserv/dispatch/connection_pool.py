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

# ``group_limit``: how many messages may share its request, 0: as many as the limits allow; ``others_passed``: others
# have been accepted since its last attempt
Message = namedtuple(
    "Message", "id sender number body attempts group_limit others_passed event door", defaults=["", None]
)
Limits = namedtuple("Limits", "connections numbers_per_request messages_per_second max_attempts")
Request = namedtuple("Request", "pool messages")

DEFECT = (
    "Sending failed in an unforeseen way (see the server's log); nobody can know whether the SMS went out."
)


class ConnectionPool:
    """One account's connections to the gateway within one dispatcher, and how they fare.

    Knows nothing of Odoo; the dispatcher's thread owns it, the pool's threads only send.
    """

    def __init__(self, account, limits, breaker, finished):
        self.account = account
        self.limits = limits
        self.breaker = breaker
        # One message at a time tries whether the gateway accepts any; what comes of it ends the pool.
        self.probing = breaker.state == HALF_OPEN
        self.company = None  # the id of the one that pays
        self.senders = []
        self.claim_cursor = {}
        self.probe_taken = False  # by this dispatcher, from all others
        self._given_at = {}  # requests given to the pool and not yet recorded, the oldest first: when
        self._messages_given = 0
        self.closed = False
        self.judged = False  # the breaker's verdict is written down
        self._share = limits.numbers_per_request  # how many messages shared a request last
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
        return (
            self.closed or self.in_flight >= self._requests_most or self._messages_given >= self.breaker.most
        )

    @property
    def _requests_most(self):
        return self.limits.connections + self.group

    def free_capacity(self, dispatchers):
        """Return how many messages a pool that is not full may claim now; 0: a limit holds them back, and will pass.

        :param int dispatchers: how many dispatchers share the account's messages per second
        """
        if self.breaker.on_hold:
            return 0
        now = time.monotonic()
        # An answer may have made it less since the pool was found not to be full.
        room = max(self.breaker.most - self._messages_given, 0)
        capacity = min((self._requests_most - self.in_flight) * self._share, room)
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
            self._messages_given += len(request.messages)
            self._workers.put(request)

    def finished(self, request):
        """Take note that a request has come back, begun or not."""
        del self._given_at[id(request)]
        self._messages_given -= len(request.messages)

    def close(self):
        """Begin nothing more; return the messages that were not begun."""
        self.closed = True
        requests = self._workers.take_back()
        for request in requests:
            self.finished(request)
        return [message for request in requests for message in request.messages]

    def end(self):
        """Let threads and connections go, after the requests in flight."""
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
            # Not the exception's own words: they may hold a text or a number.
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
    """Return ``messages`` so that those of several senders alternate: many of one are no streak then."""
    nth = Counter()
    turns = []
    for message in messages:
        turns.append(nth[message.sender])
        nth[message.sender] += 1
    return [message for _turn, message in sorted(zip(turns, messages, strict=True), key=itemgetter(0))]
