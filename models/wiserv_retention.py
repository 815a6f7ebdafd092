# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import api, fields, models

BATCH = 10_000
# Failed and doubtful messages that nobody has dealt with are kept this many times as long.
LONGER = 4

_DELETE = """
    WITH gone AS (
        DELETE FROM g2p_wiserv_sms WHERE id IN (
            SELECT id FROM g2p_wiserv_sms
             WHERE company_id = %(company)s AND {condition} LIMIT %(batch)s FOR UPDATE SKIP LOCKED
        ) RETURNING manager_id, idempotency_key, event
    ), kept AS (
        INSERT INTO g2p_wiserv_purged (manager_id, idempotency_key)
        SELECT manager_id, idempotency_key FROM gone WHERE event NOT IN ('otp', 'manual')
            ON CONFLICT DO NOTHING
    )
    SELECT count(*) FROM gone
"""
_CONDITIONS = (
    "state IN ('accepted', 'cancelled') AND answered_at < %(before)s",
    "state IN ('failed', 'unknown') AND handled AND answered_at < %(before)s",
    "state IN ('failed', 'unknown') AND answered_at < %(long_before)s",
)


class WiservPurged(models.Model):
    """The idempotency keys of deleted messages: the message goes, the promise not to send it twice stays."""

    _name = "g2p.wiserv.purged"
    _description = "Key of a Purged Wiserv Message"
    _log_access = False

    manager_id = fields.Many2one(
        "g2p.program.notification.manager.wiserv", "Sender", required=True, ondelete="cascade"
    )
    idempotency_key = fields.Char(required=True)

    _once = models.UniqueIndex("(manager_id, idempotency_key)")


class WiservSms(models.Model):
    _inherit = "g2p.wiserv.sms"

    @api.autovacuum
    def _gc_messages(self):
        """Delete old messages, a batch of each kind at a time; return what :meth:`ir.autovacuum` expects."""
        self.flush_model()
        done, full = 0, False
        for company in self.env["res.company"].sudo().search([("wiserv_retention_days", ">", 0)]):
            now, days = fields.Datetime.now(), company.wiserv_retention_days
            values = {
                "company": company.id,
                "batch": BATCH,
                "before": fields.Datetime.subtract(now, days=days),
                "long_before": fields.Datetime.subtract(now, days=days * LONGER),
            }
            for condition in _CONDITIONS:
                self.env.cr.execute(_DELETE.format(condition=condition), values)
                deleted = self.env.cr.fetchone()[0]
                done, full = done + deleted, full or deleted == BATCH
        self.invalidate_model()
        # True in second place: call again, there may be more.
        return done, full

    @api.model
    def _known_keys(self, sender, keys):
        """Return those of ``keys`` that ``sender`` has told of already, messages deleted since included."""
        self.flush_model()
        self.env.cr.execute(
            """SELECT idempotency_key FROM g2p_wiserv_sms
                WHERE manager_id = %(sender)s AND idempotency_key = ANY(%(keys)s)
                UNION ALL
               SELECT idempotency_key FROM g2p_wiserv_purged
                WHERE manager_id = %(sender)s AND idempotency_key = ANY(%(keys)s)""",
            {"sender": sender.id, "keys": keys},
        )
        return {key for (key,) in self.env.cr.fetchall()}
