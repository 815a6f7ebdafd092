# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from unittest.mock import patch

from odoo.tests import TransactionCase

from odoo.addons.phone_validation.tools import phone_validation

from ..tools.phone_number import dialled_numbers, mask


class TestNumbers(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env["res.company"].create(
            {"name": "Relief Fund", "country_id": cls.env.ref("base.ph").id}
        )

    def sent(self, phone, number_format="registered", **values):
        """Return ``(number as sent, E.164)`` of a registrant with this phone."""
        partner = self.env["res.partner"].create({"name": "Ana Reyes", "phone": phone, **values})
        return partner._wiserv_format_number(partner.phone, number_format, self.company)

    def test_what_people_write_is_reduced_to_what_is_dialled(self):
        for written, numbers in {
            "09171234567": ["09171234567"],
            " 0917-123-4567 ": ["09171234567"],
            "(0917) 123.4567": ["09171234567"],
            "+63 (0)917 123 4567": ["+639171234567"],
            "(+63) 917 123 4567": ["+639171234567"],
            "＋63 917 123 4567": ["+639171234567"],
            "٠٩١٧١٢٣٤٥٦٧": ["09171234567"],
            "0917\u00a0123\u20114567": ["09171234567"],
            "mobile: 0917 123 4567": ["09171234567"],
            "0917 123 4567 (home)": ["09171234567"],
            "0917 123 4567 ext. 12": ["09171234567", "12"],
            "0917 123 4567, 0918 123 4567": ["09171234567", "09181234567"],
            "0917 123 4567/0918 123 4567": ["09171234567", "09181234567"],
            "0917 123 4567; 0918 123 4567": ["09171234567", "09181234567"],
            "0917 123 4567 or 0918 123 4567": ["09171234567", "09181234567"],
            "0917 123 4567\n0918 123 4567": ["09171234567", "09181234567"],
            "0917 123 4567 +63 918 123 4567": ["09171234567", "+639181234567"],
            "none": [],
            "": [],
            False: [],
        }.items():
            with self.subTest(written):
                self.assertEqual(dialled_numbers(written), numbers)

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

    def test_the_first_possible_number_of_several_counts(self):
        self.assertEqual(self.sent("12, 0917 123 4567, 0918 123 4567"), ("09171234567", "+639171234567"))
        self.assertEqual(self.sent("0918 123 4567 / 0917 123 4567", "international")[0], "+639181234567")
        self.assertEqual(self.sent("none / nothing"), ("", ""))

    def test_impossible_numbers_are_no_numbers(self):
        for phone in (
            "12",
            "0917 123",
            "0917 123 4567 8901",
            "0917 FLOWERS",
            "+63 917",
            "0000 000 0000",
            "-",
        ):
            with self.subTest(phone):
                self.assertEqual(self.sent(phone), ("", ""))

    def test_without_any_country_only_international_numbers_are_possible(self):
        self.company.country_id = False
        self.assertEqual(self.sent("0917 123 4567"), ("", ""))
        self.assertEqual(self.sent("+63 917 123 4567", "national")[0], "+639171234567")

    def test_a_number_is_not_trusted_that_was_entered_for_another_country(self):
        # Entered while the company was American, where these digits are a number of New York.
        self.env.company.country_id = self.env.ref("base.us")
        partner = self.env["res.partner"].create({"name": "Ana Reyes", "phone": "9172345678"})
        self.assertEqual(partner.phone_sanitized, "+19172345678")
        self.assertEqual(
            partner._wiserv_format_number(partner.phone, "international", self.company)[0], "+639172345678"
        )

    def test_letters_dialled_for_digits_are_not_sent_as_less_than_a_number(self):
        self.env.company.country_id = self.env.ref("base.us")
        self.company.country_id = self.env.ref("base.us")
        partner = self.env["res.partner"].create({"name": "Ana Reyes", "phone": "212 555 TEST"})
        self.assertEqual(partner._wiserv_format_number(partner.phone, "registered", self.company), ("", ""))

    def test_a_number_checked_when_it_was_entered_is_not_parsed_again(self):
        self.env.company.country_id = self.company.country_id
        partner = self.env["res.partner"].create({"name": "Ana Reyes", "phone": "0917 123 4567"})
        partner.flush_recordset()
        with patch.object(phone_validation, "phone_parse", side_effect=AssertionError):
            for number_format, number in (("registered", "09171234567"), ("national", "09171234567")):
                self.assertEqual(
                    partner._wiserv_format_number(partner.phone, number_format, self.company)[0], number
                )
