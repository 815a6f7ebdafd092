# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
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
        self.enrol(2)
        self.dispatch()
        self.assertEqual(self.messages("unknown"), self.messages())
        self.sender.send_sms("09170000009", "Hello", ATTACK)
        self.assertOnlyText()

    def test_markup_in_a_refusal(self):
        self.gateway.behave("fault", text=ATTACK)
        self.enrol(2)
        self.dispatch()
        self.assertEqual(self.messages("failed"), self.messages())
        self.assertOnlyText()

    def test_markup_in_a_reply_that_means_accepted(self):
        self.company.wiserv_accepted_replies = ATTACK
        self.gateway.behave("unknown_sentence", text=ATTACK)
        self.enrol(2)
        self.dispatch()
        self.sender.send_sms("09170000009", "Hello")
        self.assertEqual(self.messages("accepted"), self.messages())
        self.assertOnlyText()

    def test_markup_in_a_reply_that_means_accepted_beside_a_refusal(self):
        self.company.wiserv_accepted_replies = ATTACK
        self.gateway.behave("fault", count=1)
        self.gateway.behave("unknown_sentence", text=ATTACK)
        self.enrol(2)
        self.dispatch()
        self.assertEqual(sorted(self.messages().mapped("state")), ["accepted", "failed"])
        self.assertIn("&lt;img", self.notes()[0])
        self.assertOnlyText()

    def test_markup_in_names(self):
        self.program.name = self.sender.name = ATTACK
        members = self.make_members(self.make_registrants(2, name=ATTACK))
        self.gateway.behave("fault")
        members.enroll_eligible_registrants()
        self.dispatch()
        self.gateway.behave("fault")
        self.sender.send_sms_to_membership(members[0], "Hello")
        self.assertOnlyText()

    def test_markup_in_the_name_of_somebody_whose_text_cannot_be_made(self):
        self.env.ref("g2p_notifications_wiserv.sms_template_enrolled").body = "{{ object.nothing }}"
        with mute_logger("odoo.addons.mail.models.mail_render_mixin"):
            self.enrol(1, name=ATTACK)
        self.assertIn("cannot be filled in for &lt;img", self.notes()[0])
        self.assertOnlyText()

    def test_reply_is_cut_and_cleaned(self):
        self.gateway.behave("unknown_sentence", text="a\u200b\u202ereversed\x85\n" + "x" * 10_000)
        self.enrol(1)
        self.dispatch()
        reply = self.messages().reply
        self.assertLessEqual(len(reply), 300)
        self.assertTrue(reply.replace("\u200b", "").replace("\u202e", "").isprintable())

    def test_reply_that_gives_secrets_back(self):
        for form in ("{password}", "{body}", "You sent {body} with {password} to {number}"):
            with self.subTest(form):
                self.gateway.reset()
                partner = self.make_registrants(1, name="Ana Reyes")
                text = f"Ana Reyes, you are enrolled in {self.program.name}."
                values = {"password": self.gateway.password, "body": text, "number": "09170000001"}
                self.gateway.behave("unknown_sentence", text=form.format(**values))
                self.make_members(partner).enroll_eligible_registrants()
                self.dispatch()
                for secret in values.values():
                    self.assertNotIn(secret, self.shown())

    def test_one_time_password_that_is_given_back(self):
        self.gateway.behave("unknown_sentence", text="Cannot send: Your one-time password is 918273.")
        self.env.ref(
            "g2p_notifications_wiserv.sms_template_otp"
        ).body = "Your one-time password is {{ otp }}."
        self.sender.on_otp_send(otp="918273", phone="09170000001")
        self.assertNotIn("918273", self.shown())
