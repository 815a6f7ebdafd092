# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
import logging
from unittest.mock import patch

import psycopg2

from ..wire import NOT_SENT, Result, WiservClient
from .common import WiservCase

PASSWORDS = {
    "KXWQPZ": "KXWQ",
    "AB-CD": "AB-C",
    "12 34 56": "3 4 5 6",
    "123-456-789": "789",
    "987654": "9 8 7 6 5",
    "987655": "９８７６５５",  # full-width digits
}


class TestDirectSecrets(WiservCase):
    """What is kept of direct sends whose text is nobody's but the recipient's."""

    def kept(self):
        """Return all that row and note show of the last message."""
        self.env.invalidate_all()
        row = self.messages()[0].read(["reply", "failure_reason", "history", "reason", "body"])
        return f"{row} {self.sender.message_ids[0].body}"

    def test_of_a_reply_to_a_one_time_password_nothing_free_is_kept(self):
        for password, quoted in PASSWORDS.items():
            for behaviour, said in (
                ("unknown_sentence", f"No idea what '{quoted}' means"),
                ("fault", f"Bad text: {quoted}"),
            ):
                self.gateway.reset()
                self.gateway.behave(behaviour, text=said)
                with self.subTest(password, behaviour=behaviour):
                    self.sender.send_now("otp", "09171234567", f"Your password is {password}")
                    self.assertNotIn(quoted, self.kept())
                    self.assertNotIn("No idea", self.kept())

    def test_the_caller_still_gets_the_reply_and_the_note_says_accepted(self):
        result = self.sender.send_now("otp", "09171234567", "Your password is KXWQPZ")
        self.assertEqual(result.reply, "Message Queued")
        self.assertIn("0917•••4567: accepted", self.kept())

    def test_of_other_messages_it_is_kept(self):
        self.gateway.behave("unknown_sentence", text="No idea what you mean")
        self.sender.send_now("manual", "09171234567", "Hello")
        self.assertIn("No idea what you mean", self.kept())

    def test_a_row_that_cannot_be_written_leaves_no_number_in_the_log(self):
        values = {
            "sender_id": self.sender.id,
            "partner_id": False,
            "event": "otp",
            "res_model": False,
            "res_id": False,
            "number": "09176660008",
            "dispatcher": 1,
        }
        with self.assertLogs(level="DEBUG") as logs, self.assertRaises(psycopg2.Error):
            logging.getLogger(__name__).info("The log is listened to")
            with self.env.cr.savepoint():
                self.env["sms.wiserv.message"]._create_direct({**values, "dispatcher": "none"})
        self.assertNotIn("6660008", str(logs.output))
        message = self.env["sms.wiserv.message"]._create_direct(values)
        self.assertEqual(
            (message.state, message.number, message.attempts, message.priority),
            ("sending", "09176660008", 1, "0"),
        )

    def test_what_was_typed_for_a_number_is_cut_and_can_be_written(self):
        for phone in ("x" * 5000, "\ud800", "0917\x00"):
            self.sender.send_now("otp", phone, "Hello")
            self.env.invalidate_all()
            self.assertEqual(self.messages()[0].state, "failed")
            self.assertLessEqual(len(self.messages()[0].number), 50)

    def test_nor_does_a_pause_quote_it(self):
        said = Result(NOT_SENT, "Access Denied to KXWQ", "The account is refused.", "credentials")
        self.startPatcher(patch.object(WiservClient, "send", lambda *_: said))
        self.sender.send_now("otp", "09171234567", "Your password is KXWQPZ")
        self.env.invalidate_all()
        self.assertEqual(self.sender.pause_cause, "credentials")
        self.assertFalse(self.sender.pause_reply)
        self.assertNotIn("KXWQ", f"{self.sender.channel_reason} {self.sender.message_ids.mapped('body')}")
        self.assertNotIn("KXWQ", str(self.env["sms.wiserv.reply"].search([]).mapped("pattern")))
