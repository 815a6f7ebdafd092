# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""Where *Send SMS to Beneficiaries* is: on programs, cycles, and lists of their beneficiaries."""

from odoo import models
from odoo.exceptions import UserError

from .announcement import MEMBER

ANNOUNCEMENT_MODEL = "g2p.wiserv.announcement"


class G2PProgram(models.Model):
    _inherit = "g2p.program"

    def action_wiserv_announce(self):
        """Write to the program's beneficiaries."""
        self.ensure_one()
        return self.env[ANNOUNCEMENT_MODEL]._open_for(self)


class G2PCycle(models.Model):
    _inherit = "g2p.cycle"

    def action_wiserv_announce(self):
        """Write to the cycle's beneficiaries."""
        self.ensure_one()
        self.check_access("read")
        return self.env[ANNOUNCEMENT_MODEL]._open_for(self.program_id, cycle=self)


class G2PProgramMembership(models.Model):
    _inherit = "g2p.program_membership"

    def action_wiserv_announce(self):
        """Write to the selected beneficiaries."""
        self.check_access("read")
        if len(self.program_id) != 1:
            raise UserError(self.env._("Select beneficiaries of one program."))
        return self.env[ANNOUNCEMENT_MODEL]._open_for(self.program_id, self)


class G2PCycleMembership(models.Model):
    _inherit = "g2p.cycle.membership"

    def action_wiserv_announce(self):
        """Write to the selected beneficiaries."""
        self.check_access("read")
        if len(self.cycle_id) != 1:
            raise UserError(self.env._("Select beneficiaries of one cycle."))
        program = self.cycle_id.program_id
        members = self.env[MEMBER].search(
            [("program_id", "=", program.id), ("partner_id", "in", self.partner_id.ids)]
        )
        if not members:
            raise UserError(self.env._("These people are not in the program %s any more.", program.name))
        return self.env[ANNOUNCEMENT_MODEL]._open_for(program, members, self.cycle_id)
