# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
import socket

from odoo.tests import Form

from ..wire.result import REASONS
from ..wizard.advice import ADVICE
from .screens import ScreenCase


def free_port():
    """Return a port of this machine at which nobody listens."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class TestDialogs(ScreenCase):
    def test_every_cause_of_a_failed_test_has_advice(self):
        self.assertEqual(ADVICE.keys(), REASONS.keys() | {"url", "description", "length"})

    def test_the_test_sms_shows_where_it_went_and_never_the_password(self):
        wizard = self.env["sms.wiserv.test"].create(
            {"sender_id": self.sender.id, "phone": "0917 000 4567", "body": "Hello"}
        )
        self.gateway.behave("late", seconds=0.01)
        wizard.action_send()
        self.assertEqual((wizard.outcome, wizard.reply), ("accepted", "Message Queued"))
        self.assertEqual((wizard.api_url, wizard.protocol), (self.gateway.url("soap"), "soap"))
        self.assertEqual((wizard.user_name, wizard.number), (self.gateway.user, "09170004567"))
        self.assertFalse(wizard.advice)
        self.assertGreaterEqual(wizard.seconds, 0.01)
        self.assertNotIn(self.gateway.password, str(wizard.read()))
        self.assertEqual((self.messages().event, self.messages().body), ("test", False))
        self.assertIn("SMS to Test (0917•••4567): Message Queued", self.notes()[0])

    def test_who_tests_a_company_of_another_country_reads_how_its_numbers_are_taken(self):
        def advice():
            wizard = self.env["sms.wiserv.test"].create(
                {"sender_id": self.sender.id, "phone": "0917 000 4567", "body": "Hello"}
            )
            wizard.action_send()
            return wizard.advice

        def note():
            settings = self.env["res.config.settings"].create({})
            account = self.env["sms.wiserv.account"].create({})
            self.assertEqual(settings.wiserv_country_note, account.wiserv_country_note)
            return account.wiserv_country_note

        self.assertFalse(advice() or note())
        self.company.country_id = self.env.ref("base.us")
        self.assertIn("those of the company's country, United States.", note())
        self.assertTrue(advice().endswith(note()))
        self.company.country_id = False
        self.assertIn("The company has no country", note())
        self.assertTrue(advice().endswith(note()))

    def test_the_test_sms_shows_the_number_as_the_sender_sends_it(self):
        self.sender.number_format = "international"
        wizard = self.env["sms.wiserv.test"].create(
            {"sender_id": self.sender.id, "phone": "0917 000 4567", "body": "Hello"}
        )
        wizard.action_send()
        self.assertEqual(wizard.number, "+639170004567")
        self.assertEqual(self.taken(), [(wizard.number, "Hello")])

    def test_a_failed_test_says_what_to_do_and_another_one_forgets_it(self):
        self.gateway.behave("unknown_sentence", count=1)
        wizard = self.env["sms.wiserv.test"].create(
            {"sender_id": self.sender.id, "phone": "09170004567", "body": "Hello"}
        )
        wizard.action_send()
        self.assertEqual(wizard.outcome, "unknown")
        self.assertIn("say what this reply means", wizard.advice)
        wizard.action_send()
        self.assertEqual((wizard.outcome, wizard.advice, wizard.reason), ("accepted", False, ""))

    def test_advice_is_for_what_went_wrong(self):
        for behaviour, advice, values in (
            ("credentials_reply", "Check user name and password", {}),
            ("http_404", "Check the path of the API URL", {}),
            ("fault", "Read the reply", {}),
            ("close", "See whether the SMS has arrived", {}),
            (None, "Enter one mobile number", {"phone": "12"}),
            (None, "Enter a text.", {"body": " "}),
        ):
            with self.subTest(advice):
                self.gateway.reset()
                if behaviour:
                    self.gateway.behave(behaviour)
                values = {"sender_id": self.sender.id, "phone": "09170004567", "body": "Hello", **values}
                wizard = self.env["sms.wiserv.test"].create(values)
                wizard.action_send()
                self.assertIn(advice, wizard.advice)

    def test_a_server_that_does_not_answer_is_no_question_of_the_wsdl(self):
        closed = f"http://127.0.0.1:{free_port()}"
        for url, words in (
            (f"{closed}/soap/?wsdl", "Check host and port"),
            (f"{closed}/post", "Check host and port"),
            ("https://no-such-host.invalid/soap/?wsdl", "Check the host name"),
            (self.gateway.url("soap").replace("soap", "nothing"), "address of Wiserv's WSDL"),
        ):
            with self.subTest(url):
                self.company.write(
                    {
                        "wiserv_api_url": url,
                        "wiserv_protocol": False,
                        "wiserv_password": self.gateway.password,
                    }
                )
                wizard = self.env["sms.wiserv.test"].create(
                    {"sender_id": self.sender.id, "phone": "09170004567", "body": "Hello"}
                )
                wizard.action_send()
                self.assertEqual(wizard.outcome, "not_sent")
                self.assertIn(words, wizard.advice)

    def test_what_never_left_was_not_refused(self):
        for phone, body in (("0917", "Hello"), ("09170004567", " "), ("09170004567", "x" * 5000)):
            wizard = self.env["sms.wiserv.test"].create(
                {"sender_id": self.sender.id, "phone": phone, "body": body}
            )
            wizard.action_send()
            self.assertEqual(wizard.outcome, "not_sent", (phone, body[:5]))
        self.assertFalse(self.taken())

    def test_a_failed_test_speaks_the_users_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.env["ir.module.module"]._load_module_terms(["sms_wiserv"], ["fr_FR"])
        self.gateway.behave("html")
        values = {"sender_id": self.sender.id, "phone": "09170004567", "body": "Hello"}
        wizard = self.env["sms.wiserv.test"].with_context(lang="fr_FR").create(values)
        wizard.action_send()
        self.assertTrue(wizard.advice and wizard.reason)
        self.assertNotEqual(wizard.advice, ADVICE["html"]._source)
        self.assertNotEqual(wizard.reason, REASONS["html"])

    def test_the_test_number_is_the_users_own(self):
        self.env.user.partner_id.phone = "09179999999"
        form = Form(self.env["sms.wiserv.test"].with_context(default_sender_id=self.sender.id))
        self.assertEqual(form.phone, "09179999999")

    def test_resending_says_how_many_people_may_get_it_twice(self):
        one, other = self.make_people(2)
        doubtful = self.make_messages("unknown", 2, partner_id=one.id)
        doubtful += self.make_messages("unknown", partner_id=other.id)
        failed = self.make_messages("failed")

        def question(messages):
            action = messages.with_user(self.users["officer"]).action_resend()
            return (
                self.env[action["res_model"]]
                .with_user(self.users["officer"])
                .with_context(**action["context"])
                .create({})
                .question
            )

        self.assertIn("the recipient may get it twice", question(doubtful[0]))
        self.assertIn("1 person may get", question(doubtful[:2]))
        self.assertIn("Of the 4 messages", question(doubtful + failed))
        self.assertIn("about 3,", question(doubtful + failed))
        self.assertIn("2 people may get", question(doubtful + failed))

    def test_resuming_by_hand_does_not_wait_for_the_next_attempt(self):
        self.gateway.behave("http_503", count=1, retry_after=600)
        self.queue()
        self.dispatch()
        self.assertEqual(self.sender.channel_state, "paused")
        self.assertTrue(self.messages().next_attempt_at)
        self.sender.action_resume()
        self.dispatch()
        self.assertEqual(self.messages().state, "accepted")
