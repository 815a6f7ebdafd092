# Part of spp_registry. License LGPL-3.0 or later (see LICENSE).
from odoo import api, fields, models

from odoo.addons.phone_validation.tools import phone_validation


class PhoneNumber(models.Model):
    _name = "spp.phone.number"
    _description = "Phone Number"
    _order = "id desc"
    _rec_name = "phone_no"

    partner_id = fields.Many2one("res.partner", "Registrant", required=True, index=True)
    phone_no = fields.Char("Phone Number", required=True)
    phone_sanitized = fields.Char(compute="_compute_phone_sanitized", store=True)
    date_collected = fields.Date(default=fields.Date.today)
    disabled = fields.Datetime("Date Disabled")
    disabled_by = fields.Many2one("res.users")
    country_id = fields.Many2one("res.country")

    @api.depends("phone_no", "country_id")
    def _compute_phone_sanitized(self):
        for number in self:
            # A number that cannot be one stays as it was written.
            country = number.country_id or self.env.company.country_id
            number.phone_sanitized = phone_validation.phone_format(
                number.phone_no, country.code, country.phone_code, force_format="E164", raise_exception=False
            )

    def disable_phone(self):
        for number in self.filtered(lambda number: not number.disabled):
            number.update({"disabled": fields.Datetime.now(), "disabled_by": self.env.user})

    def enable_phone(self):
        for number in self.filtered("disabled"):
            number.update({"disabled": None, "disabled_by": None})
