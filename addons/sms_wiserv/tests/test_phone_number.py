# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
import random
import string
import unicodedata
from unittest.mock import patch

import phonenumbers

from odoo.tests import BaseCase

from odoo.addons.sms_wiserv.models.sender import recipients
from odoo.addons.sms_wiserv.tools import phone_number
from odoo.addons.sms_wiserv.tools.phone_number import LONGEST, dialled_numbers, find_number

from .common import WiservCase

MOBILE = ("09171234567", "+639171234567")
# What nobody reads as part of a number: letters, also those that look like digits or are of other scripts, and marks.
NOT_READ = string.ascii_letters + "\u041e\u0627" + "#*?@=%~\u00b2\u2460\u2022"
# What fingers and copied texts put into a number.
SLIPS = NOT_READ + "0123456789\u0660\uff11" + "+-/,;:.|& \t\n()[]'\"_\u00a0\u200b\u2013\u2212\u060c"
# With and without a trunk prefix; of fixed and of varying length; where two zeros lead abroad, one does, or neither.
COUNTRIES = (
    "PH", "US", "GB", "DE", "AT", "IN", "KE", "AU", "BR", "NU", "IT", "MX", "KR", "RS", "GA", "CV", "WS",
)  # fmt: skip
FORMS = (
    phonenumbers.PhoneNumberFormat.NATIONAL,
    phonenumbers.PhoneNumberFormat.INTERNATIONAL,
    phonenumbers.PhoneNumberFormat.E164,
)


def digits(text):
    """Return the digits of a text, of whatever script."""
    return "".join(str(unicodedata.digit(char)) for char in text if char.isdecimal())


class TestPhoneNumber(BaseCase):
    """What a phone field's text means."""

    def assertMeans(self, expected, *texts, region="PH"):
        for text in texts:
            with self.subTest(text):
                number, reason = find_number(text, region)
                self.assertEqual(number or reason, expected)

    def test_characters_that_nobody_sees_and_those_of_other_scripts_are_understood(self):
        self.assertMeans(
            MOBILE,
            "0917\u2060 1234567",
            "0917\u2212123\u22124567",
            "0917\u00ad1234567",
            "\u200e0917\u200b1234567\u202c\ufeff",
            "0917\u00a0123\u20114567",
            "0917\u202f123\u20074567",
            "٠٩١٧١٢٣٤٥٦٧",
            "०९१७१२३४५६७",
            "０９１７－１２３－４５６７",
            "（０９１７）１２３４５６７",
        )
        self.assertMeans(
            ("+639171234567", "+639171234567"), "＋63 917 123 4567", "\u202a+63\u00a0917 123 4567\u202c"
        )

    def test_brackets_and_a_slash_within_one_number_are_punctuation(self):
        self.assertMeans(
            MOBILE, "0917/1234567", "[0917]1234567", "(0917) 123.4567", "'0917_123_4567", "0917/123/4567"
        )

    def test_behind_a_countrys_code_no_trunk_prefix_is_dialled(self):
        plus = ("+639171234567", "+639171234567")
        self.assertMeans(plus, "+63 (0)917 123 4567", "(+63) 917/1234567", "+63 0917 123 4567")
        self.assertMeans(("00639171234567", "+639171234567"), "0063 917 123 4567", "0063 (0)917 123 4567")
        self.assertMeans(("00639171234567", "+639171234567"), "0063 0917 123 4567")
        self.assertMeans(("639171234567", "+639171234567"), "63 917 123 4567", "63 0917 123 4567")
        self.assertMeans("bad_number", "49 0151 12345678", "+49 0151 12345678", region="DE")
        self.assertMeans("bad_number", "54 011 15 2348 9926", "+54 011 15 2348 9926", region="AR")
        self.assertMeans(("0111523489926", "+5491123489926"), "011 15 2348-9926", region="AR")

    def test_letters_make_a_field_impossible(self):
        self.assertMeans(
            "bad_number",
            "0917 FLOWERS",
            "0917 123 4567 (home)",
            "old: 0917 123 4567",
            "0917 123 4567, wrong number",
            "0917 123 456O",
            "O917 123 4567",
            "0917l234567",
            "１２ａ",
        )
        self.assertMeans("bad_number", "212 555 TEST", "212 555 0123 TEST", region="US")

    def test_marks_of_unknown_meaning_make_a_field_impossible(self):
        self.assertMeans(
            "bad_number", "0917#1234567", "0917 123 4567?", "0917 *** 4567", "0917•••4567", "0917²1234567"
        )

    def test_an_extension_belongs_to_a_switchboard_and_is_refused(self):
        self.assertMeans(
            "bad_number", "0917 123 4567 ext. 12", "0917 123 4567 x12", "0917 123 4567 #12", "0917 1234567/12"
        )

    def test_a_rest_of_digits_makes_a_field_impossible_never_a_shorter_number(self):
        self.assertMeans(
            "bad_number", "0917 123 4567 8901", "0917 123 4567, 12", "12, 0917 123 4567", "0917 1234567/8"
        )
        self.assertMeans("bad_number", "+43 664 5156,69", "0664 5156/9", region="AT")
        self.assertMeans("bad_number", "+683 888, 5778", region="NU")

    def test_only_valid_numbers_count(self):
        self.assertMeans(
            "bad_number", "12", "0917 123", "+63 917", "0000 000 0000", "0417 123 4567", "8123-4567", "+"
        )
        self.assertMeans("bad_number", "1-800-555-0199", "1900 1234 5678", "-", "٠")
        self.assertMeans("no_number", "", "  \n", "\u200b", False, None)

    def test_of_several_the_first_that_can_receive_sms_counts(self):
        self.assertMeans(
            MOBILE,
            "(02) 8123-4567 / 0917 123 4567",
            "045 123 4567, 0917 123 4567",
            "8123-4567; 0917 123 4567",
            "0917 123 4567 / (02) 8123-4567",
            "0917 123 4567 or 0918 123 4567",
            "0917 123 4567\r\n0918 123 4567",
            "0917 123 4567 +63 918 123 4567",
            "0917 123 4567، 0918 123 4567",
            "0917/1234567; 0918/1234567",
        )

    def test_a_landline_alone_has_a_reason_of_its_own(self):
        self.assertMeans(
            "landline", "(02) 8123-4567", "045 123 4567", "+63 2 8123 4567", "(02) 8123-4567 / 045 123 4567"
        )

    def test_where_the_plan_does_not_tell_a_landline_from_a_mobile_it_may_be_sent_to(self):
        self.assertMeans(("2125550123", "+12125550123"), "(212) 555-0123", region="US")

    def test_a_foreign_number_needs_a_plus_or_two_zeros(self):
        self.assertMeans(("+447400123456", "+447400123456"), "+44 7400 123456")
        self.assertMeans(("00447400123456", "+447400123456"), "0044 7400 123456")
        self.assertMeans(("00639171234567", "+639171234567"), "0063 917 123 4567", region="US")
        self.assertMeans("bad_number", "447400123456")
        # An Australian mobile for Odoo: the number of somebody in Ohio with one digit too many.
        self.assertMeans("bad_number", "614 1234 5678", region="US")

    def test_one_zero_too_many_is_not_the_way_abroad(self):
        self.assertMeans("bad_number", "00917 123 4567", "00959 123 4567")
        # A number in Texas, if the first zero were meant.
        self.assertMeans("bad_number", "001518 2382213", region="DE")
        self.assertMeans("bad_number", "(006) 828-1264", region="US")

    def test_one_zero_is_not_the_way_abroad_where_it_would_be_dialled(self):
        # A number in Mali, in Greece: behind Cape Verde's and Samoa's own way out.
        self.assertMeans("bad_number", "0223 8991 3723", region="CV")
        self.assertMeans("bad_number", "030 685 721 2748", region="WS")

    def test_a_trunk_prefix_behind_a_code_is_clear_only_where_mobile_numbers_have_one_length(self):
        # 010 and 060, two digits of which have changed places.
        self.assertMeans("bad_number", "+82 01-2906-9263", region="KR")
        self.assertMeans("bad_number", "+381 06 1991353", region="RS")
        self.assertMeans(("+821029069263", "+821029069263"), "+82 (0)10-2906-9263", region="KR")

    def test_a_number_that_libphonenumber_or_odoo_would_mend_is_refused(self):
        # Odoo puts a 9 into the first one, libphonenumber drops the second 1 of the other.
        self.assertMeans("bad_number", "11 9612-4567", region="BR")
        self.assertMeans("bad_number", "+11 81270 44145")

    def test_without_a_country_only_international_numbers_are_possible(self):
        self.assertMeans("bad_number", "0917 123 4567", region=None)
        self.assertMeans(("+639171234567", "+639171234567"), "+63 917 123 4567", region=None)
        self.assertMeans(("00639171234567", "+639171234567"), "0063 917 123 4567", region=None)

    def test_a_field_longer_than_any_that_people_fill_in_is_refused_unread(self):
        with (
            patch.object(phone_number, "parse", side_effect=AssertionError),
            patch.object(phone_number, "category", side_effect=AssertionError),
        ):
            self.assertMeans("bad_number", "0917 123 4567," * LONGEST, "/" * 10**6, "９" * 10**6)

    def test_no_slip_of_a_finger_makes_another_number_than_one_would_read(self):
        generator = random.Random(19)
        tried = 0
        for region in COUNTRIES:
            number = self.some_mobile(generator, region)
            home = number.country_code
            e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
            written = {phonenumbers.format_number(number, form) for form in FORMS}
            for text in written:
                self.assertEqual(find_number(text, region)[0].e164, e164)
            # Where that may be a slip itself, it is no number.
            for text in sorted({*written, f"00{e164[1:]}"}):
                for slip in self.slips(text):
                    tried += 1
                    found, _reason = find_number(slip, region)
                    if not found:
                        continue
                    with self.subTest(region=region, text=text, slip=slip):
                        self.assertFalse(set(slip) & set(NOT_READ), "letters and marks")
                        if found.e164 == e164:
                            continue
                        self.assertEqual(digits(slip), found.dialled.strip("+"), "all that is written")
                        if "+" not in slip and not digits(slip).startswith("00"):
                            self.assertTrue(found.e164.startswith(f"+{home}"), "not abroad")
                        if ("+" in slip) == ("+" in text):
                            self.assertNotEqual(digits(slip), digits(text), "blanks and strokes say nothing")
        self.assertGreater(tried, 50_000)

    @staticmethod
    def some_mobile(generator, region):
        example = phonenumbers.example_number_for_type(region, phonenumbers.PhoneNumberType.MOBILE)
        national = phonenumbers.national_significant_number(example)
        while True:
            tail = "".join(generator.choices("0123456789", k=len(national) - 3))
            number = phonenumbers.parse(f"+{example.country_code}{national[:3]}{tail}")
            if phonenumbers.is_valid_number_for_region(number, region):
                return number

    @staticmethod
    def slips(text):
        """Yield all texts with one character more, less or another, or with two that have changed places."""
        for at in range(len(text) + 1):
            for char in SLIPS:
                yield text[:at] + char + text[at:]
            if at == len(text):
                break
            yield text[:at] + text[at + 1 :]
            yield text[:at] + text[at : at + 2][::-1] + text[at + 2 :]
            for char in SLIPS:
                yield text[:at] + char + text[at + 1 :]

    def test_what_a_text_may_mean_is_recognised_whatever_else_it_says(self):
        for text, numbers in {
            "0917 123 4567 (old)": ["09171234567"],
            "0917 123 4567 / +63 (0)918 123 4567": ["09171234567", "+639181234567"],
            "٠٩١٧ 123 4567": ["09171234567"],
            "none": [],
            False: [],
        }.items():
            self.assertEqual(dialled_numbers(text)[: len(numbers)], numbers)
        self.assertIn("09171234567", dialled_numbers("0917/1234567 (old)"[:12]))


class TestUsableNumber(WiservCase):
    """The number that a sender tells a person at."""

    def sent(self, *texts, number_format="registered", **values):
        self.sender.number_format = number_format
        partner = self.env["res.partner"].create({"name": "Ana Reyes", "phone": texts[0], **values})
        return self.sender._usable_number(partner, [partner.phone, *texts[1:]])

    def test_a_landline_alone_is_skipped_with_a_reason_in_words(self):
        people = self.make_people(3)
        people[0].phone, people[1].phone = "(02) 8123-4567", "0917 FLOWERS"
        line = self.env["sms.wiserv.door"].queue(self.sender, "manual", people, body="Hi")
        self.assertEqual(
            line, "Office: 1 SMS queued, 2 skipped (Number cannot be right 1, Landline: cannot get SMS 1)."
        )
        self.assertEqual(self.messages().partner_id, people[2])

    def test_a_landline_alone_is_refused_at_once_too(self):
        result = self.sender.send_now("manual", "(02) 8123-4567", "Hi")
        self.assertEqual(
            (result.outcome, result.reason), ("refused", "The number is a landline, which gets no SMS.")
        )
        self.assertFalse(self.gateway.journal)

    def test_a_field_that_is_filled_and_yet_unusable_is_as_good_as_an_empty_one(self):
        for text in ("", False, "none", "12", "(02) 8123-4567", "0917 123 4567 ext. 3"):
            with self.subTest(text):
                self.assertEqual(self.sent(text, "0918 123 4567"), ("09181234567", "+639181234567", ""))

    def test_the_reason_is_the_one_that_says_most(self):
        self.assertEqual(self.sent("(02) 8123-4567", "none", "")[2], "landline")
        self.assertEqual(self.sent("", "none")[2], "bad_number")
        self.assertEqual(self.sent("", False)[2], "no_number")

    def test_national_is_the_way_to_dial_within_the_numbers_own_country(self):
        for country, phone, number in (
            ("base.ph", "+63 917 123 4567", "09171234567"),
            ("base.us", "+1 212 555 0123", "2125550123"),
            # The same calling code, another country.
            ("base.us", "+1 416 555 0123", "+14165550123"),
            # Odoo's code of the Dominican Republic is 1849.
            ("base.do", "+1 809 234 5678", "8092345678"),
            ("base.ph", "+44 7400 123456", "+447400123456"),
        ):
            with self.subTest(phone):
                country_id = self.env.ref(country).id
                self.assertEqual(self.sent(phone, number_format="national", country_id=country_id)[0], number)

    def test_what_odoo_found_spares_a_closer_look_where_it_says_the_same(self):
        with patch.object(recipients, "find_number", side_effect=AssertionError):
            for phone in ("0917 123 4567", "+63 (917) 123-4567", "63 917 123 4567", "917 123 4567"):
                self.assertEqual(self.sent(phone)[1], "+639171234567")
        self.env.company.country_id = self.env.ref("base.us")
        # Numbers for Odoo: one in Australia, and two landlines of Manila.
        self.assertEqual(self.sent("614 1234 5678")[2], "bad_number")
        for phone in ("(02) 8123-4567", "02 8123 4567"):
            self.assertEqual(self.sent(phone, country_id=self.env.ref("base.ph").id)[2], "landline")
        # Odoo puts a 9 into a Brazilian number that lacks a digit.
        self.assertEqual(self.sent("11 9612-4567", country_id=self.env.ref("base.br").id)[2], "bad_number")
        # A number of New York, entered while the company was American; for a Filipino it is a mobile one.
        partner = self.env["res.partner"].create({"name": "Ana Reyes", "phone": "9172345678"})
        self.assertEqual(partner.phone_sanitized, "+19172345678")
        self.env.company.country_id = self.env.ref("base.ph")
        self.assertEqual(self.sender._usable_number(partner, [partner.phone])[1], "+639172345678")
