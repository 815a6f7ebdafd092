# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""One database with a program and a gateway, on which faults are played."""

import json
import signal
from collections import Counter
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from urllib.error import URLError

from dev.gateway import GatewayProcess
from dev.setup import servers

from .children import Nursery, wait_until
from .outbox import Outbox, compare

# Seconds, the company's: longer than any healthy answer takes, on a busy machine too. Tests that wait for it to pass
# set a short one.
TIMEOUT = 30
CONNECTIONS = 4
GROUP = 4  # what the dispatcher claims beyond its connections, see ConnectionPool.group
IN_FLIGHT = CONNECTIONS + GROUP  # at most, by one dispatcher
SLOW_START = 2  # as many until the first message is accepted
STREAK = 10  # requests of which none is accepted pause the sender
EMPTIED = (
    "sms_sms",
    "sms_wiserv_message",
    "sms_wiserv_skipped",
    "sms_wiserv_event",
    "ir_cron_trigger",
    "ir_cron_progress",
    "mail_activity",
)


class Stage:
    """The people are the same in each test; ``begin`` forgets what there was.

    :param env: the checkout's Environment
    :param folder: a Path for the gateway's journal, logs and results
    :param pg_env: another PostgreSQL server than the Environment's
    """

    connections, in_flight, slow_start, streak = CONNECTIONS, IN_FLIGHT, SLOW_START, STREAK

    def __init__(self, env, db, folder, pg_env=None, **gateway):
        self.env, self.db, self.folder = env, db, Path(folder)
        self.outbox = Outbox(db, pg_env or env.pg_env)
        self._journal = self.folder / "journal"
        self._journal.touch()
        self._begun = 0
        self._queued = 0
        self._account_changed = False
        self._children, self._servers = [], []
        self.gateway = GatewayProcess(journal=self._journal, **gateway)
        self.nursery = Nursery(env, db, self.folder, pg_env)
        self.gateway.start()
        self._credentials = self.gateway.user, self.gateway.password
        self._ids = self.nursery.call("set_up", **self.account())
        self.sender = self._ids["sender"]

    def close(self):
        self.end_children()
        self.nursery.__exit__()
        self.gateway.stop()

    def account(self, kind="soap", tls=False):
        """The company's settings that lead to the gateway."""
        user, password = self._credentials
        return {
            "api_url": self.gateway.url(kind, tls=tls),
            "user_name": user,
            "password": password,
            "timeout": TIMEOUT,
            "connections": CONNECTIONS,
            "messages_per_second": 0,
            "numbers_per_request": 1,
            "max_attempts": 5,
        }

    def begin(self):
        """An empty outbox, an open channel, and a gateway that behaves."""
        self.end_children()
        try:
            self.gateway.reset()
        except URLError:
            # A test that failed has left it stopped.
            self.gateway.start()
        self.gateway.set_delay(0)
        self.gateway.set_credentials(*self._credentials)
        if self._account_changed:
            self.settings(**self.account())
            self._account_changed = False
        self.outbox.sql(
            """UPDATE sms_wiserv_sender SET consecutive_failures = 0,
                      (paused_at, pause_cause, pause_reason, probe_at, open_report, open_report_since) =
                      (NULL, NULL, NULL, NULL, NULL, NULL)"""
        )
        for table in EMPTIED:
            self.outbox.sql(f"DELETE FROM {table}")
        self._begun, self._queued = self._journal.stat().st_size, 0

    def end_children(self):
        while self._children:
            self._children.pop().kill()
        while self._servers:
            self.env.stop(self._servers.pop(), seconds=5)

    # === WHAT HAPPENS === #

    def settings(self, **values):
        """Change the company's settings, until the next test begins."""
        self._account_changed = True
        self.nursery.call("settings", **values)

    def queue(self, count):
        """Messages to as many people."""
        self.nursery.call("queue", sender=self.sender, first=self._queued + 1, count=count)
        self._queued += count

    def warm_up(self):
        """Messages that are accepted at once, so that the next ones may be on their way all together."""
        self.gateway.behave("late", count=self.in_flight, seconds=0)
        self.queue(self.in_flight)

    def wait_until_full(self):
        """Wait until a dispatcher that is warm has as many other messages on their way as may be."""
        self.wait_for_taken(self.in_flight + self.connections)
        wait_until(lambda: self.outbox.states().get("sending") == self.in_flight)

    def visits(self, count):
        """As many visits, to be announced."""
        return self.nursery.call("visits", **self._ids, count=count)

    def dispatch(self):
        """One run of a dispatcher in a process of its own."""
        self.nursery.call("dispatch")

    def start(self, call="dispatch_on", **arguments):
        """A process that goes on until it is killed; the end of the test kills it."""
        child = self.nursery.begin(call, **arguments)
        self._children.append(child)
        return child

    def freeze(self, child):
        """Have the only dispatcher stand still with no transaction open: no claim of its is half made."""

        def between_transactions():
            child.freeze()
            # What it had asked PostgreSQL for is still done.
            wait_until(lambda: "active" not in self.outbox.dispatchers_are())
            [state] = self.outbox.dispatchers_are()
            if state != "idle":
                child.send(signal.SIGCONT)
            return state == "idle"

        wait_until(between_transactions)

    def start_server(self, *options, port=None, variables=None):
        """A whole Odoo server on the database; return its process."""
        port = port or self.env.free_port()
        log = self.folder / f"odoo-{port}.log"
        options = ("-d", self.db, "--http-port", str(port), *options)
        process = servers.start([*self.env.odoo_bin, *options], log, self.env.process_env | (variables or {}))
        self._servers.append(process)
        return process

    def wake_cron(self):
        """Tell servers' cron workers that there is something to do, as events do."""
        self.env.psql("postgres", "SELECT pg_notify('cron_trigger', %s)", (self.db,))

    def wait_for_taken(self, count, seconds=60):
        """Wait until the gateway has taken that many messages."""
        wait_until(lambda: self._journal.read_bytes().count(b"\n", self._begun) >= count, seconds)

    def wait_for_states(self, seconds=60, **states):
        wait_until(lambda: self.outbox.states() == states, seconds, every=0.05)

    # === WHAT MUST HOLD === #

    @property
    def journal(self):
        """What the gateway took since the test began."""
        return [json.loads(line) for line in self._journal.read_text()[self._begun :].splitlines()]

    @property
    def channel(self):
        """``(paused, cause, reason, time of the next probe, open activities)`` of the sender."""
        return self.outbox.sql(
            """SELECT paused_at IS NOT NULL, pause_cause, pause_reason, probe_at,
                      (SELECT count(*) FROM mail_activity WHERE active AND res_id = sender.id
                          AND res_model = 'sms.wiserv.sender' AND activity_type_id = (
                              SELECT res_id FROM ir_model_data
                               WHERE module = 'sms_wiserv' AND name = 'mail_activity_type_channel'))
                 FROM sms_wiserv_sender AS sender WHERE id = %s""",
            self.sender,
        )[0]

    @contextmanager
    def next_probe_in(self, seconds):
        """What is done within leaves the channel closed, its next probe so many seconds later."""
        # As Odoo writes times: in whole seconds.
        before = self.outbox.now().replace(microsecond=0)
        yield
        after = self.outbox.now()
        wait = timedelta(seconds=seconds)
        paused, _cause, _reason, probe_at, _activities = self.channel
        assert paused and before + wait <= probe_at <= after + wait, f"{before} + {wait} is not {probe_at}"

    def check(self, doubtful_most=0, **states):
        """Compare outbox and journal; with ``states`` these must be all that there are, and how many of each.

        :param doubtful_most: how many messages may be unknown
        """
        rows = self.outbox.rows()
        doubtful = compare(rows, self.journal)
        assert len(doubtful) <= doubtful_most, f"{len(doubtful)} doubtful messages, {doubtful_most} allowed"
        if states:
            found = dict(Counter(row.state for row in rows))
            assert found == states, f"{found}, and not {states}"
        return rows
