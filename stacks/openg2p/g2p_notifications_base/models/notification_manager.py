# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import models


class NotificationManager(models.Model):
    _inherit = "g2p.program.notification.manager"

    def _selection_manager_ref_id(self):
        email = ("g2p.program.notification.manager.email", "Email Notification")
        return [*super()._selection_manager_ref_id(), email]
