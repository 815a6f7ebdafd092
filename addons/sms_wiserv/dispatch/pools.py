# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
import time

from ..policy import LONGEST_HOLD, REFRESH_SECONDS
from ..tools.account_in_effect import account_of
from ..wire import ACCEPTED, REFUSED
from .connection_pool import OWN_FAULT, ConnectionPool, Limits, Message
from .outcome import not_begun_rows

SENDER = "sms.wiserv.sender"


class ConnectionPools:
    """The pools of one dispatcher, opened and closed by what senders, settings and answers say."""

    def __init__(self, finished):
        """:param finished: queue that takes ``(request, result)`` from the pools' threads"""
        self._finished = finished
        self._pools = {}
        self._closing = []  # pools with nothing but answers to come
        self._refresh_at = 0.0
        self.dispatchers = 1  # how many work on this database now, on all hosts
        self.not_begun = []  # rows for the outbox, until it has recorded them
        self.throttled = False  # whether limits alone, which will pass, have kept a pool from claiming
        self._classified = []  # pools closed by an answer since the last commit
        self.kept_back = set()  # senders whose administrators are to be told, once all outcomes are safe

    def __iter__(self):
        return iter([*self._pools.values(), *self._closing])

    @property
    def in_flight(self):
        return sum(pool.in_flight for pool in self)

    @property
    def slow(self):
        return any(pool.slow for pool in self)

    @property
    def timeout(self):
        """Seconds that an answer may take, at most."""
        return max((pool.account.timeout for pool in self), default=0)

    @property
    def refresh_due(self):
        return time.monotonic() >= self._refresh_at

    def claim(self, outbox, dispatcher):
        """Claim messages for the pools that have capacity.

        Whether limits keep others back is noted by the same look at the clock: a second look might find that a
        limit has just passed, and a run that has claimed nothing would end with messages due.

        :return: ``[(pool, requests)]``, to be put when the claim is committed
        """
        self.throttled = False
        claimed = []
        for pool in self:
            if not pool.senders or pool.full:
                continue
            capacity = pool.free_capacity(self.dispatchers)
            if not capacity:
                self.throttled = True
            elif not pool.probing or outbox._claim_probe(pool.senders):
                # Each sender is first in its turn.
                pool.senders.append(pool.senders.pop(0))
                rows = outbox._claim(dispatcher, pool.senders, capacity, pool.claim_cursor)
                requests, left_over = pool.batch([Message(*row) for row in rows])
                if left_over:
                    outbox._record(dispatcher, not_begun_rows(left_over))
                    pool.claim_cursor.clear()
                if requests:
                    claimed.append((pool, requests))
        return claimed

    def refresh(self, env):
        """Open and close pools for the senders that have messages due, as their settings are now."""
        self._refresh_at = time.monotonic() + REFRESH_SECONDS
        self.dispatchers = env["sms.wiserv.message"]._live_dispatchers()
        due = env["sms.wiserv.message"]._due_senders()
        due._bus_progress()
        wanted = {}
        # What is still to be answered is wanted, too: the answer may open or close the channel.
        awaited = env[SENDER].browse({id_ for pool in self if pool.in_flight for id_ in pool.senders})
        for sender in due | awaited.exists().filtered(lambda sender: sender.pause_cause != "manual"):
            if sender._wiserv_obstacle():
                self.kept_back.add(sender.id)
            else:
                wanted.setdefault(self._key(sender), []).append(sender.id)
        for key, pool in list(self._pools.items()):
            if key not in wanted:
                self._keep_failure_count(env, pool)
            pool.senders = wanted.get(key, [])
            if not pool.senders:
                self.close(pool)
            if pool.closed:
                del self._pools[key]
                self._closing.append(pool)
        for pool in [pool for pool in self._closing if not pool.in_flight]:
            pool.end()
            self._closing.remove(pool)
        # Messages of transactions that took longer than others have lower numbers.
        self.claim_from_the_oldest()
        for key in wanted.keys() - self._pools.keys():
            _company, account, limits, probing = key
            self._pools[key] = ConnectionPool(account, limits, probing, self._finished)
            self._pools[key].senders = wanted[key]
            self._pools[key].consecutive_failures = max(
                env[SENDER].browse(wanted[key]).mapped("consecutive_failures")
            )

    def claim_from_the_oldest(self):
        """Let claims begin with the oldest messages again."""
        for pool in self:
            pool.claim_cursor.clear()

    @staticmethod
    def _key(sender):
        """Return what senders must have in common to share a pool."""
        company = sender._wiserv_company()
        grouped = sender._wiserv_protocol() == "http"
        limits = Limits(
            connections=company.wiserv_connections,
            numbers_per_request=company.wiserv_numbers_per_request if grouped else 1,
            messages_per_second=company.wiserv_messages_per_second,
            max_attempts=company.wiserv_max_attempts,
        )
        return company.id, account_of(sender), limits, bool(sender.paused_at)

    def committed(self):
        """What the answers have closed or opened stays so."""
        self._classified, self.not_begun = [], []

    def rolled_back(self):
        """Have the next step classify the same answers again, and claim from the oldest message on."""
        for pool in self._classified:
            pool.closed = pool.classified = False
        self._classified = []
        self.claim_from_the_oldest()

    def classify(self, env, answers):
        """Close and open channels by what answers have told of them.

        :param answers: ``[(request, result)]``
        """
        for request, result in answers:
            pool = request.pool
            # One that is closed may still hear: a run's end and a person's button close pools, too.
            if pool.classified or result.cause in OWN_FAULT:
                continue
            answered = result.outcome in (ACCEPTED, REFUSED)
            asked_to_wait = (result.retry_after or 0) > LONGEST_HOLD
            refused = result.cause == "credentials"
            if not (pool.probing or refused or asked_to_wait or (pool.fails and not answered)):
                continue
            senders = self._to_classify(env, pool)
            self.kept_back.update(senders.ids)
            if pool.probing and answered:
                senders._channel_open()
            elif refused:
                paused_for_that = senders.filtered(lambda sender: sender.pause_cause == "credentials")
                senders._channel_pause("credentials", result.reason)
                if pool.probing:
                    paused_for_that._channel_probe_failed(result.retry_after)
            elif pool.probing:
                senders._channel_probe_failed(result.retry_after)
            else:
                senders._channel_pause("gateway", result.reason, result.retry_after)
            self.close(pool)
            pool.classified = True
            self._classified.append(pool)

    @staticmethod
    def _to_classify(env, pool):
        """Lock and return the senders that an answer on the pool may close or open.

        Those that a person has paused wait for a person; those that have another account by now were not answered.
        """
        senders = env[SENDER].browse(pool.senders).exists()
        senders._channel_lock()
        return senders.filtered(
            lambda sender: (
                sender.pause_cause != "manual"
                and not sender._wiserv_obstacle()
                and account_of(sender) == pool.account
            )
        )

    def keep_failure_counts(self, env):
        """Have the next run go on counting where this one ends: few messages at a time may all meet silence."""
        for pool in self:
            self._keep_failure_count(env, pool)

    @staticmethod
    def _keep_failure_count(env, pool):
        senders = env[SENDER].browse(pool.senders).exists()
        senders.filtered(
            lambda sender: not sender.paused_at and sender.consecutive_failures != pool.consecutive_failures
        ).consecutive_failures = pool.consecutive_failures

    def close(self, pool):
        """Begin nothing more on a pool, and look anew soon at what may be sent instead."""
        if not pool.closed:
            self._refresh_at = 0.0
            self.not_begun += not_begun_rows(pool.close())

    def close_all(self):
        for pool in self:
            self.close(pool)

    def end(self):
        for pool in self:
            pool.end()
