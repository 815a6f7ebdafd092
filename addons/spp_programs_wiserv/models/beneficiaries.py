# Part of spp_programs_wiserv. License LGPL-3.0 or later (see LICENSE).
"""Somebody's own words to beneficiaries, in Odoo's dialog: they go as every SMS of the company does."""

from odoo import models
from odoo.exceptions import UserError

from odoo.addons.sms_wiserv.tools.format_number import format_number

from .door import DOOR


class Program(models.Model):
    _inherit = "spp.program"

    def action_wiserv_send_sms(self):
        """Write to the enrolled beneficiaries; see below."""
        return self.get_beneficiaries("enrolled").action_wiserv_send_sms()


class ProgramMembership(models.Model):
    _inherit = "spp.program.membership"

    def action_wiserv_send_sms(self):
        """Write to those of these people whom the channels of their programs tell.

        :raise UserError: there is nobody among them
        """
        self.check_access("read")
        # Memberships have no rule of companies; programs have.
        self.program_id.check_access("read")
        told, senders = self.env["res.partner"], self.env["sms.wiserv.sender"]
        for program, members in self.grouped("program_id").items():
            sender = program.sudo()._wiserv_managers().sender_id[:1]
            senders |= sender
            left_out = self.env[DOOR].sudo()._skip_reasons(sender, "sms", members.sudo().partner_id)
            told |= members.partner_id.filtered(lambda partner, left_out=left_out: partner not in left_out)
        if not told:
            raise UserError(
                self.env._("There is nobody to write to: see on the program's channel who is told.")
            )
        counts = {"told": len(told), "all": len(self.partner_id)}
        counts = {name: format_number(self.env, count) for name, count in counts.items()}
        title = self.env._("Send SMS to %(told)s of %(all)s Beneficiaries", **counts)
        # To members of several programs goes one SMS, which is none of them's alone.
        of_program = senders if len(self.program_id) == 1 else None
        return told._wiserv_composer(title, mass=True, sender=of_program)
