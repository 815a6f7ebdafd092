# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import api, fields, models


class SmsSms(models.Model):
    """Deletes failed SMS of Odoo's, which it keeps for ever with number and text, once their messages are deleted."""

    _inherit = "sms.sms"

    @api.autovacuum
    def _gc_wiserv(self):
        """Delete failed and cancelled SMS older than the company keeps messages, once their messages are gone."""
        self.flush_model()
        self.env["sms.wiserv.message"].flush_model()
        companies = self.env["res.company"].search(
            [("wiserv_sms_provider", "=", "wiserv"), ("wiserv_retention_days", ">", 0)]
        )
        for company in companies:
            before = fields.Datetime.subtract(fields.Datetime.now(), days=company.wiserv_retention_days)
            self.env.cr.execute(
                """DELETE FROM sms_sms AS sms
                    WHERE state IN ('error', 'canceled') AND wiserv_company_id = %s AND write_date < %s
                      AND NOT EXISTS (SELECT 1 FROM sms_wiserv_message AS message
                                       WHERE message.event = 'sms'
                                         AND message.sender_id IN (%s, sms.wiserv_sender_id)
                                         AND message.idempotency_key = 'sms:' || sms.uuid)""",
                (company.id, before, company.sudo().wiserv_sms_sender_id.id or None),
            )
        self.invalidate_model()
