# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""The program in the engine's reports."""

from odoo import api, fields, models
from odoo.tools import SQL


class SmsWiservTotal(models.Model):
    _inherit = "sms.wiserv.total"

    program_id = fields.Many2one("g2p.program", ondelete="set null", index="btree_not_null")

    @api.model
    def _columns(self):
        return {**super()._columns(), "program_id": SQL("sender.program_id")}


class SmsWiservReport(models.Model):
    _inherit = "sms.wiserv.report"
    _depends = {"sms.wiserv.sender": ["program_id"]}

    program_id = fields.Many2one("g2p.program", readonly=True)


class SmsWiservPerson(models.Model):
    _inherit = "sms.wiserv.person"
    _depends = {
        "g2p.program_membership": ["program_id", "partner_id", "state"],
        "sms.wiserv.sender": ["program_id"],
    }

    program_id = fields.Many2one("g2p.program", readonly=True)

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

    @api.model
    def _columns(self):
        return {**super()._columns(), "program_id": SQL("sender.program_id")}
