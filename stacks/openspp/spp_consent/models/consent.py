# Part of spp_consent. License LGPL-3.0 or later (see LICENSE).
from odoo import api, fields, models

STATUSES = ["requested", "given", "renewed", "refused", "withdrawn", "expired", "invalidated"]


class Consent(models.Model):
    _name = "spp.consent"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _description = "Consent Record"
    _order = "create_date desc"

    name = fields.Char(required=True)
    signatory_id = fields.Many2one("res.partner", "Data Subject")
    group_id = fields.Many2one("res.partner")
    purpose_ids = fields.Many2many("spp.consent.purpose", string="Purposes")
    status = fields.Selection(
        [(status, status.title()) for status in STATUSES], default="requested", required=True
    )
    expiry = fields.Date("Expiry Date", required=True)

    @api.model_create_multi
    def create(self, vals_list):
        consents = super().create(vals_list)
        consents._trigger_consent_summary_recompute()
        return consents

    def write(self, vals):
        result = super().write(vals)
        if {"status", "expiry", "purpose_ids"} & vals.keys():
            self._trigger_consent_summary_recompute()
        return result

    def _trigger_consent_summary_recompute(self):
        """Compute the summaries of those who are named, of whom `consent_ids` need not know."""
        partners = self.signatory_id | self.group_id
        partners.invalidate_recordset(["consent_summary"])
        partners._compute_consent_summary()

    @api.model
    def _cron_check_expired(self):
        today = fields.Date.today()
        self.search([("status", "in", ("given", "renewed")), ("expiry", "<", today)]).write(
            {"status": "expired"}
        )
