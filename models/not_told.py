# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import api, fields, models

REASONS = [
    ("preference", "Wants no SMS"),
    ("not_enrolled", "No longer enrolled"),
    ("program_ended", "The program has ended"),
]


MENDED = ("phone", "notification_preference")


class G2PWiservWish(models.AbstractModel):
    """A list of people who cannot be told: the registrant's preference can be corrected in it, as the number can."""

    _name = "g2p.wiserv.wish"
    _description = "List of Registrants to Be Mended"

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


class SmsWiservSkipped(models.Model):
    """The registry's reasons."""

    _name = "sms.wiserv.skipped"
    _inherit = ["sms.wiserv.skipped", "g2p.wiserv.wish"]

    _MENDED = MENDED

    reason = fields.Selection(
        selection_add=REASONS,
        ondelete={reason: "cascade" for reason, _label in REASONS},
    )


class SmsWiservBeforePerson(models.TransientModel):  # pylint: disable=no-wizard-in-models
    _name = "sms.wiserv.before.person"
    _inherit = ["sms.wiserv.before.person", "g2p.wiserv.wish"]

    _MENDED = MENDED
