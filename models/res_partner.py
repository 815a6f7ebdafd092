# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import models

from ..tools.phone_number import dialled, split_numbers

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
        for number in split_numbers(registered):
            e164 = self._phone_format_number(number, country, force_format="E164")
            if not e164:
                continue
            if number_format == "registered":
                return dialled(number), e164
            if number_format == "national" and e164.startswith(f"+{country.phone_code}"):
                return dialled(self._phone_format_number(number, country, force_format="NATIONAL")), e164
            return e164, e164
        return "", ""
