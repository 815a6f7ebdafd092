# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import Command, api, models
from odoo.exceptions import ValidationError

from .door import MANAGER


class NotificationManager(models.Model):
    """The entry in a program's list of managers, which points at a manager."""

    _name = "g2p.program.notification.manager"
    _inherit = ["g2p.program.notification.manager", "sms.wiserv.entry"]

    _wiserv_field = "manager_ref_id"
    _wiserv_manager = MANAGER

    @api.model
    def _selection_manager_ref_id(self):
        return self._wiserv_offered(super()._selection_manager_ref_id(), "Wiserv SMS Notification")

    @api.model_create_multi
    def create(self, vals_list):
        """Override of `g2p_programs`: an entry that a form makes for a sender that has one replaces it."""
        entries = super().create(vals_list)
        for entry in entries.sudo()._of_wiserv():
            older = entry.manager_ref_id._entries() - entries
            for program in (
                self.env["g2p.program"].sudo().search([("notification_managers", "in", older.ids)])
            ):
                program.notification_managers = [Command.link(entry.id)]
            older.unlink()
        return entries

    @api.constrains("program_id", "manager_ref_id")
    def _check_wiserv_program(self):
        programs = self.env["g2p.program"].sudo()
        programs.search([("notification_managers", "in", self.ids)])._check_wiserv_senders()
        for entry in self.sudo()._of_wiserv():
            entry.program_id._check_wiserv_sender(entry)


class Program(models.Model):
    _name = "g2p.program"
    _inherit = ["g2p.program", "sms.wiserv.owner"]

    def write(self, vals):
        """Override of `g2p_programs` to forget entries that were replaced."""
        result = super().write(vals)
        if "notification_managers" in vals:
            self.invalidate_recordset(["notification_managers"])
        return result

    @api.constrains("notification_managers")
    def _check_wiserv_senders(self):
        """Keep a program from sending by another one's sender, whichever way it came by it."""
        for program in self.sudo():
            for entry in program.notification_managers._of_wiserv():
                program._check_wiserv_sender(entry)

    def _check_wiserv_sender(self, entry):
        sender = entry.manager_ref_id
        if self and sender.program_id != self:
            raise ValidationError(
                self.env._(
                    "%(sender)s is the sender of another program than %(program)s. Add a sender of its own.",
                    sender=sender.name,
                    program=self.name,
                )
            )
