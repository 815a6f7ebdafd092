# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
import re

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...groups import ADMINISTRATOR

# How many digits must follow the country's code, for the search to look for them without the code, too.
_NATIONAL_LEAST = 3


class SmsWiservMessage(models.Model):
    """A search for messages by a part of the number, in whichever form it is typed and was sent."""

    _inherit = "sms.wiserv.message"

    number_part = fields.Char(
        "Phone",
        compute="_compute_number_part",
        search="_search_number_part",
        groups=ADMINISTRATOR,
        exportable=False,
    )

    # A search reads this index only, which has a twentieth of the messages' size.
    _number_index = models.Index("(number, id)")

    @api.depends("number")
    def _compute_number_part(self):
        for message in self:
            message.number_part = message.number

    def _search_number_part(self, operator, value):
        if operator != "ilike" or not isinstance(value, str):
            return Domain("number", operator, value)
        # Odoo checks access in searches for stored fields only.
        self._check_field_access(self._fields["number"], "read")
        parts = self._parts_of_numbers(value)

        def found(messages, alias, _query):
            # `like` takes a fifth of the time of `ilike`. With an array, PostgreSQL finds all ids by the index first;
            # otherwise it would read the messages from the newest on until enough match.
            ids = messages.sudo()._search(Domain.OR(Domain("number", "like", part) for part in parts))
            return SQL("%s = ANY(ARRAY(%s))", SQL.identifier(alias, "id"), ids.select())

        return Domain.custom(to_sql=found)

    @api.model
    def _parts_of_numbers(self, typed):
        """Return the digits to look for, each a part of a number in another form.

        Of ``0917 123`` and ``917-123`` that is ``917123``, of ``+63 917 123`` also ``63917123``; none without a digit.
        """
        digits = re.sub(r"\D", "", typed)
        parts = {digits.lstrip("0") or digits}
        if typed.strip().startswith(("+", "00")):
            code = str(self.env.company.country_id.phone_code or "")
            national = digits.lstrip("0").removeprefix(code)
            if code and len(national) >= _NATIONAL_LEAST:
                parts.add(national)
        return sorted(parts - {""})
