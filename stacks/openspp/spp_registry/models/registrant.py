# Part of spp_registry. License LGPL-3.0 or later (see LICENSE).
from odoo import api, fields, models


class Registrant(models.Model):
    _inherit = "res.partner"
    _order = "id DESC"

    disabled = fields.Datetime("Date Disabled")
    disabled_reason = fields.Text()
    disabled_by = fields.Many2one("res.users")
    is_registrant = fields.Boolean("Registrant", index=True)
    is_group = fields.Boolean("Group", index=True)
    family_name = fields.Char()
    given_name = fields.Char()
    phone_number_ids = fields.One2many("spp.phone.number", "partner_id", "Phone Numbers")
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    registration_date = fields.Date(default=fields.Date.context_today)
    group_membership_ids = fields.One2many("spp.group.membership", "group")
    individual_membership_ids = fields.One2many("spp.group.membership", "individual")

    @api.onchange("phone_number_ids")
    def phone_number_ids_change(self):
        numbers = self.phone_number_ids.filtered(lambda number: not number.disabled)
        self.phone = ",".join(numbers.mapped("phone_no"))

    def enable_registrant(self):
        for registrant in self.filtered("disabled"):
            registrant.update({"disabled": None, "disabled_by": None, "disabled_reason": None})
