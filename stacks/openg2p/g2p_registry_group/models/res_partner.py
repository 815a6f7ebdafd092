# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import fields, models


class G2PGroupKind(models.Model):
    _name = "g2p.group.kind"
    _description = "Kind of Group"

    name = fields.Char(required=True)


class ResPartner(models.Model):
    _inherit = "res.partner"

    # Of the group itself, not of a member.
    kind = fields.Many2one("g2p.group.kind")
    is_partial_group = fields.Boolean()
