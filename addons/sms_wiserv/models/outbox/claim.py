# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
# The queries hold constants only; values are passed as parameters.
# pylint: disable=sql-injection
from odoo import api, models

from ...tools.prepared import Prepared
from .sql import NOW

# Marks the messages in `picked` (id, sent_at, priority) as claimed, and returns what the dispatcher needs of them. The
# seventh column, `others_passed`: whether other messages of these senders have been accepted since its last attempt.
# By an array of ids: PostgreSQL cannot foresee how many `picked` has, and to join with many it would read all messages.
_TAKE = f"""
    UPDATE sms_wiserv_message AS message
       SET state = 'sending', dispatcher = %(dispatcher)s, attempts = attempts + 1, sent_at = {NOW}
      FROM picked WHERE message.id = ANY(ARRAY(SELECT id FROM picked)) AND message.id = picked.id
    RETURNING message.id, sender_id, number, body, attempts, coalesce(group_limit, 0),
              picked.sent_at IS NOT NULL AND EXISTS (
                  SELECT 1 FROM sms_wiserv_message
                   WHERE sender_id = ANY(%(senders)s) AND state = 'accepted' AND answered_at > picked.sent_at),
              event, door, picked.priority
"""

# Messages of several senders: at most `each` of one sender, at most `most` of all. `priority` is NULL for retries.
_DUE = """
    SELECT message.id, message.sent_at, {priority} AS priority
      FROM unnest({senders}) AS sender(id, after)
     CROSS JOIN LATERAL (
        SELECT id, sent_at FROM sms_wiserv_message
         WHERE sender_id = sender.id AND company_id = %(company)s AND state = 'queued' AND {condition}
         LIMIT %(each)s FOR UPDATE SKIP LOCKED
     ) AS message
     LIMIT {most}
"""
# New messages, by age. `id + 0` can only use `_new_index`: with `id`, PostgreSQL may choose the primary key instead,
# and read all messages that were ever sent.
_NEW = "priority = '{}' AND next_attempt_at IS NULL AND id + 0 > sender.after ORDER BY id + 0"
_URGENT = _DUE.format(
    priority="'1'",
    senders="%(urgent)s::int[], %(urgent_after)s::int[]",
    condition=_NEW.format("1"),
    most="%(limit)s",
)
_RETRIES = _DUE.format(
    priority="NULL",
    senders="%(awake)s::int[], %(after)s::int[]",
    condition=f"next_attempt_at <= {NOW} ORDER BY next_attempt_at",
    most="least(%(retries)s, %(limit)s - (SELECT count(*) FROM urgent))",
)
_OTHERS = _DUE.format(
    priority="'0'",
    senders="%(awake)s::int[], %(after)s::int[]",
    condition=_NEW.format("0"),
    most="%(limit)s - (SELECT count(*) FROM urgent) - (SELECT count(*) FROM retries)",
)
_CLAIM = Prepared(
    "sms_wiserv_claim",
    f"""WITH urgent AS ({_URGENT}), retries AS ({_RETRIES}), others AS ({_OTHERS}),
             picked AS (TABLE urgent UNION ALL TABLE retries UNION ALL TABLE others) {_TAKE}""",
    dispatcher="int",
    company="int",
    senders="int[]",
    awake="int[]",
    after="int[]",
    urgent="int[]",
    urgent_after="int[]",
    each="int",
    retries="int",
    limit="int",
)

_OF_PROBES = {"dispatcher": "int", "company": "int", "senders": "int[]"}
# A probe: a message that was never sent, of the sender whose last probe is the longest ago.
_CLAIM_UNTRIED = Prepared(
    "sms_wiserv_claim_untried",
    f"""WITH picked AS (
        SELECT message.id, message.sent_at, NULL AS priority
          FROM (SELECT id, probed_at FROM sms_wiserv_sender WHERE id = ANY(%(senders)s)) AS sender
         CROSS JOIN LATERAL (
            SELECT id, sent_at FROM sms_wiserv_message
             WHERE sender_id = sender.id AND company_id = %(company)s
               AND state = 'queued' AND next_attempt_at IS NULL AND sent_at IS NULL
             ORDER BY priority, id LIMIT 1 FOR UPDATE SKIP LOCKED
         ) AS message
         ORDER BY sender.probed_at NULLS FIRST, sender.id LIMIT 1
    ) {_TAKE}""",
    **_OF_PROBES,
)
# A probe where all messages have been tried: the one whose last attempt is the longest ago.
_CLAIM_LEAST_TRIED = Prepared(
    "sms_wiserv_claim_least_tried",
    f"""WITH picked AS (
        SELECT id, sent_at, NULL AS priority FROM sms_wiserv_message
         WHERE sender_id = ANY(%(senders)s) AND company_id = %(company)s AND state = 'queued'
         ORDER BY sent_at NULLS FIRST, id LIMIT 1 FOR UPDATE SKIP LOCKED
    ) {_TAKE}""",
    **_OF_PROBES,
)


class SmsWiservMessage(models.Model):
    """Which messages a dispatcher takes, and in what order. Never commits.

    Claims return rows ``(id, sender_id, number, body, attempts, group_limit, others_passed, event, door)``: the fields
    of ``Message`` in ``dispatch/connection_pool.py``.
    """

    _inherit = "sms.wiserv.message"

    @api.model
    def _claim(self, dispatcher, company, senders, limit, cursor, quiet=None):
        """Mark up to ``limit`` due messages as ``sending``: new urgent ones, due retries, then the other new ones.

        While new messages wait, retries get at most half of the places, and each sender an equal share.

        :param int dispatcher: the dispatcher's number
        :param int company: id of the company that pays; messages that another company has queued are not claimed
        :param list[int] senders: ids; the first ones are served first
        :param dict cursor: ``{(sender id, priority): id of the last new message claimed}``, updated here. Without it
            each claim would read the dead index entries of all messages claimed before.
        :param dict quiet: ``{id of a sender outside of its hours: whether its urgent messages may leave}``
        :rtype: list[tuple]
        """
        rows, quiet = [], quiet or {}
        awake = [sender for sender in senders if sender not in quiet]
        urgent = [sender for sender in senders if quiet.get(sender, True)]
        # In the first round each sender gets an equal share; the second round fills the places that are left.
        for each, retries in ((-(-limit // len(senders)), -(-limit // 2)), (limit, limit)):
            claimed = self._claim_with(
                _CLAIM,
                dispatcher,
                company,
                senders,
                awake=awake,
                after=[cursor.get((sender, "0"), 0) for sender in awake],
                urgent=urgent,
                urgent_after=[cursor.get((sender, "1"), 0) for sender in urgent],
                each=each,
                retries=retries,
                limit=limit - len(rows),
            )
            # An UPDATE returns its rows in any order. "1": urgent, None: retry, "0": other.
            claimed.sort(key=lambda row: ("1", None, "0").index(row[-1]))
            for id_, sender, *_rest, priority in claimed:
                if priority:
                    cursor[sender, priority] = max(id_, cursor.get((sender, priority), 0))
            rows += [row[:-1] for row in claimed]
            if not claimed or len(rows) == limit:
                break
        return rows

    @api.model
    def _claim_with(self, prepared, dispatcher, company, senders, **values):
        values |= {"dispatcher": dispatcher, "company": company, "senders": senders}
        return prepared.execute(self.env.cr, values).fetchall()

    @api.model
    def _next_ids(self, company, senders, cursor, limit):
        """Return the ids of the normal new messages that come next, unclaimed; parameters as of :meth:`_claim`."""
        self.env.cr.execute(
            """SELECT message.id FROM unnest(%s::int[], %s::int[]) AS sender(id, after)
                CROSS JOIN LATERAL (
                    SELECT id FROM sms_wiserv_message
                     WHERE sender_id = sender.id AND company_id = %s AND state = 'queued' AND priority = '0'
                       AND next_attempt_at IS NULL AND id + 0 > sender.after ORDER BY id + 0 LIMIT %s
                ) AS message LIMIT %s""",
            (senders, [cursor.get((sender, "0"), 0) for sender in senders], company, limit, limit),
        )
        return [id_ for (id_,) in self.env.cr.fetchall()]

    @api.model
    def _take_probe(self, senders):
        """Reserve the probe that is due on paused senders (ids); return whether there is one left to take."""
        self.env.cr.execute(
            f"""UPDATE sms_wiserv_sender
                   SET probe_at = {NOW} + probe_delay * interval '1 second'
                 WHERE id = ANY(%s) AND probe_at <= {NOW} RETURNING id""",
            (senders,),
        )
        return bool(self.env.cr.fetchall())

    @api.model
    def _claim_probe(self, dispatcher, company, senders):
        """Claim one message of paused senders as a probe, even if its own next attempt is later.

        It is one that was never sent, of each sender in turn, or else the one tried the longest ago. So a message that
        the gateway never accepts is not probed again and again.

        :return: rows as of :meth:`_claim`, one at most
        """
        rows = self._claim_with(_CLAIM_UNTRIED, dispatcher, company, senders) or self._claim_with(
            _CLAIM_LEAST_TRIED, dispatcher, company, senders
        )
        if rows:
            self.env.cr.execute(
                f"UPDATE sms_wiserv_sender SET probed_at = {NOW} WHERE id = %s", (rows[0][1],)
            )
        return [row[:-1] for row in rows]
