# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import fields, models

PREFERENCES = [("none", "None"), ("email", "E-mail"), ("sms", "SMS"), ("both", "E-mail and SMS")]


class ResPartner(models.Model):
    _inherit = "res.partner"

    notification_preference = fields.Selection(
        PREFERENCES,
        default=lambda self: self._default_notification_preference(),
        help="How programs may tell this registrant of enrolments, payments and cycles.",
    )

    def _default_notification_preference(self):
        parameters = self.env["ir.config_parameter"].sudo()
        preference = parameters.get_param("g2p_notifications_base.default_notification_preference")
        return preference if preference in dict(PREFERENCES) else "none"
