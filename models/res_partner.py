# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from phonenumbers import PhoneNumberFormat, format_number, parse

from odoo import models

from ..tools.phone_number import dialled, dialled_numbers

NUMBER_FORMATS = [
    ("registered", "As registered"),
    ("national", "National (09171234567)"),
    ("international", "International (+639171234567)"),
]


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _wiserv_format_number(self, registered, number_format, company):
        """Return the first possible number ``(as it is to be sent, in E.164)``, or ``("", "")``.

        :param registered: the text of a phone field, perhaps with several numbers
        :param number_format: one of :data:`NUMBER_FORMATS`
        :param company: whose country counts where the registrant has none
        """
        country = self.country_id or company.country_id
        number, e164 = self._wiserv_first_possible(registered, country)
        if not number or number_format == "registered":
            return number, e164
        if number_format == "national" and e164.startswith(f"+{country.phone_code}"):
            return dialled(format_number(parse(e164), PhoneNumberFormat.NATIONAL)), e164
        return e164, e164

    def _wiserv_first_possible(self, registered, country):
        """Return the first possible number ``(as dialled, in E.164)``, or ``("", "")``."""
        numbers = dialled_numbers(registered)
        if len(numbers) == 1 and registered == self.phone and country:
            # What Odoo found when the number was entered spares parsing it, if that was for the same country.
            e164 = self.phone_sanitized or ""
            if e164.startswith(f"+{country.phone_code}") and e164.endswith(numbers[0].lstrip("+0")):
                return numbers[0], e164
        for number in numbers:
            if e164 := self._phone_format_number(number, country, force_format="E164"):
                return number, e164
        return "", ""
