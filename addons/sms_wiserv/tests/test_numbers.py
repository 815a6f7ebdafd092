# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo.tests import TransactionCase

from ..wire import mask


class TestNumbers(TransactionCase):
    """How a number that was found is sent; which one is found: ``test_phone_number.py``."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env["res.company"].create(
            {"name": "Relief Fund", "country_id": cls.env.ref("base.ph").id}
        )

    def sent(self, phone, number_format="registered", **values):
        """Return ``(number as sent, E.164)`` of a registrant with this phone."""
        partner = self.env["res.partner"].create({"name": "Ana Reyes", "phone": phone, **values})
        sender = self.env["sms.wiserv.sender"].create(
            {"name": "Numbers", "company_id": self.company.id, "number_format": number_format}
        )
        return sender._usable_number(partner, [partner.phone])[:2]

    def test_a_masked_number_shows_first_and_last_digits(self):
        self.assertEqual(mask("09171234567"), "0917•••4567")
        self.assertEqual(mask("+639171234567"), "+639•••4567")
        self.assertEqual(mask("12345"), "•••45", "too short to hide anything in the middle")
        self.assertEqual(mask(False), "•••")

    def test_as_registered_changes_separators_only(self):
        for phone, number in {
            "0917 123 4567": "09171234567",
            "+63 917 123 4567": "+639171234567",
            "0063 917 123 4567": "00639171234567",
            "63 917 123 4567": "639171234567",
        }.items():
            self.assertEqual(self.sent(phone), (number, "+639171234567"))

    def test_national_and_international(self):
        for phone in ("0917 123 4567", "+63 917 123 4567", "0063 917 123 4567", "+63 (0)917 1234567"):
            self.assertEqual(self.sent(phone, "national"), ("09171234567", "+639171234567"))
            self.assertEqual(self.sent(phone, "international"), ("+639171234567", "+639171234567"))

    def test_a_foreign_number_keeps_its_country_whatever_the_format(self):
        for number_format in ("registered", "national", "international"):
            self.assertEqual(self.sent("+44 7400 123456", number_format)[0], "+447400123456")

    def test_the_registrants_country_goes_before_the_companys(self):
        british = self.env.ref("base.uk").id
        self.assertEqual(
            self.sent("07400 123456", "international", country_id=british), ("+447400123456", "+447400123456")
        )
        self.assertEqual(
            self.sent("07400 123456", "national", country_id=british), ("07400123456", "+447400123456")
        )
        self.assertEqual(self.sent("07400 123456", "international"), ("", ""))
