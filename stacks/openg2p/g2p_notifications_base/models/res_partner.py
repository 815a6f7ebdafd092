# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import fields, models

PARAMETER = "g2p_notifications_base.default_notification_preference"


class ResPartner(models.Model):
    _inherit = "res.partner"

    notification_preference = fields.Selection(
        [("none", "None"), ("email", "Email"), ("sms", "SMS"), ("both", "Email & SMS")],
        default=lambda self: self.env["ir.config_parameter"].sudo().get_param(PARAMETER, "none"),
    )
