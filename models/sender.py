# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import fields, models


class SmsWiservSender(models.Model):
    """A sender of a program belongs to the program's company."""

    _inherit = "sms.wiserv.sender"

    _wiserv_belongs_to = "program_id"

    manager_ids = fields.One2many("g2p.program.notification.manager.wiserv", "sender_id")
    program_id = fields.Many2one(related="manager_ids.program_id", store=True, index=True)
