# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import api, models


class ProgramNotificationManager(models.Model):
    _inherit = "g2p.program.notification.manager"

    @api.model
    def _selection_manager_ref_id(self):
        selection = super()._selection_manager_ref_id()
        sender = ("g2p.program.notification.manager.wiserv", "Wiserv SMS Notification")
        return selection if sender in selection else [*selection, sender]
