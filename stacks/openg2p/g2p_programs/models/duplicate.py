# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import fields, models


class G2PDuplicateProgramMembership(models.Model):
    _name = "g2p.program.membership.duplicate"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _description = "Program Membership Duplicate"
    _order = "id desc"

    beneficiary_ids = fields.Many2many("g2p.program_membership", string="Beneficiaries")
    state = fields.Selection([("duplicate", "Duplicate"), ("not_duplicate", "Not Duplicate")])
    deduplication_manager_id = fields.Integer()
    reason = fields.Char()
    comment = fields.Text()
