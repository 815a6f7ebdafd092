# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import api, fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    address = fields.Text()
    disabled = fields.Datetime()
    disabled_reason = fields.Text()
    disabled_by = fields.Many2one("res.users")
    is_registrant = fields.Boolean()
    is_group = fields.Boolean()
    name = fields.Char(index=True)
    phone_number_ids = fields.One2many("g2p.phone.number", "partner_id")
    company_id = fields.Many2one(required=True, default=lambda self: self.env.company)
    registration_date = fields.Date(default=fields.Date.today)

    @api.onchange("phone_number_ids")
    def phone_number_ids_change(self):
        """The only place that fills `phone` from the list: a form."""
        usable = self.phone_number_ids.filtered(lambda number: not number.disabled)
        self.phone = ",".join(number.phone_no for number in usable if number.phone_no)

    def enable_registrant(self):
        for registrant in self:
            registrant.update({"disabled": None, "disabled_by": None, "disabled_reason": None})
