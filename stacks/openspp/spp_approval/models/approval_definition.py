# Part of spp_approval. License LGPL-3.0 or later (see LICENSE).
from odoo import fields, models


class ApprovalDefinition(models.Model):
    _name = "spp.approval.definition"
    _description = "Approval Definition"

    name = fields.Char(required=True)
    model_id = fields.Many2one("ir.model", ondelete="cascade")
    approval_type = fields.Selection([("user", "User"), ("group", "Group")], default="group")
    approval_group_id = fields.Many2one("res.groups")
