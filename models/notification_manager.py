# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import api, models
from odoo.exceptions import ValidationError


class ProgramNotificationManager(models.Model):
    _inherit = "g2p.program.notification.manager"

    @api.model
    def _selection_manager_ref_id(self):
        selection = super()._selection_manager_ref_id()
        sender = ("g2p.program.notification.manager.wiserv", "Wiserv SMS Notification")
        return selection if sender in selection else [*selection, sender]

    @api.constrains("program_id", "manager_ref_id")
    def _check_wiserv_company(self):
        """Keep a program from sending over another company's account."""
        for manager in self.sudo():
            sender, company = manager.manager_ref_id, manager.program_id.company_id
            if not company or not sender or sender._name != "g2p.program.notification.manager.wiserv":
                continue
            if sender.company_id != company:
                raise ValidationError(
                    self.env._(
                        "%(sender)s belongs to another company than %(program)s.",
                        sender=sender.display_name,
                        program=manager.program_id.display_name,
                    )
                )
