# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import api, fields, models


class SmsWiservSender(models.Model):
    """A sender of a program belongs to the program's company."""

    _inherit = "sms.wiserv.sender"

    manager_ids = fields.One2many("g2p.program.notification.manager.wiserv", "sender_id")
    program_id = fields.Many2one("g2p.program", compute="_compute_program_id", store=True, index=True)
    company_id = fields.Many2one(compute="_compute_company_id", store=True, readonly=False)

    @api.depends("manager_ids.program_id")
    def _compute_program_id(self):
        for sender in self:
            sender.program_id = sender.manager_ids.program_id[:1]

    @api.depends("program_id.company_id")
    def _compute_company_id(self):
        for sender in self:
            sender.company_id = sender.program_id.company_id or sender.company_id or self.env.company
