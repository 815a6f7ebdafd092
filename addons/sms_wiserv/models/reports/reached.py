# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import api, fields, models
from odoo.tools import SQL


class SmsWiservReached(models.Model):
    """When somebody last got an SMS, of those that are deleted."""

    _name = "sms.wiserv.reached"
    _description = "Last Accepted SMS of a Person"
    _log_access = False

    sender_id = fields.Many2one("sms.wiserv.sender", required=True, ondelete="cascade")
    partner_id = fields.Many2one("res.partner", required=True, ondelete="cascade", index=True)
    reached_at = fields.Datetime(required=True)

    _once = models.UniqueIndex("(sender_id, partner_id)")

    @api.model
    def _adding(self, messages):
        """Return the SQL that keeps whom ``messages`` reached."""
        return SQL(
            """INSERT INTO sms_wiserv_reached AS kept (sender_id, partner_id, reached_at)
               SELECT sender_id, partner_id, max(answered_at) FROM %s AS message
                WHERE state = 'accepted' AND partner_id IS NOT NULL AND event <> 'test' GROUP BY 1, 2
                   ON CONFLICT (sender_id, partner_id)
                   DO UPDATE SET reached_at = greatest(kept.reached_at, EXCLUDED.reached_at)""",
            messages,
        )
