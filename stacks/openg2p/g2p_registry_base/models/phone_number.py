# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
import re

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class G2PPhoneNumber(models.Model):
    _name = "g2p.phone.number"
    _description = "Phone Number"
    _order = "id desc"
    _rec_name = "phone_no"

    partner_id = fields.Many2one(
        "res.partner", "Registrant", required=True, domain=[("is_registrant", "=", True)]
    )
    phone_no = fields.Char("Phone Number", required=True)
    phone_sanitized = fields.Char(compute="_compute_phone_sanitized", store=True)
    date_collected = fields.Date(default=fields.Date.today)
    disabled = fields.Datetime("Date Disabled")
    disabled_by = fields.Many2one("res.users")
    country_id = fields.Many2one("res.country")

    @api.depends("phone_no", "country_id")
    def _compute_phone_sanitized(self):
        """An impossible number stops whoever writes it."""
        for number in self:
            number.phone_sanitized = number.phone_no and number._phone_format(
                number=number.phone_no, country=number.country_id, force_format="E164", raise_exception=True
            )

    @api.onchange("date_collected")
    def _check_date_collected(self):
        if any(number.date_collected and number.date_collected > fields.Date.today() for number in self):
            raise ValidationError(self.env._("A number cannot be collected in the future."))

    @api.onchange("phone_no", "country_id")
    def _onchange_phone_validation(self):
        """The company's country counts, not the number's. An impossible number becomes False before the match."""
        pattern = self.env["ir.config_parameter"].get_param("g2p_registry.phone_regex")
        if self.phone_no:
            self.phone_no = self.env[self._name]._phone_format(number=self.phone_no)
            if pattern and not re.match(pattern, self.phone_no):
                raise ValidationError(self.env._("This is no phone number."))

    def disable_phone(self):
        for number in self.filtered(lambda number: not number.disabled):
            number.update({"disabled": fields.Datetime.now(), "disabled_by": self.env.user})

    def enable_phone(self):
        for number in self.filtered("disabled"):
            number.update({"disabled": None, "disabled_by": None})
