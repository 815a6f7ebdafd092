# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import fields, models


class SmsTemplate(models.Model):
    _inherit = "sms.template"

    # Payments and notification managers are no threads with a phone, and have templates all the same.
    model_id = fields.Many2one(
        domain=[
            ("transient", "=", False),
            "|",
            ("is_mail_thread_sms", "=", True),
            ("model", "=like", "g2p.%"),
        ]
    )
