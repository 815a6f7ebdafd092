# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import fields, models


class DisableRegistrant(models.TransientModel):
    _name = "g2p.disable.registrant.wizard"
    _description = "Disable Registrant"

    partner_id = fields.Many2one(
        "res.partner", required=True, default=lambda self: self.env.context.get("active_id")
    )
    disabled_reason = fields.Text(required=True)

    def disable_registrant(self):
        for wizard in self:
            wizard.partner_id.update(
                {
                    "disabled": fields.Datetime.now(),
                    "disabled_by": self.env.user.id,
                    "disabled_reason": wizard.disabled_reason,
                }
            )
