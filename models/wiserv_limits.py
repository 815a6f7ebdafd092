# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import fields, models

from .wiserv_notification_manager import ADMINISTRATORS


class WiservLimits(models.Model):
    """The company's limits, shown on each of its senders."""

    _inherit = "g2p.program.notification.manager.wiserv"

    connections = fields.Integer(related="company_id.wiserv_connections", groups=ADMINISTRATORS)
    numbers_per_request = fields.Integer(
        related="company_id.wiserv_numbers_per_request", groups=ADMINISTRATORS
    )
    messages_per_second = fields.Integer(
        related="company_id.wiserv_messages_per_second", groups=ADMINISTRATORS
    )
    max_attempts = fields.Integer(related="company_id.wiserv_max_attempts", groups=ADMINISTRATORS)
    timeout = fields.Integer(related="company_id.wiserv_timeout", groups=ADMINISTRATORS)
    retention_days = fields.Integer(related="company_id.wiserv_retention_days", groups=ADMINISTRATORS)
