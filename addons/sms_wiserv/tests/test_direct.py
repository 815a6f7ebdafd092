# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo.exceptions import UserError
from odoo.tools import mute_logger

from .common import WiservCase

FAILURE = "Wiserv Failure Response"


class TestDirect(WiservCase):
    def test_send_sms_returns_the_reply_and_notes_it(self):
        reply = self.sender.send_sms("0917 123 4567", "Hello", "Ana Reyes")
        self.assertEqual(reply, "Message Queued")
        self.assertEqual(self.taken(), [("09171234567", "Hello")])
        note = self.notes("Wiserv Response")[0]
        self.assertIn("Ana Reyes", note)
        self.assertIn("0917•••4567", note)
        self.assertNotIn("09171234567", note)
        self.assertNotIn("Hello", note)

    def test_the_row_of_a_direct_message_has_no_text(self):
        self.sender.send_sms("09171234567", "Hello")
        message = self.messages()
        self.assertEqual((message.state, message.event, message.body), ("accepted", "manual", False))

    def test_failure_returns_none_and_names_partner_and_cause(self):
        self.gateway.behave("fault")
        self.assertIsNone(self.sender.send_sms("09171234567", "Hello", "Ana Reyes"))
        note = self.notes(FAILURE)[0]
        self.assertIn("Ana Reyes", note)
        self.assertIn("refused", note)
        self.assertEqual(self.messages().state, "failed")

    def test_no_clear_answer_returns_none_and_is_unknown(self):
        self.gateway.behave("close", taken=True)
        self.assertIsNone(self.sender.send_sms("09171234567", "Hello"))
        self.assertEqual(self.messages().state, "unknown")
        self.assertIn("nobody can know", self.notes(FAILURE)[0])

    def test_missing_settings_raise_in_the_words_of_the_contract(self):
        self.company.action_wiserv_forget_password()
        with self.assertRaisesRegex(UserError, "Please configure Wiserv SMS configuration correctly."):
            self.sender.send_sms("09171234567", "Hello")

    def test_an_impossible_number_never_reaches_the_gateway(self):
        self.assertIsNone(self.sender.send_sms("12", "Hello", "Ana Reyes"))
        self.assertFalse(self.gateway.counters.get("requests"))
        self.assertIn("not a number that can be sent", self.notes(FAILURE)[0])
        self.assertEqual(self.messages().state, "failed")

    def test_names_and_replies_are_escaped_in_chatter(self):
        self.gateway.behave("unknown_sentence", text="<img src=x onerror=alert(1)>")
        self.sender.send_sms("09171234567", "Hello", "<b>Ana</b>")
        note = self.notes(FAILURE)[0]
        self.assertNotIn("<img", note)
        self.assertNotIn("<b>", note)
        self.assertIn("&lt;b&gt;Ana", note)

    def test_a_direct_message_about_a_record(self):
        [visit] = self.make_visits(self.make_people(1))
        self.sender.send_now("manual", "09170000001", "Hello", partner=visit.partner_id, source=visit)
        message = self.messages()
        self.assertEqual((message.res_model, message.res_id), (visit._name, visit.id))
        self.assertIn("Person 1", self.notes("Wiserv Response")[0])

    def test_refused_credentials_pause_the_channel_and_an_accepted_test_opens_it(self):
        self.addCleanup(self.gateway.set_credentials, self.gateway.user, self.gateway.password)
        self.gateway.set_credentials("somebody", "else")
        self.assertIsNone(self.sender.send_sms("09171234567", "Hello"))
        self.assertEqual((self.sender.channel_state, self.sender.pause_cause), ("paused", "credentials"))
        self.assertEqual(len(self.sender.activity_ids), 1)
        self.gateway.set_credentials("stand-in-user", "stand-in-password")
        wizard = self.env["sms.wiserv.test"].create(
            {"sender_id": self.sender.id, "phone": "09171234567", "body": "Test"}
        )
        wizard.action_send()
        self.assertEqual((wizard.outcome, wizard.reply), ("accepted", "Message Queued"))
        self.assertEqual(self.sender.channel_state, "ready")
        self.assertFalse(self.sender.activity_ids)

    def test_a_neutralized_database_sends_to_nobody_else(self):
        self.env["ir.config_parameter"].set_param("database.is_neutralized", "true")
        self.assertEqual(self.sender.send_sms("09171234567", "Hello"), "Message Queued")
        self.company.write({"wiserv_api_url": "https://sms.example.com/soap/?wsdl", "wiserv_password": "x"})
        with self.assertRaisesRegex(UserError, "neutralized"):
            self.sender.send_sms("09171234567", "Hello")

    @mute_logger("odoo.sql_db")
    def test_the_one_time_password_goes_out_and_stays_nowhere(self):
        reply = self.sender.send_now("otp", "09171234567", "Your one-time password is 424242.")
        self.assertEqual(reply.reply, "Message Queued")
        self.assertIn("424242", self.taken()[0][1])
        message = self.messages()
        self.assertEqual((message.event, message.body), ("otp", False))
        self.assertNotIn("424242", str(message.read()) + "".join(self.notes()))
