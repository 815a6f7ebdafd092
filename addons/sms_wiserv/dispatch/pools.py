# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
import time

from ..policy import PROBES_ASKED, REFRESH_SECONDS
from ..tools.account_in_effect import account_of
from .circuit_breaker import CircuitBreaker
from .connection_pool import ConnectionPool, Message
from .outcome import not_begun_rows, unasked_rows
from .recheck_cache import RecheckCache
from .senders_by_account import SENDER, SendersByAccount


class ConnectionPools:
    """The pools of one dispatcher, one for each account. :meth:`refresh` opens and closes them, once a second.

    All methods run in the dispatcher's thread; ``env`` and ``outbox`` use its cursor, which the dispatcher commits.
    """

    def __init__(self, finished):
        """:param finished: queue that takes ``(request, result)`` from the pools' threads"""
        self._finished = finished
        self.senders = SendersByAccount()
        self._pools = {}  # {key of SendersByAccount: ConnectionPool}
        self._closing = []  # pools with nothing but answers to come
        self._refresh_at = 0.0
        self.dispatchers = 1  # how many work on this database now, on all hosts
        self.not_begun = []  # rows for ``_record`` that requeue messages, until they are committed
        self.throttled = False  # whether a rate limit or a Retry-After kept a pool from claiming
        self.asked_in_vain = False  # whether everything that a pool claimed was left out
        self.left_out = {}  # since the last commit: {message id: (sender id, why its person must not be told)}
        self._recheck_cache = RecheckCache()
        self._judged = []  # pools whose verdict was written since the last commit

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
        """The longest time-out of a request, in seconds."""
        return max((pool.account.timeout for pool in self), default=0)

    @property
    def refresh_due(self):
        return time.monotonic() >= self._refresh_at

    def claim(self, outbox, dispatcher):
        """Claim messages for the pools that have capacity.

        It also sets :attr:`throttled`. That is not worked out later: a limit might have passed by then, and a run
        that has claimed nothing because of it would end with messages due.

        :param outbox: the model ``sms.wiserv.message``
        :param int dispatcher: the dispatcher's number
        :return: ``[(pool, requests)]``, to be put into the pools once the claim is committed
        """
        self.throttled = self.asked_in_vain = False
        claimed = []
        for pool in self:
            if not pool.senders or pool.full:
                continue
            capacity = pool.free_capacity(self.dispatchers)
            if not capacity:
                self.throttled = True
                continue
            rows = self._claim_asked(pool, outbox, dispatcher, capacity)
            requests, left_over = pool.batch([Message(*row) for row in rows])
            if left_over:
                outbox._record(dispatcher, not_begun_rows(left_over))
                pool.claim_cursor.clear()
            if requests:
                claimed.append((pool, requests))
        return claimed

    def _claim_asked(self, pool, outbox, dispatcher, capacity):
        """Claim messages, and ask their doors whether they may still be sent; return the rows of those that may.

        A probe that is left out is replaced by the next message, ``PROBES_ASKED`` times at most.
        """
        for _nth in range(PROBES_ASKED if pool.probing else 1):
            rows = self._claim(pool, outbox, dispatcher, capacity)
            *answers, unknown = self._recheck_cache.about(outbox, rows, pool)
            outbox._record(dispatcher, unasked_rows(unknown))
            known = [row for row in rows if row[0] not in unknown]
            going, left_out = outbox._heed(known, *answers)
            self.left_out.update(left_out)
            if going or not rows:
                return going
        # All were left out; there may be more to claim.
        self.asked_in_vain = True
        return []

    def _claim(self, pool, outbox, dispatcher, capacity):
        if not pool.probing:
            # The sender that is served first changes with each claim.
            pool.senders.append(pool.senders.pop(0))
            return outbox._claim(
                dispatcher, pool.company, pool.senders, capacity, pool.claim_cursor, self.senders.quiet
            )
        awake = [sender for sender in pool.senders if sender not in self.senders.quiet]
        # Kept until an answer decides about the gateway; an answer about the message alone does not end the probe.
        pool.probe_taken = pool.probe_taken or bool(awake) and outbox._take_probe(awake)
        return outbox._claim_probe(dispatcher, pool.company, awake) if pool.probe_taken else []

    def refresh(self, env):
        """Open and close pools for the senders that have messages due, as their settings are now."""
        self._refresh_at = time.monotonic() + REFRESH_SECONDS
        self.dispatchers = env["sms.wiserv.message"]._live_dispatchers()
        # Senders with requests in flight keep their pool, because the answers may pause or resume them.
        awaited = env[SENDER].browse({id_ for pool in self if pool.in_flight for id_ in pool.senders})
        wanted = self.senders.look(env, awaited.exists())
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
        # A long transaction commits messages with ids that the claim cursors have passed.
        self.claim_from_the_oldest()
        for key in wanted.keys() - self._pools.keys():
            company, account, limits, probing = key
            failures = max(env[SENDER].browse(wanted[key]).mapped("consecutive_failures"))
            breaker = CircuitBreaker(half_open=probing, failures=failures)
            self._pools[key] = ConnectionPool(account, limits, breaker, self._finished)
            self._pools[key].company, self._pools[key].senders = company, wanted[key]

    def claim_from_the_oldest(self):
        """Let claims begin with the oldest messages again."""
        for pool in self:
            pool.claim_cursor.clear()

    def committed(self):
        """Forget what has been committed."""
        self._judged, self.not_begun, self.left_out = [], [], {}

    def rolled_back(self):
        """Have the next step write the same verdicts again, and claim from the oldest message on."""
        for pool in self._judged:
            pool.closed = pool.judged = False
        self._judged, self.left_out = [], {}
        for pool in self:
            pool.probe_taken = False
        self.claim_from_the_oldest()

    def judge(self, env):
        """Pause or resume senders by the verdicts of their pools' breakers, and close these pools."""
        for pool in self:
            verdict = pool.breaker.verdict
            # A closed pool may still get a verdict, from requests in flight.
            if not verdict or pool.judged:
                continue
            senders = self._to_judge(env, pool)
            if verdict.cause:
                self.senders.kept_back.update(senders.ids)
                senders._channel_judge(verdict, probed=pool.probing)
            else:
                senders._channel_account()._channel_open()
            self.close(pool)
            pool.judged = True
            self._judged.append(pool)

    @staticmethod
    def _to_judge(env, pool):
        """Lock and return the pool's senders that its verdict applies to.

        Not those paused by hand, and not those whose account has changed since.
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
        """Store the senders' consecutive failures for the next run: runs with few messages each add up, too."""
        for pool in self:
            self._keep_failure_count(env, pool)

    @staticmethod
    def _keep_failure_count(env, pool):
        senders = env[SENDER].browse(pool.senders).exists()
        senders.filtered(
            lambda sender: not sender.paused_at and sender.consecutive_failures != pool.breaker.failures
        ).consecutive_failures = pool.breaker.failures

    def close(self, pool):
        """Stop claiming for a pool, requeue what it has not sent, and have the next step refresh the pools."""
        if not pool.closed:
            self._refresh_at = 0.0
            self.not_begun += not_begun_rows(pool.close())

    def close_all(self):
        for pool in self:
            self.close(pool)

    def end(self):
        for pool in self:
            pool.end()
