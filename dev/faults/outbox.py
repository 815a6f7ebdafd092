# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""The outbox as SQL sees it, and its comparison with what the gateway really took."""

from collections import Counter, namedtuple
from contextlib import closing, contextmanager

import psycopg2

Row = namedtuple("Row", "id number body state attempts failure_reason next_attempt_at dispatcher")
LOCK_SPACE = 0x5749_5345
# The sessions of live dispatchers, each with its lock.
_DISPATCHERS = f"""
    FROM pg_locks JOIN pg_stat_activity USING (pid)
   WHERE locktype = 'advisory' AND classid = {LOCK_SPACE} AND objsubid = 2
     AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""


class Outbox:
    """Reads and prepares a database from outside of Odoo."""

    def __init__(self, db, pg_env):
        self._dsn = {"dbname": db, **{name[2:].lower(): value for name, value in pg_env.items()}}

    def connect(self):
        return psycopg2.connect(**self._dsn)

    def sql(self, query, *params):
        """Run SQL in a transaction of its own; the result's rows, or an empty list."""
        with closing(self.connect()) as connection:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute(query, params)
                return cursor.fetchall() if cursor.description else []

    @contextmanager
    def elsewhere(self, query, *params):
        """Somebody else's transaction, committed at the end of the block; yields a function: who waits for it."""
        with closing(self.connect()) as connection:
            connection.cursor().execute(query, params)
            pid = connection.info.backend_pid
            yield lambda: self.sql(
                "SELECT pid FROM pg_stat_activity WHERE %s = ANY(pg_blocking_pids(pid))", pid
            )
            connection.commit()

    def now(self):
        """The time, as the outbox has it."""
        return self.sql("SELECT now() AT TIME ZONE 'UTC'")[0][0]

    def rows(self, state=None):
        condition = " WHERE state = %s" if state else ""
        found = self.sql(
            f"SELECT {', '.join(Row._fields)} FROM sms_wiserv_message{condition} ORDER BY id",
            *filter(None, [state]),
        )
        return [Row(*values) for values in found]

    def states(self):
        """How many messages are in each state that occurs."""
        return dict(self.sql("SELECT state, count(*) FROM sms_wiserv_message GROUP BY state"))

    def dispatchers(self):
        """Live dispatchers: ``{number: application name of the session}``."""
        return dict(self.sql(f"SELECT objid::int, application_name {_DISPATCHERS}"))

    def dispatchers_are(self):
        """What PostgreSQL says that the dispatchers' sessions are: idle, active, …"""
        return [state for (state,) in self.sql(f"SELECT state {_DISPATCHERS}")]

    def cut(self):
        """End the dispatchers' sessions, as a proxy or an administrator may; returns when they are gone."""
        self.sql(f"SELECT pg_terminate_backend(pid, 10000) {_DISPATCHERS}")

    def later(self):
        """Time passes: what waits for its next attempt is due, and so are probes and the scheduled action."""
        self.sql("UPDATE ir_cron_trigger SET call_at = call_at - interval '1 day'")
        # Of no others: in its own order it would lock rows that a dispatcher writes in another, and wait for it.
        self.sql(
            "UPDATE sms_wiserv_message SET next_attempt_at = next_attempt_at - interval '1 day'"
            " WHERE state = 'queued' AND next_attempt_at IS NOT NULL"
        )
        self.sql(
            "UPDATE sms_wiserv_sender SET probe_at = probe_at - interval '1 day' WHERE probe_at IS NOT NULL"
        )


def compare(rows, journal):
    """Check outbox against journal; return the doubtful rows, those of which nobody knows whether they were sent.

    :param list[Row] rows: the outbox
    :param journal: entries ``{"number", "text"}`` of the gateway, in order
    :raise AssertionError: a message was taken twice, lost, made up, or its state says what is not so
    """
    taken = Counter((entry["number"], entry["text"]) for entry in journal)
    # Who was left out is forgotten.
    known = Counter((row.number, row.body) for row in rows if row.number)
    assert not {key for key, count in known.items() if count > 1}, "the outbox holds a message twice"
    twice = {key: count for key, count in taken.items() if count > 1}
    assert not twice, f"taken twice by the gateway: {twice}"
    strange = taken.keys() - known.keys()
    assert not strange, f"taken by the gateway, and not in the outbox: {strange}"
    for row in rows:
        was_taken = (row.number, row.body) in taken
        assert row.state != "accepted" or was_taken, f"accepted, and never taken by the gateway: {row}"
        assert row.state in ("accepted", "unknown", "sending") or not was_taken, (
            f"taken by the gateway: {row}"
        )
    return [row for row in rows if row.state in ("unknown", "sending")]
