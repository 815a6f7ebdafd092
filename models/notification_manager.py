# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import api, models
from odoo.exceptions import ValidationError

SENDER = "g2p.program.notification.manager.wiserv"


class ProgramNotificationManager(models.Model):
    _inherit = "g2p.program.notification.manager"

    @api.model
    def _selection_manager_ref_id(self):
        selection = super()._selection_manager_ref_id()
        sender = (SENDER, "Wiserv SMS Notification")
        return selection if sender in selection else [*selection, sender]

    @api.constrains("program_id", "manager_ref_id")
    def _check_wiserv_company(self):
        programs = self.env["g2p.program"].sudo()
        programs.search([("notification_managers", "in", self.ids)])._check_wiserv_company()
        for manager in self.sudo():
            manager.program_id._check_wiserv_sender(manager)


class Program(models.Model):
    _inherit = "g2p.program"

    @api.constrains("notification_managers", "company_id")
    def _check_wiserv_company(self):
        """Keep a program from sending over another company's account, whichever way it came by the sender."""
        for program in self.sudo():
            for manager in program.notification_managers:
                program._check_wiserv_sender(manager)

    def _check_wiserv_sender(self, manager):
        sender = manager.manager_ref_id
        if self and sender and sender._name == SENDER and sender.company_id != self.company_id:
            raise ValidationError(
                self.env._(
                    "%(sender)s belongs to another company than %(program)s.",
                    sender=sender.display_name,
                    program=self.display_name,
                )
            )
