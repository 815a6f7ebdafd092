# Part of spp_consent. License LGPL-3.0 or later (see LICENSE).
from odoo import api, fields, models


class Registrant(models.Model):
    _inherit = "res.partner"

    consent_ids = fields.Many2many("spp.consent", string="Consents")
    consent_summary = fields.Json(compute="_compute_consent_summary", store=True)

    @api.depends("consent_ids.status", "consent_ids.expiry", "consent_ids.purpose_ids.code")
    def _compute_consent_summary(self):
        today = fields.Date.today()
        for partner in self:
            consents = self.env["spp.consent"].search(
                ["|", ("signatory_id", "=", partner.id), ("group_id", "=", partner.id)]
            )
            valid = consents.filtered(
                lambda consent: (
                    consent.status in ("given", "renewed") and (not consent.expiry or consent.expiry >= today)
                )
            )
            # Until a cron marks what is over by its date, what was computed before stays.
            partner.consent_summary = (
                {"purposes": sorted(set(valid.purpose_ids.mapped("code")))} if valid else {}
            )
