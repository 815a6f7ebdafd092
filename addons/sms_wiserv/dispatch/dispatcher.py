# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
# Claims and outcomes are committed on a cursor of the dispatcher's own: that is its job.
# pylint: disable=invalid-commit
import logging
import queue
import threading
import time
from contextlib import contextmanager, suppress

import psycopg2
from psycopg2.extensions import TransactionRollbackError

from odoo import SUPERUSER_ID, api
from odoo.service import server as odoo_server

from ..policy import CLOSING_SECONDS, GROUP_SECONDS, RECONNECT_SECONDS, REFRESH_SECONDS
from ..tools.isolation import read_committed
from .outcome import not_begun_rows
from .pools import ConnectionPools
from .results import Results
from .senders_by_account import SENDER
from .server import server_is_stopping, worker_seconds

_logger = logging.getLogger(__name__)


class Dispatcher:
    """Sends the messages that are due, until none is left or time is up.

    The thread that calls :meth:`run` reads and writes the database, on a cursor of its own; the pools' threads only
    send. A claim is committed before its requests are sent; results are committed after they came back, several at
    once.
    """

    def __init__(self, registry, seconds):
        """
        :param registry: Odoo's registry of the database
        :param seconds: after how many seconds nothing more is claimed
        """
        self.registry = registry
        self.begun_at = time.monotonic()
        self.deadline = self.begun_at + seconds
        self.cut_short = False  # whether time, the server's stop or a lost connection ended the run
        self._finished = queue.SimpleQueue()
        self._pools = ConnectionPools(self._finished)
        self._results = Results()
        self.number = None  # of the PostgreSQL session lock that shows that this dispatcher is alive
        self._stop = threading.Event()
        self._done = threading.Event()

    def run(self):
        """Send until nothing is due, time is up, or the server stops; return how many messages were handled."""
        odoo_server.CommonServer.on_stop(self._stop_and_wait)
        try:
            with self._cursor() as cr:
                try:
                    self._run(cr)
                except (psycopg2.OperationalError, psycopg2.InterfaceError):
                    self.cut_short = lost = cr.closed
                    self._wind_down_without_lock()
                    if not lost:
                        raise
                    _logger.warning("The connection to the database was lost while SMS were being sent.")
        finally:
            self._pools.end()
            self._done.set()
            # While the server stops it iterates over this list.
            if not self._stop.is_set():
                odoo_server.CommonServer._on_stop_funcs.remove(self._stop_and_wait)
        return self._results.handled

    @property
    def troubled(self):
        """Ids of senders for which code raised while it was found out whether and how they send."""
        return self._pools.senders.troubled

    def _run(self, cr):
        with self.outbox._dispatcher_lock() as self.number:
            self.outbox._heal_clock()
            self.env[SENDER]._remember_database()
            cr.commit()
            try:
                # At least one step, even if time is up: a slow machine would never send anything otherwise.
                goes_on = self._step(late=False)
                while goes_on:
                    goes_on = self._step(late=time.monotonic() >= self.deadline)
            finally:
                if not cr.closed:
                    self._roll_back()
                    self._wind_down()

    # === LOOP === #

    def _step(self, late):
        """Wait for finished requests; write their results and claim new messages in one commit; send these.

        :param bool late: time is up
        :return: whether there is more to do
        """
        # So that the slowest answer comes before Odoo ends the worker.
        latest = self.begun_at + worker_seconds() - self._pools.timeout
        stopping = self._stop.is_set() or server_is_stopping() or time.monotonic() >= latest
        self.cut_short = stopping or late
        # While one slow request keeps the run from ending, the other connections go on sending.
        claim = not stopping and (not late or self._pools.slow)
        try:
            # After a rolled back step the results that it held are written first.
            if self._pools.refresh_due and not self._results.unwritten:
                self._refresh()
            self._collect()
            claimed = self._transact(claim)
        except TransactionRollbackError:
            # Another transaction wrote the same rows. The results are still in memory, for the next step.
            self._roll_back()
            return True
        for pool, requests in claimed:
            pool.put(requests)
        return not stopping and (self._pools.in_flight > 0 or claim and self._waiting())

    def _waiting(self):
        """Whether there is more to do though nothing is in flight; waits a moment first if a limit is the reason."""
        if self._pools.throttled:
            self._stop.wait(GROUP_SECONDS)
        return self._pools.throttled or self._pools.asked_in_vain or self._pools.refresh_due

    def _refresh(self):
        """Recover the messages of dead dispatchers, and read senders and settings anew."""
        self.env.invalidate_all()
        recovered = self.outbox._recover_dead(self.number)
        self.env["sms.wiserv.door"]._announce(recovered.ids)
        self._pools.refresh(self.env)
        self._results.keep_seen(self.env)
        self._results.recovered(recovered)

    def _collect(self):
        """Wait until some requests have finished, and take all that have."""
        if not self._pools.in_flight:
            return
        enough = min(self._pools.in_flight, max(pool.group for pool in self._pools) // 2)
        # With messages held back by a limit, do not wait longer than the limit may take to pass.
        until = time.monotonic() + (GROUP_SECONDS if self._pools.throttled else REFRESH_SECONDS)
        for nth in range(self._pools.in_flight):
            seconds = max(until - time.monotonic(), 0) if nth < enough else 0
            try:
                request, result = self._finished.get(timeout=seconds)
            except queue.Empty:
                return
            request.pool.finished(request)
            if result is None:
                self._pools.not_begun += not_begun_rows(request.messages)
            else:
                self._results.add(request, result)
            until = min(until, time.monotonic() + GROUP_SECONDS)

    def _transact(self, claim=False):
        """Write the collected results and claim new messages, in one commit.

        :return: ``[(pool, requests)]`` to be put into the pools
        """
        self._pools.judge(self.env)
        self._results.record(self.env, self.number, self._pools.not_begun)
        if self._pools.not_begun:
            # They are requeued, and the claim cursors have passed them.
            self._pools.claim_from_the_oldest()
        claimed = self._pools.claim(self.outbox, self.number) if claim else []
        self.env.cr.commit()
        self._results.committed(self._pools.left_out)
        self._pools.committed()
        return claimed

    # === END === #

    def _wind_down(self):
        """Requeue what was not sent, wait for what is in flight, write the results and the reports."""
        self._pools.close_all()
        self._again(self._transact)
        while self._pools.in_flight:
            self._collect()
            self._again(self._transact)
        self._again(self._end)

    def _wind_down_without_lock(self):
        """The same on a new database connection, after the old one was lost, and with it the session lock.

        Another dispatcher may have marked our messages as unknown; ``_record`` corrects these, too.

        :raise psycopg2.OperationalError: the database does not come back within ``RECONNECT_SECONDS``
        """
        self._pools.close_all()
        while self._pools.in_flight:
            self._collect()
        until = time.monotonic() + RECONNECT_SECONDS
        while True:
            self._pools.rolled_back()
            try:
                with self._cursor():
                    self._again(self._transact)
                    self._again(self._end)
                return
            except (psycopg2.OperationalError, psycopg2.InterfaceError):
                if time.monotonic() > until:
                    raise
                time.sleep(1)

    def _again(self, write):
        """Call ``write`` until no other transaction has written the same rows meanwhile; return what it returns."""
        while True:
            try:
                return write()
            except TransactionRollbackError:
                self._roll_back()

    def _roll_back(self):
        self.env.cr.rollback()
        self._pools.rolled_back()

    def _end(self):
        # Messages that were claimed, but never put into a pool, because an exception or a lost connection came between.
        self.outbox._give_back_all(self.number)
        self._pools.keep_failure_counts(self.env)
        self._results.keep_seen(self.env)
        # All outcomes are committed: an error from here on loses none of them.
        late, senders = time.monotonic() >= self.deadline, self._pools.senders
        self.env[SENDER]._tell_administrators(
            self._results.reports, senders.kept_back, late, senders.troubled
        )
        self.env.cr.commit()
        self._results.reports = {}

    def _stop_and_wait(self):
        """Stop, and wait until the run has ended. Odoo's server calls it in its main thread when it shuts down."""
        self._stop.set()
        self._done.wait(RECONNECT_SECONDS)
        # The cron that called `run` commits its progress before the server closes all connections.
        time.sleep(CLOSING_SECONDS)

    @contextmanager
    def _cursor(self):
        cr = self.registry.cursor()
        # With a snapshot (Odoo's REPEATABLE READ) the claims of several dispatchers would fail instead of skipping each
        # other's rows.
        read_committed(cr)
        self.env = api.Environment(cr, SUPERUSER_ID, {"mail_post_autofollow_author_skip": True})
        self.outbox = self.env["sms.wiserv.message"]
        try:
            yield cr
        finally:
            # A lost connection cannot be rolled back.
            with suppress(psycopg2.InterfaceError):
                cr.close()
