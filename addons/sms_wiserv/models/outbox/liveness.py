# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
# The queries hold constants only; values are passed as parameters.
# pylint: disable=sql-injection
import secrets
from contextlib import contextmanager

from psycopg2.extensions import TRANSACTION_STATUS_INERROR

from odoo import api, models

from .sql import HISTORY, NOW

# First key of the PostgreSQL advisory locks that live dispatchers hold; the second is the dispatcher's number.
LOCK_SPACE = 0x5749_5345  # "WISE"

DIED = "The sending process died; nobody can know whether the SMS went out."


class SmsWiservMessage(models.Model):
    """Which dispatchers are alive, by PostgreSQL session locks, and what becomes of the messages of dead ones."""

    _inherit = "sms.wiserv.message"

    @api.model
    def _recover_dead(self, alive):
        """Turn the ``sending`` messages of dead dispatchers into ``unknown``, and return them.

        A dispatcher is alive as long as its session lock is held, however slow it is. PostgreSQL releases the lock when
        the connection ends.

        :param int alive: number of the dispatcher that calls this: PostgreSQL would grant it its own lock once more
        """
        self.env.cr.execute(
            "SELECT DISTINCT dispatcher FROM sms_wiserv_message WHERE state = 'sending' AND dispatcher <> %s",
            (alive,),
        )
        recovered = []
        for (dispatcher,) in self.env.cr.fetchall():
            self.env.cr.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", (LOCK_SPACE, dispatcher))
            if not self.env.cr.fetchone()[0]:
                continue
            self.env.cr.execute(
                f"""UPDATE sms_wiserv_message AS message
                       SET state = 'unknown', failure_reason = %(reason)s, answered_at = {NOW},
                           history = {HISTORY.format(event="%(event)s")}
                     WHERE state = 'sending' AND dispatcher = %(dispatcher)s RETURNING id""",
                {"reason": DIED, "event": f"unknown. {DIED}", "dispatcher": dispatcher},
            )
            recovered += [id_ for (id_,) in self.env.cr.fetchall()]
        self.invalidate_model()
        return self.browse(recovered)

    @api.model
    @contextmanager
    def _dispatcher_lock(self, direct=False):
        """Hold a session lock under a random number, and yield the number, which messages get as their ``dispatcher``.

        :param bool direct: for a direct send; the number is negative then
        """
        while True:
            # Not `random`, whose state forked workers share.
            dispatcher = (1 + secrets.randbelow(2**31 - 1)) * (-1 if direct else 1)
            self.env.cr.execute("SELECT pg_try_advisory_lock(%s, %s)", (LOCK_SPACE, dispatcher))
            if self.env.cr.fetchone()[0]:
                break
        try:
            yield dispatcher
        finally:
            # A lost connection has released the lock already.
            if not self.env.cr.closed:
                if self.env.cr.connection.info.transaction_status == TRANSACTION_STATUS_INERROR:
                    self.env.cr.rollback()
                self.env.cr.execute("SELECT pg_advisory_unlock(%s, %s)", (LOCK_SPACE, dispatcher))

    @api.model
    def _live_dispatchers(self):
        """Return how many dispatchers work on this database now, on all hosts; direct sends do not count."""
        self.env.cr.execute(
            """SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND classid = %s AND objsubid = 2
                  AND objid::int > 0
                  AND database = (SELECT oid FROM pg_database WHERE datname = current_database())""",
            (LOCK_SPACE,),
        )
        return self.env.cr.fetchone()[0]
