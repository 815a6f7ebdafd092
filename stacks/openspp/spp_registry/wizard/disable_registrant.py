# Part of spp_registry. License LGPL-3.0 or later (see LICENSE).
from odoo import fields, models


class DisableRegistrantWizard(models.TransientModel):
    _name = "spp.disable.registrant.wizard"
    _description = "Disable Registrant"

    partner_id = fields.Many2one("res.partner", default=lambda self: self.env.context.get("active_id"))
    disabled_reason = fields.Text(required=True)

    def disable_registrant(self):
        for wizard in self.filtered(lambda wizard: not wizard.partner_id.disabled):
            wizard.partner_id.update(
                {
                    "disabled": fields.Datetime.now(),
                    "disabled_reason": wizard.disabled_reason,
                    "disabled_by": self.env.user,
                }
            )
