# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from lxml import html

from odoo.tools import mute_logger

from .common import WiservCase

ATTACK = '<img src="x" onerror="alert(1)"><a href="https://sms.example.org">click</a>'


class TestHostileReply(WiservCase):
    """What a gateway says, and what people are called, is text wherever it is shown."""

    def shown(self):
        messages = self.messages()
        return "\n".join([*self.notes(), *map(str, messages.read(["reply", "failure_reason", "history"]))])

    def assertOnlyText(self):
        for note in self.notes():
            tree = html.fromstring(f"<div>{note}</div>")
            self.assertFalse(tree.xpath("//img|//script|//*[@onerror]"), note)
            self.assertFalse(tree.xpath("//a[starts-with(@href, 'http')]"), note)

    def test_markup_in_an_unknown_reply(self):
        self.gateway.behave("unknown_sentence", text=ATTACK)
        self.announce(2)
        self.dispatch()
        self.assertEqual(self.messages("unknown"), self.messages())
        self.sender.send_sms("09170000009", "Hello", ATTACK)
        self.assertOnlyText()

    def test_markup_in_a_refusal(self):
        self.gateway.behave("fault", text=ATTACK)
        self.announce(2)
        self.dispatch()
        self.assertEqual(self.messages("failed"), self.messages())
        self.assertOnlyText()

    def test_markup_in_a_reply_that_means_accepted(self):
        self.declare(ATTACK, "accepted")
        self.gateway.behave("unknown_sentence", text=ATTACK)
        self.announce(2)
        self.dispatch()
        self.sender.send_sms("09170000009", "Hello")
        self.assertEqual(self.messages("accepted"), self.messages())
        self.assertOnlyText()

    def test_markup_in_a_reply_that_means_accepted_beside_a_refusal(self):
        self.declare(ATTACK, "accepted")
        self.gateway.behave("fault", count=1)
        self.gateway.behave("unknown_sentence", text=ATTACK)
        self.announce(2)
        self.dispatch()
        self.assertEqual(sorted(self.messages().mapped("state")), ["accepted", "failed"])
        self.assertIn("&lt;img", self.notes()[0])
        self.assertOnlyText()

    def test_markup_in_names(self):
        self.sender.name = ATTACK
        self.gateway.behave("fault")
        visits = self.announce(visits=self.make_visits(self.make_people(2, name=ATTACK)))
        self.dispatch()
        self.gateway.behave("fault")
        self.sender.send_now("manual", "09170000001", "Hello", partner=visits[0].partner_id)
        self.assertOnlyText()

    def test_markup_in_the_name_of_somebody_whose_text_cannot_be_made(self):
        self.template.body = "{{ object.place.nothing }}"
        with mute_logger("odoo.addons.mail.models.mail_render_mixin"):
            self.announce(visits=self.make_visits(self.make_people(1, name=ATTACK)))
        self.assertIn("cannot be filled in for &lt;img", self.notes()[0])
        self.assertOnlyText()

    def test_reply_is_cut_and_cleaned(self):
        self.gateway.behave("unknown_sentence", text="a\u200b\u202ereversed\x85\n" + "x" * 10_000)
        self.announce(1)
        self.dispatch()
        reply = self.messages().reply
        self.assertLessEqual(len(reply), 300)
        self.assertTrue(reply.replace("\u200b", "").replace("\u202e", "").isprintable())

    def test_reply_that_gives_secrets_back(self):
        for form in ("{password}", "{body}", "You sent {body} with {password} to {number}"):
            with self.subTest(form):
                self.gateway.reset()
                partner = self.make_people(1, name="Ana Reyes")
                text = "Ana Reyes: Hall"
                values = {"password": self.gateway.password, "body": text, "number": "09170000001"}
                self.gateway.behave("unknown_sentence", text=form.format(**values))
                self.announce(visits=self.make_visits(partner))
                self.dispatch()
                for secret in values.values():
                    self.assertNotIn(secret, self.shown())

    def test_a_number_looks_the_same_wherever_it_is_masked(self):
        for number, masked in (("09170000001", "0917•••0001"), ("+639170000001", "+639•••0001")):
            with self.subTest(number):
                self.gateway.behave("unknown_sentence", text=f"no {number} here", count=1)
                self.sender.send_sms(number, "Hello")
                message = self.messages()[0]
                self.assertEqual(message.number_masked, masked)
                self.assertEqual(message.reply, f"no {masked} here")
                self.assertEqual(self.notes()[0].count(masked), 2)
