# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import api, fields, models

REASONS = [
    ("preference", "Wants no SMS"),
    ("not_enrolled", "No longer enrolled"),
    ("program_ended", "The program has ended"),
]


class SmsWiservSkipped(models.Model):
    """The registry's reasons; the preference can be corrected in the list, as the number can."""

    _inherit = "sms.wiserv.skipped"

    _MENDED = ("phone", "notification_preference")

    reason = fields.Selection(
        selection_add=REASONS,
        ondelete={reason: "cascade" for reason, _label in REASONS},
    )
    program_id = fields.Many2one(related="sender_id.program_id")
    notification_preference = fields.Selection(
        selection=lambda self: (
            self.env["res.partner"]._fields["notification_preference"]._description_selection(self.env)
        ),
        compute="_compute_notification_preference",
        inverse="_inverse_notification_preference",
    )

    @api.depends("partner_id.notification_preference")
    @api.depends_context("uid")
    def _compute_notification_preference(self):
        readable = self._people("read")
        for skip in self:
            partner = skip.sudo().partner_id
            skip.notification_preference = (
                partner.with_env(self.env) in readable and partner.notification_preference
            )

    def _inverse_notification_preference(self):
        for skip in self:
            partner = skip.sudo().partner_id.with_env(self.env)
            partner.notification_preference = skip.notification_preference
