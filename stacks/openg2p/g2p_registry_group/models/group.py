# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import fields, models


class G2PGroup(models.Model):
    _inherit = "res.partner"

    # Of the group as a whole. What a member is to the group is the `kind` of the membership.
    kind = fields.Many2one("g2p.group.kind")
    is_partial_group = fields.Boolean("Partial Group")
    kind_as_str = fields.Char("Name of the Kind", related="kind.name")


class G2PGroupKind(models.Model):
    _name = "g2p.group.kind"
    _description = "Group Kind"
    _order = "id desc"

    name = fields.Char("Kind")
