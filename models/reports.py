# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""The program in the engine's reports."""

from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

NO_PROGRAM = _lt("Without Program")


class SmsWiservTotal(models.Model):
    _inherit = "sms.wiserv.total"

    program_id = fields.Many2one("g2p.program", ondelete="set null", index="btree_not_null")

    @api.model
    def _columns(self):
        return {**super()._columns(), "program_id": SQL("sender.program_id")}


class SmsWiservReport(models.Model):
    _inherit = "sms.wiserv.report"
    _depends = {"sms.wiserv.sender": ["program_id"]}

    program_id = fields.Many2one("g2p.program", readonly=True, falsy_value_label=NO_PROGRAM)


class SmsWiservPerson(models.Model):
    _inherit = "sms.wiserv.person"

    program_id = fields.Many2one(related="sender_id.program_id", falsy_value_label=NO_PROGRAM)

    @api.model
    def _people(self):
        """Override of `sms_wiserv`: of a program those who are enrolled, told of something or not."""
        return SQL(
            """SELECT sender.id AS sender_id, member.partner_id
                 FROM sms_wiserv_sender AS sender
                 JOIN g2p_program_membership AS member ON member.program_id = sender.program_id
                WHERE member.state = 'enrolled'
                UNION
               SELECT other.sender_id, other.partner_id
                 FROM (%s) AS other JOIN sms_wiserv_sender AS sender ON sender.id = other.sender_id
                WHERE sender.program_id IS NULL""",
            super()._people(),
        )


class SmsWiservSender(models.Model):
    _inherit = "sms.wiserv.sender"

    def write(self, vals):
        """Override to keep whom another program's sender tells."""
        result = super().write(vals)
        if "program_id" in vals:
            self.env["sms.wiserv.person"].sudo()._look_again(SQL("sender_id = ANY(%s)", self.ids))
        return result


class ProgramMembership(models.Model):
    _inherit = "g2p.program_membership"

    @api.model_create_multi
    def create(self, vals_list):
        """Override of `g2p_programs` to keep who is enrolled."""
        members = super().create(vals_list)
        members._wiserv_keep_people(members.partner_id.ids)
        return members

    def write(self, vals):
        """Override of `g2p_programs` to keep who is enrolled."""
        people = set(self.partner_id.ids) if vals.keys() & {"state", "partner_id", "program_id"} else set()
        result = super().write(vals)
        if people:
            self._wiserv_keep_people(people | set(self.partner_id.ids))
        return result

    def unlink(self):
        """Override of `g2p_programs` to keep who is not enrolled any more."""
        people = self.partner_id.ids
        result = super().unlink()
        self._wiserv_keep_people(people)
        return result

    def _wiserv_keep_people(self, partner_ids):
        self.env["sms.wiserv.person"].sudo()._look_again_at(partner_ids)
