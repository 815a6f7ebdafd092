# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import api, fields, models

from odoo.addons.phone_validation.tools.phone_validation import phone_format


class G2PPhoneNumber(models.Model):
    _name = "g2p.phone.number"
    _description = "Phone Number"
    _rec_name = "phone_no"
    _order = "id desc"

    partner_id = fields.Many2one("res.partner", required=True)
    phone_no = fields.Char(required=True)
    phone_sanitized = fields.Char(compute="_compute_phone_sanitized", store=True)
    date_collected = fields.Date(default=fields.Date.today)
    disabled = fields.Datetime()
    disabled_by = fields.Many2one("res.users")
    country_id = fields.Many2one("res.country")

    @api.depends("phone_no", "country_id")
    def _compute_phone_sanitized(self):
        for number in self:
            country = number.country_id or self.env.company.country_id
            # An impossible number raises.
            number.phone_sanitized = number.phone_no and phone_format(
                number.phone_no, country.code, country.phone_code, force_format="E164", raise_exception=True
            )

    def disable_phone(self):
        for number in self:
            number.update({"disabled": fields.Datetime.now(), "disabled_by": self.env.user.id})

    def enable_phone(self):
        for number in self:
            number.update({"disabled": None, "disabled_by": None})
