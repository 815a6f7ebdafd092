# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from datetime import timedelta

from odoo import fields

from ..wire import ACCEPTED
from .common import WiservCase

PHONE = "0917 000 0001"


class TestOtpLimit(WiservCase):
    """Nobody has a site send one-time passwords without end."""

    def send(self, phone=PHONE, count=1, event="otp", sender=None):
        """Return how many of so many one-time passwords were accepted."""
        sender = sender or self.sender
        return sum(sender.send_now(event, phone, "123456").outcome == ACCEPTED for _nth in range(count))

    def test_a_number_gets_ten_an_hour_however_it_is_written(self):
        self.assertTrue(self.sender.may_send_otp(PHONE))
        self.assertEqual(self.send(count=8), 8)
        self.assertEqual(self.send("+63 917 000 0001", count=5), 2)
        self.assertFalse(self.sender.may_send_otp(PHONE))
        self.assertTrue(self.sender.may_send_otp("0917 000 0002"))
        self.assertEqual(self.send("0917 000 0002"), 1)
        self.assertEqual(len(self.taken()), 11)

    def test_it_is_refused_by_every_sender_and_may_be_sent_an_hour_later(self):
        self.send(count=10)
        other = self.make_sender("Other")
        self.assertEqual(self.send(sender=other), 0)
        self.messages().sudo().queued_at = fields.Datetime.now() - timedelta(hours=1, seconds=1)
        self.assertEqual(self.send(sender=other), 1)

    def test_a_sender_has_a_limit_too(self):
        self.company.wiserv_otp_per_sender = 3
        self.assertEqual(sum(self.send(f"0917000000{nth}") for nth in range(5)), 3)
        self.assertEqual(self.send(sender=self.make_sender("Other")), 1)

    def test_a_refusal_is_noted_once_an_hour_and_leaves_no_row(self):
        self.company.wiserv_otp_per_number = 1
        self.send(count=4)
        self.assertEqual(len(self.messages()), 1)
        [note] = self.notes("Wiserv Failure Response")
        self.assertIn("Too many one-time passwords within an hour", note)
        self.assertIn("0917•••0001", note)
        self.assertNotIn("09170000001", note)
        self.sender.otp_refused_at -= timedelta(hours=1)
        self.send()
        self.assertEqual(len(self.notes("Wiserv Failure Response")), 2)

    def test_what_can_never_leave_does_not_fill_the_outbox(self):
        self.company.write({"wiserv_otp_per_sender": 3, "wiserv_otp_per_number": 0})
        results = [self.sender.send_now("otp", f"0917 {nth}", "123456") for nth in range(6)]
        self.assertEqual({result.cause for result in results}, {"number"})
        self.assertEqual(len(self.messages()), 3)
        self.assertEqual(len(self.notes("Wiserv Failure Response")), 4)
        self.assertEqual(self.send(), 1, "and keeps nobody else from getting one")

    def test_it_says_nothing_of_the_channel(self):
        self.company.wiserv_otp_per_number = 1
        self.sender._channel_pause("gateway", "The gateway could not be reached.")
        self.send()
        self.sender._channel_pause("gateway", "The gateway could not be reached.")
        self.send()
        self.assertEqual(self.sender.channel_state, "paused")

    def test_no_limit_where_the_company_wants_none(self):
        self.company.write({"wiserv_otp_per_number": 0, "wiserv_otp_per_sender": 0})
        self.assertEqual(self.send(count=12), 12)

    def test_other_direct_messages_are_not_counted(self):
        self.company.wiserv_otp_per_number = 1
        self.assertEqual(self.send(event="manual", count=3), 3)
        self.assertEqual(self.send(), 1)

    def test_what_the_gateway_refused_counts_as_well(self):
        self.company.wiserv_otp_per_number = 3
        self.gateway.behave("fault")
        self.assertEqual(self.send(count=5), 0)
        self.assertEqual(
            self.gateway.counters["requests"], 3, "it is asked no more often than the limit says"
        )
        self.company.write({"wiserv_otp_per_number": 0, "wiserv_otp_per_sender": 4})
        self.send("0917 000 0002", count=5)
        self.assertEqual(self.gateway.counters["requests"], 4)

    def test_nor_is_a_gateway_that_is_away_asked_without_end(self):
        self.company.wiserv_otp_per_number = 3
        self.gateway.behave("http_503")
        self.assertEqual(self.send(count=5), 0)
        self.assertEqual(self.gateway.counters["requests"], 3)
