# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import models
from odoo.exceptions import UserError


class G2PProgram(models.Model):
    _inherit = "g2p.program"

    def notify_eligible_beneficiaries(self):
        """All waiting members are handed on as a list; one is flagged."""
        self.ensure_one()
        waiting = [
            member
            for member in self.program_membership_ids
            if member.state == "enrolled" and not member.is_enrolled_notification_sent
        ]
        managers = self.get_managers(self.MANAGER_NOTIFICATION)
        if not managers:
            raise UserError(self.env._("No Notification Manager defined."))
        for manager in managers:
            manager.on_enrolled_in_program(waiting)
        for member in waiting:
            member.is_enrolled_notification_sent = True
            return {
                "type": "ir.actions.client",
                "tag": "display_notification",
                "params": {"message": self.env._("Notified"), "sticky": False},
            }
        return None
