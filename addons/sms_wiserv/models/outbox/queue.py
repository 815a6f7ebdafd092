# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
# What is put into the text of the queries here are constants of this file.
# pylint: disable=sql-injection
from collections import Counter

from psycopg2.extras import execute_values

from odoo import api, models

from ...policy import IMPLAUSIBLE_WAIT

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

# What the dispatcher learns of a message, its last column but one: whether others of these senders have been accepted
# since it was sent the last time.
_TAKE = f"""
    UPDATE sms_wiserv_message AS message
       SET state = 'sending', dispatcher = %(dispatcher)s, attempts = attempts + 1, sent_at = {NOW}
      FROM picked WHERE message.id = picked.id
    RETURNING message.id, sender_id, number, body, attempts, coalesce(group_limit, 0),
              picked.sent_at IS NOT NULL AND EXISTS (
                  SELECT 1 FROM sms_wiserv_message
                   WHERE sender_id = ANY(%(senders)s) AND state = 'accepted' AND answered_at > picked.sent_at),
              event
"""
_CLAIM = f"""
    WITH picked AS (
        SELECT message.id, message.sent_at
          FROM unnest(%(senders)s::int[], %(afters)s::int[]) AS sender(id, after)
         CROSS JOIN LATERAL (
            SELECT id, sent_at FROM sms_wiserv_message
             WHERE sender_id = sender.id AND company_id = %(company)s AND state = 'queued' AND {{condition}}
             LIMIT %(each)s FOR UPDATE SKIP LOCKED
         ) AS message
         LIMIT %(limit)s
    ) {_TAKE}
"""
_CLAIM_NEW = _CLAIM.format(
    condition="priority = %(priority)s AND next_attempt_at IS NULL AND id > sender.after ORDER BY id"
)
_CLAIM_RETRIES = _CLAIM.format(condition=f"next_attempt_at <= {NOW} ORDER BY next_attempt_at")

# One that was never tried, of the sender whose turn it is.
_CLAIM_UNTRIED = f"""
    WITH picked AS (
        SELECT message.id, message.sent_at
          FROM (SELECT id, probed_at FROM sms_wiserv_sender WHERE id = ANY(%(senders)s)) AS sender
         CROSS JOIN LATERAL (
            SELECT id, sent_at FROM sms_wiserv_message
             WHERE sender_id = sender.id AND company_id = %(company)s
               AND state = 'queued' AND next_attempt_at IS NULL AND sent_at IS NULL
             ORDER BY priority, id LIMIT 1 FOR UPDATE SKIP LOCKED
         ) AS message
         ORDER BY sender.probed_at NULLS FIRST, sender.id LIMIT 1
    ) {_TAKE}
"""
# The one whose last attempt is the longest ago.
_CLAIM_LEAST_TRIED = f"""
    WITH picked AS (
        SELECT id, sent_at FROM sms_wiserv_message
         WHERE sender_id = ANY(%(senders)s) AND company_id = %(company)s AND state = 'queued'
         ORDER BY sent_at NULLS FIRST, id LIMIT 1 FOR UPDATE SKIP LOCKED
    ) {_TAKE}
"""

_RECORD = f"""
    UPDATE sms_wiserv_message AS message
       SET state = outcome.state, reply = outcome.reply, failure_reason = outcome.reason,
           next_attempt_at = {NOW} + outcome.delay * interval '1 second',
           answered_at = CASE WHEN outcome.state <> 'queued' THEN {NOW} END,
           attempts = message.attempts - outcome.uncounted,
           group_limit = coalesce(outcome.group_limit, message.group_limit),
           dispatcher = NULL,
           history = {HISTORY.format(event="outcome.event")}
      FROM (VALUES %s) AS outcome(dispatcher, id, state, reply, reason, delay, uncounted, group_limit, event)
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
        return {key for (key,) in inserted}

    @api.model
    def _claim(self, dispatcher, company, senders, limit, cursor, quiet=None):
        """Mark up to ``limit`` due messages as ``sending``: new urgent ones, due retries, then the other new ones.

        Retries take no more than half as long as others wait, and no sender more than its share.

        :param int company: the one that pays: what another one has queued waits, wherever the senders belong by now
        :param list[int] senders: whose messages; the first ones are served first
        :param dict cursor: ``{(sender, priority): id}``, how far new messages were claimed; it is updated. It
            spares a claim the walk over the index entries of all that was claimed before it.
        :param dict quiet: senders that must not send now, and whether they may what is urgent
        :return: rows ``id, sender_id, number, body, attempts, group_limit, others_passed, event``
        """
        rows, quiet = [], quiet or {}
        share = -(-limit // len(senders))
        half = -(-limit // 2)
        awake = [sender for sender in senders if sender not in quiet]
        urgent = [sender for sender in senders if quiet.get(sender, True)]
        for query, priority, most in (
            (_CLAIM_NEW, "1", limit),
            (_CLAIM_RETRIES, None, half),
            (_CLAIM_NEW, "0", limit),
            (_CLAIM_RETRIES, None, limit),
        ):
            allowed = urgent if priority == "1" else awake
            for each in (share, limit):
                wanted = min(most, limit - len(rows))
                if not wanted or not allowed:
                    break
                claimed = self._claim_with(
                    query,
                    dispatcher,
                    company,
                    allowed,
                    afters=[cursor.get((sender, priority), 0) for sender in allowed],
                    priority=priority,
                    each=min(each, wanted),
                    limit=wanted,
                )
                rows += claimed
                most -= len(claimed)
                of_sender = Counter(sender for _id, sender, *_rest in claimed)
                if priority:
                    for id_, sender, *_rest in claimed:
                        cursor[sender, priority] = max(id_, cursor.get((sender, priority), 0))
                if max(of_sender.values(), default=0) < min(each, wanted):
                    # Nobody has more than these.
                    break
        return rows

    @api.model
    def _claim_with(self, query, dispatcher, company, senders, **values):
        self.env.cr.execute(
            query, {"dispatcher": dispatcher, "company": company, "senders": senders, **values}
        )
        return self.env.cr.fetchall()

    @api.model
    def _next_ids(self, company, senders, cursor, limit):
        """Return the ids of new messages that will be claimed next; parameters as of :meth:`_claim`."""
        self.env.cr.execute(
            """SELECT message.id FROM unnest(%s::int[], %s::int[]) AS sender(id, after)
                CROSS JOIN LATERAL (
                    SELECT id FROM sms_wiserv_message
                     WHERE sender_id = sender.id AND company_id = %s AND state = 'queued' AND priority = '0'
                       AND next_attempt_at IS NULL AND id > sender.after ORDER BY id LIMIT %s
                ) AS message LIMIT %s""",
            (senders, [cursor.get((sender, "0"), 0) for sender in senders], company, limit, limit),
        )
        return [id_ for (id_,) in self.env.cr.fetchall()]

    @api.model
    def _take_probe(self, senders):
        """Take the probe that is due on paused senders; return whether no other dispatcher has taken it."""
        self.env.cr.execute(
            f"""UPDATE sms_wiserv_sender
                   SET probe_at = {NOW} + probe_delay * interval '1 second'
                 WHERE id = ANY(%s) AND probe_at <= {NOW} RETURNING id""",
            (senders,),
        )
        return bool(self.env.cr.fetchall())

    @api.model
    def _claim_probe(self, dispatcher, company, senders):
        """Claim the one message that tries whether the gateway accepts any, whenever it would be due itself.

        One that was never tried, of one sender after the other; else the one tried the longest ago. So a message
        that the gateway accepts never is not what everybody else depends on.

        :return: as :meth:`_claim`
        """
        rows = self._claim_with(_CLAIM_UNTRIED, dispatcher, company, senders) or self._claim_with(
            _CLAIM_LEAST_TRIED, dispatcher, company, senders
        )
        if rows:
            self.env.cr.execute(
                f"UPDATE sms_wiserv_sender SET probed_at = {NOW} WHERE id = %s", (rows[0][1],)
            )
        return rows

    @api.model
    def _record(self, dispatcher, outcomes):
        """Write down what became of claimed messages.

        A message that was given up as unknown meanwhile, and that nobody has resent, takes the outcome too.

        :param outcomes: rows ``id, state, reply, reason, delay (seconds, or None), uncounted (0 or 1), group_limit
            (None: as it was), event``
        """
        if outcomes:
            execute_values(
                self.env.cr._obj,
                _RECORD,
                [(dispatcher, *row) for row in outcomes],
                template="(%s, %s, %s, %s, %s, %s::float, %s, %s::int, %s)",
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
