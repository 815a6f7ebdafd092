# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import models

from ...tools.phone_number import PhoneNumber, as_in_country, find_number, is_mobile, plain_number


class SmsWiservSender(models.Model):
    """Who is told by SMS, and at which number."""

    _inherit = "sms.wiserv.sender"

    def _recipients(self, door, event, people):
        """Find out who may be told, and at which number.

        :param door: its hooks ``_skip_reasons`` and ``_phones`` decide
        :param str event: a value of the message's field ``event``
        :param dict people: ``{record: partner}``
        :return: ``({record id: number as it is sent}, {record id: reason to skip it})``
        """
        partners = self.env["res.partner"].union(*people.values())
        partners.fetch(door._fetched())
        reasons = dict.fromkeys(partners - self._of_company(partners), "other_company")
        reasons |= door._skip_reasons(self, event, partners)
        # By id from here on: using records as keys takes several times as long.
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
        """Return those of ``people`` whom the sender's company may see, by the record rules about companies.

        Records may point at people of other companies: some fields of the real systems are written without a check.
        """
        company = self._wiserv_company()
        if people.company_id <= company:
            return people
        others = people.filtered(lambda partner: partner.company_id not in (company, company.browse()))
        domain = self.env["ir.rule"]._wiserv_domain(people._name, company)
        return people - (others - others.filtered_domain(domain))

    def _usable_number(self, partner, texts, country=None):
        """Return the first number that can get an SMS.

        :param partner: whose number it is; the country of numbers without a country code is theirs
        :param texts: texts of phone fields, perhaps with several numbers each; those without a number are passed over
        :param country: for partners without a country; None: the company's
        :return: ``(number as it is sent, number in E.164, "")``, or ``("", "", reason)``
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
        # The most specific of several reasons.
        return "", "", next(reason for reason in ("landline", "bad_number", "no_number") if reason in reasons)

    def _sanitized_number(self, partner, text, country):
        """Return the PhoneNumber of a text for which Odoo's ``phone_sanitized`` is certainly right, else None.

        It spares parsing: the text is a single mobile number of the country, and has the same digits.
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
        # In SQL: the model's own search parses each number again. Past the cursor's `execute`, which may log them.
        cr = self.env.cr._obj
        cr.execute("SELECT number FROM phone_blacklist WHERE active AND number = ANY(%s)", (list(numbers),))
        return {number for (number,) in cr.fetchall()}
