# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import api, fields, models


class SmsWiservMessage(models.Model):
    _inherit = "sms.wiserv.message"

    event = fields.Selection(selection_add=[("sms", "Odoo's SMS")], ondelete={"sms": "cascade"})

    @api.model
    def _of_odoos_sms(self, records):
        """Return the messages of Odoo's SMS."""
        keys = [f"sms:{uuid}" for uuid in records.mapped("uuid")]
        return self.search([("event", "=", "sms"), ("idempotency_key", "in", keys)])

    def _call_off(self, line):
        """Cancel those that wait, in the caller's transaction; return them. ``line`` goes into their history."""
        waiting = self._lock_in("queued")
        waiting._write_history(line)
        waiting.write({"state": "cancelled", "answered_at": fields.Datetime.now()})
        return waiting

    def _be_over(self, line):
        """Cancel those that wait, and take those that failed off the list of what is to be done."""
        self._call_off(line)
        failed = self._lock_in("failed", "unknown").filtered(lambda message: not message.handled)
        failed._write_history(line)
        failed.handled = True
