# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo.exceptions import AccessError

from .screens import MESSAGE, ScreenCase

NATIONAL, INTERNATIONAL, OTHER = "09171234567", "+639171234567", "09189990000"


class TestNumberSearch(ScreenCase):
    """A message is found by a part of its number, however it is written."""

    def setUp(self):
        super().setUp()
        self.messages = {
            number: self.make_messages("accepted", number=number)
            for number in (NATIONAL, INTERNATIONAL, OTHER)
        }

    def find(self, typed, operator="ilike", role="administrator"):
        found = self.env[MESSAGE].with_user(self.users[role]).search([("number_part", operator, typed)])
        return {message.sudo().number for message in found}

    def test_digits_are_found_in_every_form_of_a_number(self):
        for typed in (
            "917123",
            "0917123",
            "0917 123",
            "0917-123",
            "+63 917 123",
            "0063917123",
            "4567",
            " 234 ",
        ):
            with self.subTest(typed=typed):
                self.assertEqual(self.find(typed), {NATIONAL, INTERNATIONAL})
        self.assertEqual(self.find("999"), {OTHER})

    def test_what_is_no_digit_finds_nothing(self):
        for typed in ("", "   ", "abc", "%", "_", "+", "\\"):
            with self.subTest(typed=typed):
                self.assertFalse(self.find(typed) if typed.strip() else set())

    def test_a_code_alone_finds_those_with_it(self):
        self.assertEqual(self.find("+63"), {INTERNATIONAL})

    def test_a_whole_number_is_found_as_it_is_sent(self):
        self.assertEqual(self.find(NATIONAL, "="), {NATIONAL})
        self.assertEqual(self.find([NATIONAL, OTHER], "in"), {NATIONAL, OTHER})
        self.assertNotIn(NATIONAL, self.find("0917123", "not ilike"))

    def test_only_who_may_read_numbers_may_look_for_them(self):
        for role in ("user", "officer"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                self.find("0917", role=role)
