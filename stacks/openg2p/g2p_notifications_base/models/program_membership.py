# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import fields, models

from odoo.addons.g2p_programs.models import constants


class G2PProgramMembership(models.Model):
    _inherit = "g2p.program_membership"

    # Never taken back
    is_enrolled_notification_sent = fields.Boolean()

    def enroll_eligible_registrants(self):
        result = super().enroll_eligible_registrants()
        if result and result["params"].get("type") == "success":
            for manager in self.program_id.get_managers(constants.MANAGER_NOTIFICATION):
                manager.on_enrolled_in_program(self)
            self.is_enrolled_notification_sent = True
        return result
