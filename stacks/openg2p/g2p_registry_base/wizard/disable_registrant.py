# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import api, fields, models


class G2PDisableRegistryWiz(models.TransientModel):
    _name = "g2p.disable.registrant.wizard"
    _description = "Disable Registrant"

    partner_id = fields.Many2one("res.partner", "Registrant", required=True)
    disabled_reason = fields.Text(required=True)

    @api.model
    def default_get(self, fields_list):
        chosen = self.env.context.get("active_id")
        return {**super().default_get(fields_list), **({"partner_id": chosen} if chosen else {})}

    def disable_registrant(self):
        for wizard in self:
            wizard.partner_id.update(
                {
                    "disabled": fields.Datetime.now(),
                    "disabled_reason": wizard.disabled_reason,
                    "disabled_by": self.env.user,
                }
            )
