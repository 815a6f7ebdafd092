# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from phonenumbers import PhoneNumberFormat, format_number

from odoo import models
from odoo.addons.phone_validation.tools.phone_validation import phone_parse
from odoo.exceptions import UserError

from ..tools.phone_number import dialled, dialled_numbers

NUMBER_FORMATS = [
    ("registered", "As registered"),
    ("national", "National (09171234567)"),
    ("international", "International (+639171234567)"),
]


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _wiserv_format_number(self, registered, number_format, company):
        """Return ``(number as it is to be sent, the same in E.164)`` of the first possible number, or ``("", "")``.

        :param registered: the text of a phone field, perhaps with several numbers
        :param number_format: one of :data:`NUMBER_FORMATS`
        :param company: whose country counts where the registrant has none
        """
        country = self.country_id or company.country_id
        for number in dialled_numbers(registered):
            try:
                # As `_phone_format_number` does, which would parse once for each form.
                parsed = phone_parse(number, country.code)
            except UserError:
                continue
            e164 = format_number(parsed, PhoneNumberFormat.E164)
            if number_format == "registered":
                return number, e164
            if number_format == "national" and parsed.country_code == country.phone_code:
                return dialled(format_number(parsed, PhoneNumberFormat.NATIONAL)), e164
            return e164, e164
        return "", ""
