# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from psycopg2.extras import execute_values

from odoo import models


class WiservRecipients(models.Model):
    """Who is told by SMS, and at which number."""

    _inherit = "g2p.program.notification.manager.wiserv"

    def _recipients(self, records):
        """Find who wants to be told of what happened to ``records``, and can be.

        :param records: records with a ``partner_id``, with all rights
        :return: ``({record id: number as it is sent}, {record id: reason to skip it})``
        """
        partners = records.partner_id
        partners.fetch(["notification_preference", "active", "phone", "is_group", "country_id", "lang"])
        contacts = partners._get_contact_partners("phone")
        company, wanted = self._wiserv_company(), self.notification_types
        numbers, e164, skipped = {}, {}, {}
        for record in records:
            partner = record.partner_id
            contact = contacts[partner]
            if not partner.active:
                skipped[record.id] = "inactive"
            elif partner.notification_preference not in wanted:
                skipped[record.id] = "preference"
            elif not (contact.phone or "").strip():
                skipped[record.id] = "no_number"
            else:
                number, international = contact._wiserv_format_number(
                    contact.phone, self.number_format, company
                )
                if number:
                    numbers[record.id], e164[record.id] = number, international
                else:
                    skipped[record.id] = "bad_number"
        blacklisted = self._blacklisted(e164.values())
        for record_id, international in e164.items():
            if international in blacklisted:
                skipped[record_id] = "blacklisted"
                del numbers[record_id]
        return numbers, skipped

    def _blacklisted(self, numbers):
        """Return those of ``numbers``, all in E.164, that are on the blacklist."""
        self.env["phone.blacklist"].flush_model(["number", "active"])
        # The model's own search would parse each number again, and the cursor's `execute` may log them.
        cr = self.env.cr._obj
        cr.execute("SELECT number FROM phone_blacklist WHERE active AND number = ANY(%s)", (list(numbers),))
        return {number for (number,) in cr.fetchall()}


class WiservSms(models.Model):
    _inherit = "g2p.wiserv.sms"

    def _address_again(self):
        """Give messages the numbers that those whom they are for have now; without a registrant they keep theirs.

        :return: ``{message id: reason}`` of those who are not to be told, or cannot be
        """
        numbers, skipped = {}, {}
        for sender, messages in self.filtered("partner_id").grouped("manager_id").items():
            found, left_out = sender._recipients(messages)
            numbers |= found
            skipped |= left_out
        # Past the cursor's own `execute`, which may log numbers.
        execute_values(
            self.env.cr._obj,
            """UPDATE g2p_wiserv_sms AS message SET number = now.number
                 FROM (VALUES %s) AS now(id, number)
                WHERE message.id = now.id AND message.number IS DISTINCT FROM now.number""",
            list(numbers.items()),
        )
        self.invalidate_recordset(["number"])
        return skipped
