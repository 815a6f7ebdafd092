# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from datetime import timedelta

from odoo import fields

from .common import WiservCase


class TestExpiry(WiservCase):
    """What has waited too long is told no more, and who resumes a sender knows what would leave."""

    def age(self, messages, **ago):
        messages.sudo().queued_at = fields.Datetime.now() - timedelta(**ago)

    def test_what_waits_for_more_than_three_days_is_listed_and_not_sent(self):
        self.announce(3)
        old, _young, _new = self.messages().sorted("id")
        self.age(old, days=3, minutes=1)
        self.age(_young, days=2, hours=23)
        self.dispatch()
        self.assertEqual(old.state, "cancelled")
        self.assertEqual(old.reason, "Left out when its turn came. (Waited too long)")
        self.assertFalse(old.number or old.body)
        self.assertEqual(self.skipped().reason, "expired")
        self.assertEqual(len(self.taken()), 2)
        self.assertIn("more than 3 days, and not sent: 1 SMS", self.notes("Wiserv Failure Response")[0])

    def test_it_expires_while_the_sender_is_paused_too(self):
        self.sender.action_pause()
        self.announce(2)
        self.age(self.messages(), days=4)
        self.dispatch()
        self.assertEqual(set(self.messages().mapped("state")), {"cancelled"})
        self.assertEqual(len(self.skipped()), 2)

    def test_a_claim_asks_for_the_age_too(self):
        self.announce()
        self.age(self.messages(), days=4)
        _numbers, reasons = self.messages()._ask_again()
        self.assertEqual(set(reasons.values()), {"expired"})

    def test_a_sender_may_wait_for_ever_or_for_a_day(self):
        self.sender.expire_days = 0
        self.announce()
        self.age(self.messages(), days=1000)
        self.dispatch()
        self.assertEqual(len(self.taken()), 1)
        self.sender.expire_days = 1
        self.announce()
        self.age(self.messages("queued"), days=1, minutes=1)
        self.dispatch()
        self.assertEqual(len(self.taken()), 1)

    def test_what_is_resent_begins_to_wait_anew(self):
        self.announce()
        self.messages().action_cancel()
        self.age(self.messages(), days=10)
        self.messages().action_resend()
        self.dispatch()
        self.assertEqual(self.messages().state, "accepted")

    # === RESUME === #

    def paused_for(self, **ago):
        self.sender.action_pause()
        self.sender.sudo().paused_at = fields.Datetime.now() - timedelta(**ago)

    def test_resume_after_a_long_pause_says_how_many_of_what_age_would_leave(self):
        self.paused_for(days=5)
        self.announce(7)
        messages = self.messages().sorted("id")
        self.age(messages[:2], days=2, hours=1)
        self.age(messages[2:3], days=1, hours=1)
        self.age(messages[3:4], days=4)
        action = self.sender.action_resume()
        self.assertTrue(self.sender.paused_at)
        wizard = self.env[action["res_model"]].with_context(**action["context"]).create({})
        self.assertEqual(
            wizard.question.splitlines(),
            [
                "SMS that would leave now: 6.",
                "queued within the last 24 hours: 3",
                "queued more than a day ago: 1",
                "queued more than 2 days ago: 2",
                "Waiting for too long, and left out: 1.",
            ],
        )
        wizard.action_resume()
        self.assertFalse(self.sender.paused_at)
        self.dispatch()
        self.assertEqual(len(self.taken()), 6)

    def test_resume_counts_what_would_leave_and_nothing_else(self):
        mate, unused, other = (self.make_sender(name) for name in ("Mate", "Unused", "Other"))
        for nth, sender in enumerate((self.sender, mate, unused, other), 1):
            self.env["sms.wiserv.door"].queue(sender, "manual", self.make_people(nth), body="Hello")
        unused.write({"api_url": "https://sms.example.com/", "user_name": "nobody"})
        self.assertTrue(unused._wiserv_obstacle())
        paused = self.sender | mate | unused
        paused._channel_pause("gateway", "The gateway could not be reached.")
        paused.paused_at = fields.Datetime.now() - timedelta(hours=2)
        resumed = self.sender | unused
        self.assertEqual(resumed._resume_question().splitlines()[0], "SMS that would leave now: 3.")
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE sms_wiserv_message SET company_id = %s WHERE sender_id = %s", (elsewhere.id, mate.id)
        )
        self.env.invalidate_all()
        self.assertEqual(resumed._resume_question().splitlines()[0], "SMS that would leave now: 1.")

    def test_resume_asks_nothing_after_a_short_pause_or_when_nothing_waits(self):
        self.paused_for(days=5)
        self.assertFalse(self.sender.action_resume())
        self.assertFalse(self.sender.paused_at)
        self.announce()
        self.paused_for(minutes=5)
        self.assertFalse(self.sender.action_resume())
        self.assertFalse(self.sender.paused_at)
