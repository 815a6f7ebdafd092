# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
# What is put into the text of the queries here are constants of this file.
# pylint: disable=sql-injection
from psycopg2.extras import execute_values

from odoo import api, models

from ...policy import IMPLAUSIBLE_WAIT

_COLUMNS = (
    "sender_id", "company_id", "door", "partner_id", "event", "res_model", "res_id", "occasion", "number", "body",
    "state", "priority", "failure_reason", "idempotency_key",
)  # fmt: skip

NOW = "(statement_timestamp() AT TIME ZONE 'UTC')"

# One line more for what happened; none for NULL.
HISTORY = (
    f"concat_ws(E'\\n', message.history, to_char({NOW}, 'YYYY-MM-DD HH24:MI:SS') || ' UTC: ' || {{event}})"
)

_CLAIM = f"""
    WITH picked AS (
        SELECT message.id
          FROM unnest(%(senders)s::int[], %(afters)s::int[]) AS sender(id, after)
         CROSS JOIN LATERAL (
            SELECT id FROM sms_wiserv_message
             WHERE sender_id = sender.id AND state = 'queued' AND {{condition}}
             LIMIT %(limit)s FOR UPDATE SKIP LOCKED
         ) AS message
         LIMIT %(limit)s
    )
    UPDATE sms_wiserv_message AS message
       SET state = 'sending', dispatcher = %(dispatcher)s, attempts = attempts + 1, sent_at = {NOW}
      FROM picked WHERE message.id = picked.id
    RETURNING message.id, sender_id, number, body, attempts
"""
_CLAIM_NEW = _CLAIM.format(
    condition="priority = %(priority)s AND next_attempt_at IS NULL AND id > sender.after ORDER BY id"
)
_CLAIM_RETRIES = _CLAIM.format(condition=f"next_attempt_at <= {NOW} ORDER BY next_attempt_at")

_RECORD = f"""
    UPDATE sms_wiserv_message AS message
       SET state = outcome.state, reply = outcome.reply, failure_reason = outcome.reason,
           next_attempt_at = {NOW} + outcome.delay * interval '1 second',
           answered_at = CASE WHEN outcome.state <> 'queued' THEN {NOW} END,
           attempts = message.attempts - outcome.uncounted,
           dispatcher = NULL,
           history = {HISTORY.format(event="outcome.event")}
      FROM (VALUES %s) AS outcome(dispatcher, id, state, reply, reason, delay, uncounted, event)
     WHERE message.id = outcome.id AND message.dispatcher = outcome.dispatcher
       AND message.state IN ('sending', 'unknown')
"""
_IMPLAUSIBLE = f"interval '{IMPLAUSIBLE_WAIT} seconds'"


class SmsWiservMessage(models.Model):
    """The outbox as a queue on PostgreSQL: put in, claim, record, give back. Never commits.

    What holds texts and numbers goes past the cursor's own ``execute``, which logs a query that fails as a whole.
    """

    _inherit = "sms.wiserv.message"

    @api.model
    def _enqueue(self, rows):
        """Insert messages, leaving out those that the outbox holds already.

        :param list[dict] rows: a value for each of ``_COLUMNS``
        :return: the idempotency keys of the messages that are new
        :rtype: set[str]
        """
        self.flush_model()
        inserted = execute_values(
            self.env.cr._obj,
            f"""INSERT INTO sms_wiserv_message
                    ({", ".join(_COLUMNS)}, answered_at,
                     attempts, queued_at, create_uid, create_date, write_uid, write_date)
                VALUES %s ON CONFLICT (sender_id, idempotency_key) DO NOTHING RETURNING idempotency_key""",
            # What has failed for want of a text has its answer.
            [(*(row[column] or None for column in _COLUMNS), row["state"] == "failed") for row in rows],
            template=f"({', '.join(['%s'] * len(_COLUMNS))}, CASE WHEN %s THEN {NOW} END, 0, {NOW}, "
            f"{self.env.uid}, {NOW}, {self.env.uid}, {NOW})",
            page_size=1000,
            fetch=True,
        )
        self.invalidate_model()
        return {key for (key,) in inserted}

    @api.model
    def _claim(self, dispatcher, senders, limit, cursor):
        """Mark up to ``limit`` due messages as ``sending``: new urgent ones, due retries, then the other new ones.

        :param list[int] senders: whose messages; the first ones are served first
        :param dict cursor: ``{(sender, priority): id}``, how far new messages were claimed; it is updated. It
            spares a claim the walk over the index entries of all that was claimed before it.
        :return: rows ``id, sender_id, number, body, attempts``
        """
        rows = []
        for query, priority in ((_CLAIM_NEW, "1"), (_CLAIM_RETRIES, None), (_CLAIM_NEW, "0")):
            if len(rows) == limit:
                break
            self.env.cr.execute(
                query,
                {
                    "senders": senders,
                    "afters": [cursor.get((sender, priority), 0) for sender in senders],
                    "priority": priority,
                    "limit": limit - len(rows),
                    "dispatcher": dispatcher,
                },
            )
            claimed = self.env.cr.fetchall()
            if priority:
                for id_, sender, *_rest in claimed:
                    cursor[sender, priority] = max(id_, cursor.get((sender, priority), 0))
            rows += claimed
        return rows

    @api.model
    def _claim_probe(self, senders):
        """Take the probe that is due on paused senders; return whether no other dispatcher has taken it."""
        self.env.cr.execute(
            f"""UPDATE sms_wiserv_sender
                   SET probe_at = {NOW} + probe_delay * interval '1 second'
                 WHERE id = ANY(%s) AND probe_at <= {NOW} RETURNING id""",
            (senders,),
        )
        return bool(self.env.cr.fetchall())

    @api.model
    def _record(self, dispatcher, outcomes):
        """Write down what became of claimed messages.

        A message that was given up as unknown meanwhile, and that nobody has resent, takes the outcome too.

        :param outcomes: rows ``id, state, reply, reason, delay (seconds, or None), uncounted (0 or 1), event``
        """
        if outcomes:
            execute_values(
                self.env.cr._obj,
                _RECORD,
                [(dispatcher, *row) for row in outcomes],
                template="(%s, %s, %s, %s, %s, %s::float, %s, %s)",
                page_size=len(outcomes),
            )
            self.invalidate_model()

    @api.model
    def _give_back_all(self, dispatcher):
        """Queue again what ``dispatcher`` claimed and has not recorded; it must have begun none of it."""
        self.env.cr.execute(
            """UPDATE sms_wiserv_message SET state = 'queued', attempts = attempts - 1, dispatcher = NULL,
                      failure_reason = NULL, answered_at = NULL
                WHERE dispatcher = %s AND state IN ('sending', 'unknown')""",
            (dispatcher,),
        )

    @api.model
    def _heal_clock(self):
        """Make due what waits for a time that only a clock set back can have put so far ahead."""
        self.env.cr.execute(
            f"""UPDATE sms_wiserv_message SET next_attempt_at = NULL
                 WHERE state = 'queued' AND next_attempt_at > {NOW} + {_IMPLAUSIBLE}"""
        )
        self.env.cr.execute(
            f"""UPDATE sms_wiserv_sender SET probe_at = {NOW}
                 WHERE probe_at > {NOW} + {_IMPLAUSIBLE}"""
        )

    @api.model
    def _end_waits(self, senders):
        """Make due what waits for its next attempt."""
        self.env.cr.execute(
            """UPDATE sms_wiserv_message SET next_attempt_at = NULL
                WHERE sender_id = ANY(%s) AND state = 'queued' AND next_attempt_at IS NOT NULL""",
            (senders.ids,),
        )
        self.invalidate_model(["next_attempt_at"])

    @api.model
    def _due_senders(self):
        """Return the senders that have messages due and may send: those not paused, and those to be probed."""
        self.env.cr.execute(
            f"""SELECT id FROM sms_wiserv_sender AS sender
                 WHERE (paused_at IS NULL OR probe_at <= {NOW})
                   AND (EXISTS (SELECT 1 FROM sms_wiserv_message WHERE sender_id = sender.id
                                   AND state = 'queued' AND next_attempt_at IS NULL)
                     OR EXISTS (SELECT 1 FROM sms_wiserv_message WHERE sender_id = sender.id
                                   AND state = 'queued' AND next_attempt_at <= {NOW}))
                 ORDER BY id"""
        )
        ids = [id_ for (id_,) in self.env.cr.fetchall()]
        return self.env["sms.wiserv.sender"].browse(ids)

    @api.model
    def _next_due(self):
        """Return when the next retry or probe falls due, or None. What is due already does not count."""
        self.env.cr.execute(
            f"""SELECT min(at) FROM (
                    SELECT probe_at AS at FROM sms_wiserv_sender
                     UNION ALL
                    SELECT next_attempt_at FROM sms_wiserv_message
                     WHERE state = 'queued' AND next_attempt_at IS NOT NULL
                ) AS times WHERE at > {NOW}"""
        )
        return self.env.cr.fetchone()[0]
