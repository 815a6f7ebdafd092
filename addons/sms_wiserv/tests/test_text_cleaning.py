# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo.exceptions import UserError
from odoo.tests import BaseCase
from odoo.tools import mute_logger

from odoo.addons.sms_wiserv.tools.segments import measure, segments_beyond
from odoo.addons.sms_wiserv.wire import clean_text

from .common import WiservCase


class TestTextCleaning(BaseCase):
    def test_blanks_and_hyphens_of_all_kinds_become_those_of_ascii(self):
        for char in "\t\u00a0\u202f\u2007\u2009\u2003\u3000\u205f\x0b":
            self.assertEqual(clean_text(f"a{char}b"), "a b", hex(ord(char)))
        self.assertEqual(clean_text("a\u2011b\u2010c"), "a-b-c")
        self.assertEqual(clean_text("a\u2028b\u2029c\r\nd"), "a\nb\nc\nd")

    def test_marks_that_nobody_sees_go(self):
        marks = "\u200b\u2060\ufeff\u00ad\u200e\u200f\u202a\u202c\u2066\u2069\u061c\u034f"
        joiners_and_fillers = "\u200c\u200d\u3164\u115f\ufe0f\U000e0061"
        for char in marks + joiners_and_fillers:
            self.assertEqual(clean_text(f"a{char}b"), "ab", hex(ord(char)))
        self.assertEqual(clean_text("Mun\u200b\u0303oz"), "Muñoz", "what they parted is one letter")

    def test_joiners_stay_where_they_are_part_of_the_spelling(self):
        for text in ("می\u200cخواهم", "क्\u200dष", "👩\u200d🌾", "❤\ufe0f", "1\ufe0f\u20e3", "葛\U000e0100"):
            self.assertEqual(clean_text(text), text)

    def test_letters_stay(self):
        text = "Señor Muñoz, ’₱1,500’ – Ω 😀"
        self.assertEqual(clean_text(text), text)

    def test_a_text_counts_as_too_long_by_its_segments_alone(self):
        for char, fits in (("a", 3 * 153), ("€", 3 * 76), ("á", 3 * 67), ("😀", 3 * 33)):
            with self.subTest(char):
                text = char * fits if char != "á" else "ạ" * fits
                self.assertEqual((measure(text).segments, segments_beyond(text, 3)), (3, 0))
                self.assertEqual(segments_beyond(text + char, 3), 4)


class TestTextOfMessages(WiservCase):
    """What is measured, shown and kept is what goes out."""

    PAID = (
        "Hi {{ object.partner_id.name }}: {{ format_amount(1500, object.sender_id.company_id.currency_id) }} sent. "
        "Claim at the hall before Friday with your ID. Thanks."
    )

    def test_an_amount_and_a_pasted_name_cost_no_second_segment(self):
        self.template.body = self.PAID
        people = self.make_people(1, name="\u202aMaria\u00a0Clara\u202c de\u200b los Santos")
        self.announce(visits=self.make_visits(people))
        text = "Hi Maria Clara de los Santos: $ 1,500.00 sent. Claim at the hall before Friday with your ID. Thanks."
        self.assertEqual(self.messages().body, text)
        self.assertEqual((measure(text).encoding, measure(text).segments), ("GSM-7", 1))
        self.dispatch()
        self.assertEqual(self.taken()[0][1], text)

    def test_one_record_that_spoils_the_others_leaves_their_texts_clean(self):
        visits = self.make_visits(self.make_people(2), place="Hall")
        visits[0].place = False
        self.template.body = "Hi\u00a0{{ 100 / len(object.place or '') }}"
        with mute_logger("odoo.addons.mail.models.mail_render_mixin"):
            self.announce(visits=visits)
        self.assertEqual(self.messages("queued").body, "Hi 25.0")

    def test_words_of_ones_own_are_cleaned_and_perhaps_nothing_is_left(self):
        self.assertEqual(self.queue(body="\u200bThe\u00a0hall opens.").body, "The hall opens.")
        self.queue(body="\u200b\u00a0\ufeff")
        self.assertEqual(self.skipped().reason, "empty_text")

    def test_the_example_shows_the_cleaned_text_and_its_count(self):
        self.template.body = "Hi\u00a0{{ object.place }}\u200b"
        visit = self.make_visits(self.make_people(1))
        example = self.sender._template_example(self.template, visit, {}, visit.partner_id)
        self.assertIn(">Hi Hall<", example)
        self.assertIn("7 characters, GSM-7, 1 segment", example)
        self.assertNotIn("Latin-1", example)
        self.assertIn(">Hi {{", self.sender._template_example(self.template, visit.browse(), {}))


class TestTooLong(WiservCase):
    """A text of more segments than the company allows is not sent, and says so."""

    REASON = "The text takes more segments than the settings allow. (3 > 2)"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.wiserv_max_segments = 2
        cls.template.body = "a" * 153 + "{{ object.place }}"

    def test_ten_segments_are_allowed_at_first(self):
        self.assertEqual(self.env["res.company"].create({"name": "New"}).wiserv_max_segments, 10)

    def test_the_message_fails_with_a_reason_that_names_limit_and_count(self):
        visits = self.make_visits(self.make_people(3))
        visits[0].place = "Barn" * 13
        visits[1].place = "Amphitheatre" * 13
        visits[2].place = "₱"
        self.announce(visits=visits)
        reasons = {message.partner_id: message.reason for message in self.messages("failed")}
        self.assertEqual(list(reasons.values()), [self.REASON, self.REASON])
        self.assertEqual(reasons.keys(), set((visits - visits[0]).partner_id))
        self.dispatch()
        self.assertEqual(len(self.taken()), 1)
        self.assertIn(
            "1 SMS queued, 2 failed: the text is too long. The text takes more segments than the settings allow. "
            "(3 &gt; 2)",
            "".join(self.notes()),
        )

    def test_it_is_made_anew_when_it_is_sent_again(self):
        self.announce(place="Amphitheatre" * 38)
        message = self.messages("failed")
        with self.assertRaisesRegex(UserError, r"Person 1: .*\(4 > 2\)"):
            message.action_resend()
        self.template.body = "See you!"
        message.action_resend()
        self.dispatch()
        self.assertEqual(self.taken(), [("09170000001", "See you!")])

    def test_words_of_ones_own_are_kept_until_the_limit_is_higher(self):
        message = self.queue(body="a" * 307)
        self.assertEqual((message.state, message.reason), ("failed", self.REASON))
        with self.assertRaisesRegex(UserError, r"\(3 > 2\)"):
            message.action_resend()
        self.company.wiserv_max_segments = 3
        message.action_resend()
        self.dispatch()
        self.assertEqual(message.state, "accepted")

    def test_a_direct_send_is_refused_and_proves_nothing_of_the_channel(self):
        self.sender._channel_pause("gateway", "No answer")
        result = self.sender.send_now("manual", "09170000001", "a" * 307)
        self.assertEqual((result.outcome, result.reason), ("refused", self.REASON))
        self.assertEqual(self.sender.send_now("manual", "09170000001", "\u200b").cause, "text")
        self.assertTrue(self.sender.paused_at)
        self.assertFalse(self.taken())

    def test_the_example_says_so(self):
        visit = self.make_visits(self.make_people(1), place="Amphitheatre" * 38)
        self.assertIn("(4 &gt; 2)", self.sender._template_example(self.template, visit, {}, visit.partner_id))
        visit.place = "Barn" * 38
        self.assertNotIn("&gt; 2)", self.sender._template_example(self.template, visit, {}, visit.partner_id))
