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
from ..wire import ACCEPTED
from .outcome import not_begun_rows, outcome_rows
from .pools import SENDER, ConnectionPools
from .run_report import RunReport
from .seen_replies import SeenReplies
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
        self.handled = 0
        self.cut_short = False  # whether time, the server's stop or a lost connection ended the run
        self._finished = queue.SimpleQueue()
        self._pools = ConnectionPools(self._finished)
        self._unwritten = []  # [(Request, Result)] that came back and are not committed yet
        self._reports = {}  # {sender id: RunReport}
        self._seen = SeenReplies()
        self._accepted = []  # ids of accepted messages that ``sms.wiserv.person`` does not know of yet
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
        return self.handled

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
        stopping = self._stop.is_set() or server_is_stopping() or time.monotonic() >= self._latest
        self.cut_short = stopping or late
        # While one slow request keeps the run from ending, the other connections go on sending.
        claim = not stopping and (not late or self._pools.slow)
        try:
            # After a rolled back step the results that it held are written first.
            if self._pools.refresh_due and not self._unwritten:
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

    @property
    def _latest(self):
        """When (monotonic) to stop sending, so that the slowest answer comes before Odoo ends the worker."""
        return self.begun_at + worker_seconds() - self._pools.timeout

    def _refresh(self):
        """Recover the messages of dead dispatchers, and read senders and settings anew."""
        self.env.invalidate_all()
        recovered = self.outbox._recover_dead(self.number)
        self.env["sms.wiserv.door"]._announce(recovered.ids)
        self._pools.refresh(self.env)
        self._keep_seen()
        for message in recovered:
            self._report(message.sender_id.id).add_recovered(message)

    def _keep_seen(self):
        """Write which replies came and who was reached: once a second, because doing so for each message is slow."""
        self._seen.record(self.env)
        self.env["sms.wiserv.person"]._reach(self._accepted)
        self.env.cr.commit()
        self._seen.clear()
        self._accepted = []

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
                self._unwritten.append((request, result))
            until = min(until, time.monotonic() + GROUP_SECONDS)

    def _transact(self, claim=False):
        """Write the collected results and claim new messages, in one commit.

        :return: ``[(pool, requests)]`` to be put into the pools
        """
        self._pools.judge(self.env)
        outcomes = [row for answer in self._unwritten for row in outcome_rows(*answer)]
        self.outbox._record(self.number, outcomes + self._pools.not_begun)
        door = self.env["sms.wiserv.door"]
        listening = door._listening()
        door._announce(
            [
                message.id
                for request, _result in self._unwritten
                for message in request.messages
                if message.door in listening
            ]
        )
        if self._pools.not_begun:
            # They are requeued, and the claim cursors have passed them.
            self._pools.claim_from_the_oldest()
        claimed = self._pools.claim(self.outbox, self.number) if claim else []
        self.env.cr.commit()
        for message_id, (sender_id, reason) in self._pools.left_out.items():
            self._report(sender_id).add_left_out(message_id, reason)
        self._pools.committed()
        for request, result in self._unwritten:
            self.handled += len(request.messages)
            self._seen.add(request.messages[0].sender, len(request.messages), result)
            if result.outcome == ACCEPTED:
                self._accepted += [message.id for message in request.messages]
            for message in request.messages:
                self._report(message.sender).add(message, result)
        self._unwritten = []
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
        self._keep_seen()
        # All outcomes are committed: an error from here on loses none of them.
        out_of_time = time.monotonic() >= self.deadline
        self.env[SENDER]._tell_administrators(
            self._reports, self._pools.kept_back, out_of_time, self._pools.troubled
        )
        self.env.cr.commit()
        self._reports = {}

    def _report(self, sender_id):
        if sender_id not in self._reports:
            self._reports[sender_id] = RunReport()
        return self._reports[sender_id]

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
