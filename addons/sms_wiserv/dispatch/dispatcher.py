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
    """Sends what is due in the outbox: this thread owns the cursor, the pools' threads own the connections.

    Claims are committed before requests leave; outcomes after they came back, several in one commit.
    """

    def __init__(self, registry, seconds):
        self.registry = registry
        self.begun_at = time.monotonic()
        self.deadline = self.begun_at + seconds
        self.handled = 0
        self.cut_short = False  # by the clock, the server's end, or a lost connection
        self._finished = queue.SimpleQueue()
        self._pools = ConnectionPools(self._finished)
        self._unwritten = []  # requests that came back, until the outbox has recorded them
        self._reports = {}
        self._seen = SeenReplies()
        self._accepted = []  # ids of messages of which nobody keeps yet that they have reached somebody
        self.number = None
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
            # A server that stops is going through this list.
            if not self._stop.is_set():
                odoo_server.CommonServer._on_stop_funcs.remove(self._stop_and_wait)
        return self.handled

    def _run(self, cr):
        with self.outbox._dispatcher_lock() as self.number:
            self.outbox._heal_clock()
            self.env[SENDER]._remember_database()
            cr.commit()
            try:
                # However late it is: one step at least, or a slow machine would never send anything.
                goes_on = self._step(late=False)
                while goes_on:
                    goes_on = self._step(late=time.monotonic() >= self.deadline)
            finally:
                if not cr.closed:
                    self._roll_back()
                    self._wind_down()

    # === LOOP === #

    def _step(self, late):
        """Wait for finished requests, write them down and claim anew in one commit; False when all is done.

        :param bool late: time is up
        """
        stopping = self._stop.is_set() or server_is_stopping() or time.monotonic() >= self._latest
        self.cut_short = stopping or late
        # A slow answer is no reason to let all other connections wait for it.
        claim = not stopping and (not late or self._pools.slow)
        try:
            # What came back in a step that was rolled back is written down first.
            if self._pools.refresh_due and not self._unwritten:
                self._refresh()
            self._collect()
            claimed = self._transact(claim)
        except TransactionRollbackError:
            # Somebody else wrote the same rows; all that counts is still in our hands for the next step.
            self._roll_back()
            return True
        for pool, requests in claimed:
            pool.put(requests)
        return not stopping and (self._pools.in_flight > 0 or claim and self._waiting())

    def _waiting(self):
        """Whether there is more to do though nothing is under way: to look anew, or a limit that will pass."""
        if self._pools.throttled:
            self._stop.wait(GROUP_SECONDS)
        return self._pools.throttled or self._pools.asked_in_vain or self._pools.refresh_due

    @property
    def _latest(self):
        """When the run must end, so that its slowest answer still finds the worker alive."""
        return self.begun_at + worker_seconds() - self._pools.timeout

    def _refresh(self):
        """Look again at other dispatchers, senders and settings."""
        self.env.invalidate_all()
        recovered = self.outbox._recover_dead(self.number)
        self.env["sms.wiserv.door"]._announce(recovered.ids)
        self._pools.refresh(self.env)
        self._keep_seen()
        for message in recovered:
            self._report(message.sender_id.id).add_recovered(message)

    def _keep_seen(self):
        """Keep what answers were seen and who was reached: once a second, not with each message."""
        self._seen.record(self.env)
        self.env["sms.wiserv.person"]._reach(self._accepted)
        self.env.cr.commit()
        self._seen.clear()
        self._accepted = []

    def _collect(self):
        """Gather finished requests: wait for the next few, and take all that are there."""
        if not self._pools.in_flight:
            return
        enough = min(self._pools.in_flight, max(pool.group for pool in self._pools) // 2)
        # A limit passes while answers are waited for.
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
        """Write down what is gathered and claim new messages, in one commit; return ``[(pool, requests)]``."""
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
            # They lie behind the claim cursors of the claims.
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
        """Give back what was not begun, wait for what was, write it down and report."""
        self._pools.close_all()
        self._again(self._transact)
        while self._pools.in_flight:
            self._collect()
            self._again(self._transact)
        self._again(self._end)

    def _wind_down_without_lock(self):
        """The same on a new connection: another dispatcher may have declared our messages unknown by now."""
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
        """Call until nobody else has written the same rows meanwhile."""
        while True:
            try:
                return write()
            except TransactionRollbackError:
                self._roll_back()

    def _roll_back(self):
        self.env.cr.rollback()
        self._pools.rolled_back()

    def _end(self):
        # Claims that an exception has kept from the pools, or a lost connection from us: none of it was begun.
        self.outbox._give_back_all(self.number)
        self._pools.keep_failure_counts(self.env)
        self._keep_seen()
        # What goes wrong from here on is no message's fault, and costs no outcome.
        out_of_time = time.monotonic() >= self.deadline
        self.env[SENDER]._tell_administrators(self._reports, self._pools.kept_back, out_of_time)
        self.env.cr.commit()
        self._reports = {}

    def _report(self, sender_id):
        if sender_id not in self._reports:
            self._reports[sender_id] = RunReport()
        return self._reports[sender_id]

    def _stop_and_wait(self):
        """Called by the server when it shuts down, in its main thread."""
        self._stop.set()
        self._done.wait(RECONNECT_SECONDS)
        # The cron that called us writes down its progress before the server takes its connections away.
        time.sleep(CLOSING_SECONDS)

    @contextmanager
    def _cursor(self):
        cr = self.registry.cursor()
        # Claims of several dispatchers then skip each other's rows where a snapshot would make them fail.
        read_committed(cr)
        self.env = api.Environment(cr, SUPERUSER_ID, {"mail_post_autofollow_author_skip": True})
        self.outbox = self.env["sms.wiserv.message"]
        try:
            yield cr
        finally:
            # A lost connection cannot be rolled back.
            with suppress(psycopg2.InterfaceError):
                cr.close()
