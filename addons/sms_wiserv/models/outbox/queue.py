# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
# What is put into the text of the queries here are constants of this file.
# pylint: disable=sql-injection
from psycopg2.extras import execute_values

from odoo import api, models

from ...policy import IMPLAUSIBLE_WAIT
from ...tools.prepared import Prepared

_COLUMNS = (
    "sender_id", "company_id", "door", "partner_id", "event", "res_model", "res_id", "occasion", "number", "body",
    "state", "priority", "failure_reason", "idempotency_key", "segments", "segment_price", "queued_on",
)  # fmt: skip
# What a message that was left out when its turn came gets anew.
_RENEWED = (
    "number", "body", "state", "priority", "failure_reason", "answered_at", "queued_at", "queued_on", "segments",
    "segment_price",
)  # fmt: skip
_renewed = ", ".join(f"EXCLUDED.{column}" for column in _RENEWED)

NOW = "(statement_timestamp() AT TIME ZONE 'UTC')"

# One line more for what happened; none for NULL.
HISTORY = (
    "concat_ws(E'\\n', nullif(message.history, ''), "
    f"to_char({NOW}, 'YYYY-MM-DD HH24:MI:SS') || ' UTC: ' || {{event}})"
)

_FAILED_AT_ONCE = f"to_char({NOW}, 'YYYY-MM-DD HH24:MI:SS') || ' UTC: failed. ' || %s"

# What is recorded of a message, a list of each.
_OUTCOME = {
    "id": "int[]", "state": "text[]", "reply": "text[]", "reason": "text[]", "delay": "float[]", "uncounted": "int[]",
    "group_limit": "int[]", "event": "text[]",
}  # fmt: skip
_RECORD = Prepared(
    "sms_wiserv_record",
    f"""UPDATE sms_wiserv_message AS message
           SET state = outcome.state, reply = outcome.reply, failure_reason = outcome.reason,
               next_attempt_at = {NOW} + outcome.delay * interval '1 second',
               answered_at = CASE WHEN outcome.state <> 'queued' THEN {NOW} END,
               attempts = message.attempts - outcome.uncounted,
               group_limit = coalesce(outcome.group_limit, message.group_limit),
               dispatcher = NULL,
               history = {HISTORY.format(event="outcome.event")}
          FROM unnest(%(id)s, %(state)s, %(reply)s, %(reason)s, %(delay)s, %(uncounted)s, %(group_limit)s, %(event)s)
            AS outcome(id, state, reply, reason, delay, uncounted, group_limit, event)
         WHERE message.id = outcome.id AND message.dispatcher = %(dispatcher)s
           AND message.state IN ('sending', 'unknown')""",
    dispatcher="int",
    **_OUTCOME,
)
_IMPLAUSIBLE = f"interval '{IMPLAUSIBLE_WAIT} seconds'"


class SmsWiservMessage(models.Model):
    """The outbox as a queue on PostgreSQL: put in, record, give back, what is due. Never commits.

    What holds texts and numbers goes past the cursor's own ``execute``, which logs a query that fails as a whole.
    """

    _inherit = "sms.wiserv.message"

    @api.model
    def _enqueue(self, rows):
        """Insert messages, leaving out those that the outbox holds already; those left out before are renewed.

        :param list[dict] rows: a value for each of ``_COLUMNS``
        :return: the idempotency keys of the messages that are new
        :rtype: set[str]
        """
        self.flush_model()
        if rows:
            self.env["sms.wiserv.sender"]._remember_database()
        inserted = execute_values(
            self.env.cr._obj,
            f"""INSERT INTO sms_wiserv_message AS message
                    ({", ".join(_COLUMNS)}, answered_at, history,
                     attempts, queued_at, create_uid, create_date, write_uid, write_date)
                VALUES %s
                ON CONFLICT (sender_id, idempotency_key)
                DO UPDATE SET ({", ".join(_RENEWED)}, left_out, attempts) = ({_renewed}, FALSE, 0)
                        WHERE message.left_out
                RETURNING idempotency_key""",
            # What has failed for want of a text has its answer.
            [
                (
                    *(row[column] or None for column in _COLUMNS),
                    *[row["state"] == "failed"] * 2,
                    row["failure_reason"],
                )
                for row in self._sized(rows)
            ],
            template=f"({', '.join(['%s'] * len(_COLUMNS))}, CASE WHEN %s THEN {NOW} END, "
            f"CASE WHEN %s THEN {_FAILED_AT_ONCE} END, 0, {NOW}, "
            f"{self.env.uid}, {NOW}, {self.env.uid}, {NOW})",
            page_size=1000,
            fetch=True,
        )
        self.invalidate_model()
        self.env["sms.wiserv.person"]._look_again_at({row["partner_id"] for row in rows}, reached=False)
        return {key for (key,) in inserted}

    @api.model
    def _record(self, dispatcher, outcomes):
        """Write down what became of claimed messages.

        A message that was given up as unknown meanwhile, and that nobody has resent, takes the outcome too.

        :param outcomes: rows ``id, state, reply, reason, delay (seconds, or None), uncounted (0 or 1), group_limit
            (None: as it was), event``
        """
        if outcomes:
            columns = dict(zip(_OUTCOME, map(list, zip(*outcomes, strict=True)), strict=True))
            _RECORD.execute(self.env.cr, {"dispatcher": dispatcher, **columns})
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
        """Return the senders that have messages due and may send: those not paused, and those to be probed.

        Of those outside of their hours only the ones with something urgent that may leave.
        """
        senders = self._waiting_senders()
        quiet = senders._quiet(senders)
        allowed = [id_ for id_, urgent in quiet.items() if urgent]
        if allowed:
            self.env.cr.execute(
                """SELECT DISTINCT sender_id FROM sms_wiserv_message AS message
                     JOIN sms_wiserv_sender AS sender ON sender.id = sender_id
                    WHERE sender_id = ANY(%s) AND message.company_id = sender.company_id
                      AND priority = '1' AND state = 'queued' AND next_attempt_at IS NULL""",
                (allowed,),
            )
            allowed = [id_ for (id_,) in self.env.cr.fetchall()]
        return senders.filtered(lambda sender: sender.id not in quiet or sender.id in allowed)

    @api.model
    def _waiting_senders(self):
        """Return the senders that have messages due and are not paused, or to be probed, whatever their hours."""
        self.env.cr.execute(
            f"""SELECT id FROM sms_wiserv_sender AS sender
                 WHERE (paused_at IS NULL OR probe_at <= {NOW})
                   AND (EXISTS (SELECT 1 FROM sms_wiserv_message
                                 WHERE sender_id = sender.id AND company_id = sender.company_id
                                   AND state = 'queued' AND next_attempt_at IS NULL)
                     OR EXISTS (SELECT 1 FROM sms_wiserv_message
                                 WHERE sender_id = sender.id AND company_id = sender.company_id
                                   AND state = 'queued' AND next_attempt_at IS NOT NULL
                                   AND (next_attempt_at <= {NOW} OR sender.paused_at IS NOT NULL)))
                 ORDER BY id"""
        )
        ids = [id_ for (id_,) in self.env.cr.fetchall()]
        return self.env["sms.wiserv.sender"].browse(ids)

    @api.model
    def _next_due(self):
        """Return when the next retry or probe falls due, or sending hours begin for what waits; else None.

        What is due already does not count.
        """
        self.env.cr.execute(
            f"""SELECT min(at) FROM (
                    SELECT probe_at AS at FROM sms_wiserv_sender
                     UNION ALL
                    SELECT next_attempt_at FROM sms_wiserv_message
                     WHERE state = 'queued' AND next_attempt_at IS NOT NULL
                ) AS times WHERE at > {NOW}"""
        )
        times = [self.env.cr.fetchone()[0], *(sender._resting_until() for sender in self._waiting_senders())]
        return min(filter(None, times), default=None)
