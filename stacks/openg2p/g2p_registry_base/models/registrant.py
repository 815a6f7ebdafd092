# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
import re

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain


class G2PRegistrant(models.Model):
    _inherit = "res.partner"

    address = fields.Text()
    disabled = fields.Datetime("Date Disabled")
    disabled_reason = fields.Text("Reason for Disabling")
    disabled_by = fields.Many2one("res.users")
    reg_ids = fields.One2many("g2p.reg.id", "partner_id", "Registrant IDs")
    is_registrant = fields.Boolean()
    is_group = fields.Boolean()
    name = fields.Char(index=True)
    related_1_ids = fields.One2many("g2p.reg.rel", "destination", "Related to registrant 1")
    related_2_ids = fields.One2many("g2p.reg.rel", "source", "Related to registrant 2")
    phone_number_ids = fields.One2many("g2p.phone.number", "partner_id", "Phone Numbers")
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    registration_date = fields.Date(default=fields.Date.today)
    tags_ids = fields.Many2many("g2p.registrant.tags", string="Registrant Tags")
    civil_status = fields.Char()
    occupation = fields.Char()
    income = fields.Float()
    district = fields.Many2one("g2p.district")

    @api.onchange("phone_number_ids")
    def phone_number_ids_change(self):
        """Nothing but this onchange fills `phone`: neither create and write nor disabling a number do."""
        usable = self.phone_number_ids.filtered(lambda number: not number.disabled)
        self.phone = ",".join(usable.mapped("phone_no"))

    def enable_registrant(self):
        for registrant in self.filtered("disabled"):
            registrant.update({"disabled": None, "disabled_by": None, "disabled_reason": None})

    @api.constrains("registration_date")
    def _check_registration_date(self):
        for registrant in self.filtered("registration_date"):
            if registrant.registration_date > fields.Date.today():
                raise ValidationError(self.env._("Nobody can be registered in the future."))
            born = "birthdate" in registrant and registrant.birthdate
            if born and registrant.registration_date < born:
                raise ValidationError(self.env._("Nobody can be registered before birth."))

    @api.constrains("phone")
    def _onchange_phone_validation(self):
        for registrant in self:
            self._validate_phone(registrant.phone, self.env._("This is no phone number."))

    def _validate_phone(self, number, error_message):
        """Only the beginning is matched, of all joined numbers."""
        pattern = self.env["ir.config_parameter"].get_param("g2p_registry.phone_regex")
        if pattern and number and not re.match(pattern, number):
            raise ValidationError(error_message)

    def unlink(self):
        result = super().unlink()
        user = self.env.user
        is_admin = user.has_group("g2p_registry_base.group_g2p_admin") or user._is_admin()
        if user.has_group("g2p_registry_base.group_g2p_registrar") and not is_admin:
            raise UserError(self.env._("Only administrators delete registrants."))  # pylint: disable=no-raise-unlink
        return result

    def _check_company_domain(self, companies):
        domain = super()._check_company_domain(companies)
        return Domain.OR([domain, [("company_id", "=", self.env.company.id)]])
