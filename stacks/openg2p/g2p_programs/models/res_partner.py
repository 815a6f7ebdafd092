# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    program_membership_ids = fields.One2many("g2p.program_membership", "partner_id")
    entitlement_ids = fields.One2many("g2p.entitlement", "partner_id")
    cycle_ids = fields.One2many("g2p.cycle.membership", "partner_id")
