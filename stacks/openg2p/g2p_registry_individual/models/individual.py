# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class G2PIndividual(models.Model):
    _inherit = "res.partner"

    family_name = fields.Char()
    given_name = fields.Char()
    addl_name = fields.Char("Additional Name")
    birth_place = fields.Char()
    birthdate_not_exact = fields.Boolean("Approximate Birthdate")
    birthdate = fields.Date("Date of Birth")
    age = fields.Char(compute="_compute_calc_age", size=50)
    gender = fields.Selection(lambda self: self._get_dynamic_selection())

    def _get_dynamic_selection(self):
        return [(gender.value, gender.code) for gender in self.env["gender.type"].search([])]

    @api.onchange("is_group", "family_name", "given_name", "addl_name")
    def name_change(self):
        """A space stays at the end; without any part the name is emptied."""
        if not self.is_group:
            family = f"{self.family_name}, " if self.family_name else ""
            others = "".join(f"{part} " for part in (self.given_name, self.addl_name) if part)
            self.name = (family + others).upper()

    @api.depends("birthdate")
    def _compute_calc_age(self):
        today = fields.Date.to_date(fields.Datetime.now())
        for person in self:
            born = person.birthdate
            person.age = str(relativedelta(today, born).years) if born else "No Birthdate!"

    @api.onchange("birthdate")
    def _birthdate_onchange(self):
        if any(person.birthdate and person.birthdate > fields.Date.today() for person in self):
            raise ValidationError(self.env._("Nobody can be born in the future."))
