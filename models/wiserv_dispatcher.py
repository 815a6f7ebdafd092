# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
import logging
import queue
import random
import signal
import threading
import time
from contextlib import contextmanager, suppress

import psycopg2
from psycopg2.extensions import ISOLATION_LEVEL_READ_COMMITTED, TransactionRollbackError

from odoo import SUPERUSER_ID, api
from odoo.service import server as odoo_server
from odoo.sql_db import Cursor

from ..tools.lane import Lane, Limits, Message
from ..tools.wiserv_api import ACCEPTED, REFUSED, UNKNOWN
from .wiserv_account import account_of
from .wiserv_run_report import RunReport

_logger = logging.getLogger(__name__)

REFRESH_SECONDS = 1.0  # how often senders, settings and signals are looked at
GROUP_SECONDS = 0.02  # how long a finished request waits for others to be written down with it
RETRY_FIRST, RETRY_MOST = 30, 3600  # seconds; doubled with each attempt
HOLD_MOST = 5  # seconds that a dispatcher waits on the gateway's word; longer ones pause the channel
RECONNECT_SECONDS = 60
# Causes that lie in the message itself: another attempt would end the same.
OWN_FAULT = {"text", "number"}


class Dispatcher:
    """Sends what is due in the outbox: this thread owns the cursor, the lanes' threads own the connections.

    Claims are committed before requests leave; outcomes after they came back, several in one commit.
    """

    def __init__(self, registry, seconds):
        self.registry = registry
        self.deadline = time.monotonic() + seconds
        self.handled = 0
        self._lanes = {}
        self._finished = queue.SimpleQueue()
        # What the next commit writes down: requests that came back, and messages that were not begun.
        self._unwritten = []
        self._returned = []
        self._reports = {}
        self._refresh_at = 0.0
        self._dispatchers = 1
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
                    _logger.warning("The connection to the database was lost while SMS were being sent.")
                    self._wind_down_without_lock()
        finally:
            for lane in self._lanes.values():
                lane.end()
            self._done.set()
            odoo_server.CommonServer._on_stop_funcs.remove(self._stop_and_wait)
        return self.handled

    def _run(self, cr):
        with self.outbox._dispatcher_lock() as self.number:
            self.outbox._heal_clock()
            cr.commit()
            try:
                while self._step():
                    pass
            finally:
                if not cr.closed:
                    cr.rollback()
                    self._wind_down()

    # === LOOP === #

    def _step(self):
        """Wait for finished requests, write them down and claim anew in one commit; False when all is done."""
        stopping = self._stop.is_set() or server_is_stopping() or time.monotonic() >= self.deadline
        try:
            if time.monotonic() >= self._refresh_at:
                self._refresh()
            self._collect()
            claimed = self._transact(claim=not stopping)
        except TransactionRollbackError:
            # Somebody else wrote the same rows; all that counts is still in our hands for the next step.
            self.env.cr.rollback()
            return True
        for lane, messages in claimed:
            lane.put(messages)
        return not stopping and (bool(claimed) or self._waiting())

    def _waiting(self):
        """Whether there is more to do though nothing was claimed: an answer to come, a limit that will pass."""
        if not self._refresh_at or self._returned:
            return True
        lanes = [lane for lane in self._lanes.values() if lane.senders or lane.in_flight]
        if any(lane.in_flight for lane in lanes):
            return True
        if any(not lane.closed and not lane.room(self._dispatchers) for lane in lanes):
            self._stop.wait(GROUP_SECONDS)
            return True
        return False

    def _collect(self):
        """Gather finished requests: those there are, else the next few."""
        in_flight = sum(lane.in_flight for lane in self._lanes.values())
        if not in_flight:
            return
        enough = min(in_flight, max(lane.group for lane in self._lanes.values()) // 2)
        until = time.monotonic() + REFRESH_SECONDS
        for _nth in range(enough):
            try:
                request, result = self._finished.get(timeout=max(until - time.monotonic(), 0))
            except queue.Empty:
                return
            request.lane.finished(result)
            if result is None:
                self._return(request.messages)
            else:
                self._unwritten.append((request, result))
            until = min(until, time.monotonic() + GROUP_SECONDS)

    def _transact(self, claim):
        """Write down what is gathered and claim new messages, in one commit; return ``[(lane, messages)]``."""
        self._judge_lanes()
        outcomes = [row for request, result in self._unwritten for row in self._outcomes(request, result)]
        self.outbox._record(self.number, outcomes + self._returned)
        claimed = []
        for lane in self._lanes.values() if claim else ():
            if lane.senders and (room := lane.room(self._dispatchers)):
                # Each sender is first in its turn.
                lane.senders.append(lane.senders.pop(0))
                if rows := self.outbox._claim(self.number, lane.senders, room, lane.position):
                    claimed.append((lane, [Message(*row) for row in rows]))
        self.env.cr.commit()
        for request, result in self._unwritten:
            self.handled += len(request.messages)
            for message in request.messages:
                self._report(message.sender).add(message, result)
        self._unwritten, self._returned = [], []
        return claimed

    def _outcomes(self, request, result):
        """Return the rows to record for one finished request; see :meth:`WiservQueue._record`."""
        lane = request.lane
        for message in request.messages:
            state, delay, uncounted = "queued", None, 0
            if result.outcome == ACCEPTED:
                state = "accepted"
            elif result.outcome == UNKNOWN:
                state = "unknown"
            elif result.outcome == REFUSED or result.cause in OWN_FAULT:
                state = "failed"
            elif result.cause == "credentials":
                uncounted = 1
            elif lane.probing:
                # Another message makes the next probe, and no probe costs an attempt.
                uncounted, delay = 1, self._delay(1, result)
            elif message.attempts >= lane.limits.max_attempts:
                state = "failed"
            else:
                delay = self._delay(message.attempts, result)
            event = f"{'not sent' if state == 'queued' else state}. {result.reason or result.reply}"
            yield message.id, state, result.reply, result.reason, delay, uncounted, event

    @staticmethod
    def _delay(attempts, result):
        """Return the seconds until the next attempt: exponential, with jitter, never before Retry-After."""
        delay = min(RETRY_FIRST * 2 ** (attempts - 1), RETRY_MOST) * random.uniform(0.5, 1.0)
        return max(delay, min(result.retry_after or 0, RETRY_MOST))

    # === LANES === #

    def _refresh(self):
        """Look again at other dispatchers, senders and settings."""
        self._refresh_at = time.monotonic() + REFRESH_SECONDS
        self.env.invalidate_all()
        for message in self.outbox._recover_dead(self.number):
            self._report(message.manager_id.id).add_recovered(message)
        self._dispatchers = self.outbox._live_dispatchers()
        wanted = {}
        due = self.outbox._due_senders()
        due._bus_progress()
        for sender in due:
            if obstacle := sender._wiserv_obstacle():
                sender._channel_tell(obstacle)
                continue
            company = sender._wiserv_company()
            grouped = sender._wiserv_protocol() == "http"
            limits = Limits(
                connections=company.wiserv_connections,
                numbers_per_request=company.wiserv_numbers_per_request if grouped else 1,
                messages_per_second=company.wiserv_messages_per_second,
                max_attempts=company.wiserv_max_attempts,
            )
            key = (company.id, account_of(sender), limits, bool(sender.paused_at))
            wanted.setdefault(key, []).append(sender.id)
        self.env.cr.commit()
        for key, lane in list(self._lanes.items()):
            lane.senders = wanted.get(key, [])
            # Messages of transactions that took longer than others have lower numbers: begin anew.
            lane.position.clear()
            if not lane.senders:
                self._close(lane)
            if lane.closed and not lane.in_flight:
                lane.end()
                del self._lanes[key]
        for key, senders in wanted.items():
            if key not in self._lanes:
                _company, account, limits, probing = key
                lane = self._lanes[key] = Lane(account, limits, probing, self._finished)
                lane.senders = senders

    def _judge_lanes(self):
        """Close and open channels by what the gathered requests have told of them."""
        for request, result in self._unwritten:
            lane = request.lane
            answered = result.outcome in (ACCEPTED, REFUSED)
            asked_to_wait = (result.retry_after or 0) > HOLD_MOST
            refused = result.cause == "credentials"
            if lane.closed or not (lane.probing or refused or asked_to_wait or lane.fails):
                continue
            senders = self.env["g2p.program.notification.manager.wiserv"].browse(lane.senders).exists()
            if lane.probing and answered:
                senders._channel_open()
            elif lane.probing:
                senders._channel_probe_failed()
            elif refused:
                senders._channel_pause("credentials", result.reason)
            else:
                senders._channel_pause("gateway", result.reason, result.retry_after)
            self._close(lane)

    def _close(self, lane):
        """Begin nothing more on a lane, and look anew at what may be sent instead."""
        if not lane.closed:
            self._refresh_at = 0.0
            self._return(lane.close())

    def _return(self, messages):
        """Put messages that were claimed and not begun back into the queue, as if they had not been claimed."""
        self._returned += [(message.id, "queued", None, None, None, 1, None) for message in messages]

    # === END === #

    def _wind_down(self):
        """Give back what was not begun, wait for what was, write it down and report."""
        for lane in self._lanes.values():
            self._close(lane)
        self._transact(claim=False)
        while any(lane.in_flight for lane in self._lanes.values()):
            self._collect()
            self._transact(claim=False)
        self._post_reports()

    def _wind_down_without_lock(self):
        """The same on a new connection: another dispatcher may have declared our messages unknown by now."""
        for lane in self._lanes.values():
            self._close(lane)
        while any(lane.in_flight for lane in self._lanes.values()):
            self._collect()
        until = time.monotonic() + RECONNECT_SECONDS
        while True:
            try:
                with self._cursor():
                    self._transact(claim=False)
                    # A claim whose commit was cut off may have been made all the same; none of it was begun.
                    self.outbox._give_back_all(self.number)
                    self._post_reports()
                return
            except (psycopg2.OperationalError, psycopg2.InterfaceError):
                if time.monotonic() > until:
                    raise
                self._stop.wait(1)

    def _report(self, sender_id):
        if sender_id not in self._reports:
            self._reports[sender_id] = RunReport()
        return self._reports[sender_id]

    def _post_reports(self):
        Sender = self.env["g2p.program.notification.manager.wiserv"]
        due = self.outbox._due_senders() if time.monotonic() >= self.deadline else Sender
        for sender_id in self._reports.keys() | set(Sender.search([("open_report_since", "!=", False)]).ids):
            sender = Sender.browse(sender_id).exists()
            sender._post_run(self._report(sender_id), goes_on=sender in due)
            sender._bus_progress(done=True)
        self._reports = {}
        self.env.cr.commit()

    def _stop_and_wait(self):
        """Called by the server when it shuts down, in its main thread."""
        self._stop.set()
        self._done.wait(RECONNECT_SECONDS)

    @contextmanager
    def _cursor(self):
        cr = self.registry.cursor()
        if isinstance(cr, Cursor):
            # Claims of several dispatchers then skip each other's rows where a snapshot would make them fail.
            cr.connection.set_isolation_level(ISOLATION_LEVEL_READ_COMMITTED)
        self.env = api.Environment(cr, SUPERUSER_ID, {"mail_post_autofollow_author_skip": True})
        self.outbox = self.env["g2p.wiserv.sms"]
        try:
            yield cr
        finally:
            # A lost connection cannot be rolled back.
            with suppress(psycopg2.InterfaceError):
                cr.close()


def server_is_stopping():
    """Whether this process was asked to end: a threaded server counts signals, a worker's flag goes down."""
    if getattr(odoo_server.server, "quit_signals_received", 0):
        return True
    worker = getattr(signal.getsignal(signal.SIGINT), "__self__", None)
    return not getattr(worker, "alive", True)
