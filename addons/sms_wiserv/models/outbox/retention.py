# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import api, fields, models
from odoo.tools import SQL

from ...policy import RETENTION_BATCH, UNHANDLED_KEPT
from .message import DIRECT_EVENTS

# Deletes messages and, in the same statement, writes what is kept of them: their keys, totals, and who was reached.
_DELETE = """
    WITH gone AS (
        DELETE FROM sms_wiserv_message WHERE id IN (
            SELECT id FROM sms_wiserv_message
             WHERE company_id = %(company)s AND %(condition)s LIMIT %(batch)s FOR UPDATE SKIP LOCKED
        ) RETURNING *
    ), purged AS (
        INSERT INTO sms_wiserv_purged (sender_id, idempotency_key)
        SELECT sender_id, idempotency_key FROM gone WHERE event NOT IN %(direct)s
            ON CONFLICT DO NOTHING
    ), totals AS (%(totals)s), reached AS (%(reached)s)
    SELECT count(*), array_agg(DISTINCT partner_id) FROM gone
"""
_CONDITIONS = (
    "state IN ('accepted', 'cancelled') AND answered_at < %(before)s",
    "state IN ('failed', 'unknown') AND handled AND answered_at < %(before)s",
    "state IN ('failed', 'unknown') AND answered_at < %(long_before)s",
)


class SmsWiservPurged(models.Model):
    """The idempotency keys of deleted messages, so that none of them is queued a second time."""

    _name = "sms.wiserv.purged"
    _description = "Key of a Purged SMS Message"
    _log_access = False

    sender_id = fields.Many2one("sms.wiserv.sender", required=True, ondelete="cascade")
    idempotency_key = fields.Char(required=True)

    _once = models.UniqueIndex("(sender_id, idempotency_key)")


class SmsWiservMessage(models.Model):
    _inherit = "sms.wiserv.message"

    @api.autovacuum
    def _gc_messages(self):
        """Delete old messages, a batch of each kind at a time; return what :meth:`ir.autovacuum` expects."""
        self.flush_model()
        done, full = 0, False
        for company in self.env["res.company"].sudo().search([("wiserv_retention_days", ">", 0)]):
            now, days = fields.Datetime.now(), company.wiserv_retention_days
            dates = {
                "before": fields.Datetime.subtract(now, days=days),
                "long_before": fields.Datetime.subtract(now, days=days * UNHANDLED_KEPT),
            }
            for condition in _CONDITIONS:
                [[deleted, people]] = self.env.execute_query(
                    SQL(
                        _DELETE,
                        company=company.id,
                        condition=SQL(condition, **dates),
                        batch=RETENTION_BATCH,
                        direct=DIRECT_EVENTS,
                        totals=self.env["sms.wiserv.total"]._adding(SQL("gone")),
                        reached=self.env["sms.wiserv.person"]._outlive(SQL("gone")),
                    )
                )
                self.env["sms.wiserv.person"]._look_again_at(people or ())
                done, full = done + deleted, full or deleted == RETENTION_BATCH
        self.invalidate_model()
        # True in second place: call again, there may be more.
        return done, full

    @api.model
    def _known_keys(self, sender, keys):
        """Return those of ``keys`` that ``sender`` has messages for, including messages that have been deleted since.

        Messages that were left out do not count.

        :param list[str] keys: idempotency keys
        :rtype: set[str]
        """
        self.flush_model()
        self.env.cr.execute(
            """SELECT idempotency_key FROM sms_wiserv_message
                WHERE sender_id = %(sender)s AND idempotency_key = ANY(%(keys)s) AND left_out IS NOT TRUE
                UNION ALL
               SELECT idempotency_key FROM sms_wiserv_purged
                WHERE sender_id = %(sender)s AND idempotency_key = ANY(%(keys)s)""",
            {"sender": sender.id, "keys": keys},
        )
        return {key for (key,) in self.env.cr.fetchall()}
