# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import models
from odoo.exceptions import UserError

from odoo.addons.g2p_programs.models import constants
from odoo.addons.g2p_programs.models.actions import notification


class G2PProgram(models.Model):
    _inherit = "g2p.program"

    def notify_eligible_beneficiaries(self):
        """Every manager gets all who wait as a list, which may be empty; the first of them alone is flagged."""
        members = self.program_membership_ids
        waiting = [
            one for one in members if one.state == "enrolled" and not one.is_enrolled_notification_sent
        ]
        managers = self.get_managers(constants.MANAGER_NOTIFICATION)
        if not managers:
            raise UserError(self.env._("This program has nobody who tells."))
        for manager in managers:
            if manager:
                manager.on_enrolled_in_program(waiting)
        for member in waiting:
            member.is_enrolled_notification_sent = True
            answer = notification(self.env._("Notification"), self.env._("Notified."), sticky=True)
            del answer["params"]["type"]
            return answer
