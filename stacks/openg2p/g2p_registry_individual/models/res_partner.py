# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import api, fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    family_name = fields.Char()
    given_name = fields.Char()
    addl_name = fields.Char()
    birthdate = fields.Date()

    @api.onchange("is_group", "family_name", "given_name", "addl_name")
    def name_change(self):
        for person in self.filtered(lambda partner: not partner.is_group and partner.family_name):
            person.name = f"{person.family_name}, {person.given_name or ''} {person.addl_name or ''} ".upper()
