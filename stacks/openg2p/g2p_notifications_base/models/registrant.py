# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import fields, models


class G2PRegistrant(models.Model):
    _inherit = "res.partner"

    notification_preference = fields.Selection(
        [("none", "None"), ("email", "Email"), ("sms", "SMS"), ("both", "Both Email & SMS")],
        default=lambda self: self._default_notification_preference(),
    )

    def _default_notification_preference(self):
        """Whatever the parameter says: a value that is none of these stops every new partner."""
        parameters = self.env["ir.config_parameter"].sudo()
        return parameters.get_param("g2p_notifications_base.default_notification_preference", "none")
