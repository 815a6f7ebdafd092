# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import models

from ...tools.phone_number import PhoneNumber, as_in_country, find_number, is_mobile, plain_number


class SmsWiservSender(models.Model):
    """Who is told by SMS, and at which number."""

    _inherit = "sms.wiserv.sender"

    def _recipients(self, door, event, people):
        """Find who may be told, and can be.

        :param door: whose hooks decide
        :param dict people: ``{record: partner}``
        :return: ``({record id: number as it is sent}, {record id: reason to skip it})``
        """
        partners = self.env["res.partner"].union(*people.values())
        partners.fetch(door._fetched())
        reasons = dict.fromkeys(partners - self._of_company(partners), "other_company")
        reasons |= door._skip_reasons(self, event, partners)
        # By id from here on: to look up a record takes several times as long.
        reasons = {partner.id: reason for partner, reason in reasons.items()}
        phones = door._phones(partners - partners.browse(reasons))
        # Read once: a company's country is computed anew each time.
        country = self._wiserv_company().country_id
        found = {
            partner.id: self._usable_number(partner, texts, country) for partner, texts in phones.items()
        }
        blacklisted = self._blacklisted(e164 for _number, e164, _reason in found.values() if e164)
        numbers, skipped = {}, {}
        for record, partner in people.items():
            if partner.id in reasons:
                skipped[record.id] = reasons[partner.id]
                continue
            number, e164, reason = found[partner.id]
            if e164 in blacklisted:
                reason = "blacklisted"
            if reason:
                skipped[record.id] = reason
            else:
                numbers[record.id] = number
        return numbers, skipped

    def _of_company(self, people):
        """Return those of ``people`` whom the company may see, by the record rules that speak of companies.

        Ids of other companies' people may have been written where nobody asked for them.
        """
        company = self._wiserv_company()
        if people.company_id <= company:
            return people
        others = people.filtered(lambda partner: partner.company_id not in (company, company.browse()))
        domain = self.env["ir.rule"]._wiserv_domain(people._name, company)
        return people - (others - others.filtered_domain(domain))

    def _usable_number(self, partner, texts, country=None):
        """Return the first number that can get an SMS ``(as it is to be sent, in E.164, "")``, or ``("", "", reason)``.

        A text without one is as good as an empty one.

        :param partner: whose country counts
        :param country: that of who has none; the company's
        :param texts: texts of phone fields, perhaps with several numbers each
        """
        country = partner.country_id or country or self._wiserv_company().country_id
        reasons = {"no_number"}
        for text in texts:
            number = self._sanitized_number(partner, text, country)
            if not number:
                number, reason = find_number(text, country.code)
                reasons.add(reason)
            if number:
                return self._as_sent(number, country), number.e164, ""
        # Of several reasons the most specific one.
        return "", "", next(reason for reason in ("landline", "bad_number", "no_number") if reason in reasons)

    def _sanitized_number(self, partner, text, country):
        """Return what Odoo found when the number was entered if that spares a closer look, else None.

        That is where it says the same: one mobile number of the same country, with every digit that is written.
        """
        if not text or not country or text != partner.phone:
            return None
        e164, code, written = partner.phone_sanitized, str(country.phone_code), plain_number(text)
        if not written or not e164 or not is_mobile(e164, code, country.code):
            return None
        national = e164[len(code) + 1 :]
        same = written in (f"0{national}", national, e164, f"{code}{national}")
        return PhoneNumber(written, e164) if same else None

    def _as_sent(self, number, country):
        if self.number_format == "registered":
            return number.dialled
        return as_in_country(number, country.code) if self.number_format == "national" else number.e164

    def _blacklisted(self, numbers):
        """Return those of ``numbers``, all in E.164, that are on the blacklist."""
        self.env["phone.blacklist"].flush_model(["number", "active"])
        # The model's own search would parse each number again, and the cursor's `execute` may log them.
        cr = self.env.cr._obj
        cr.execute("SELECT number FROM phone_blacklist WHERE active AND number = ANY(%s)", (list(numbers),))
        return {number for (number,) in cr.fetchall()}
