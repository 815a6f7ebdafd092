# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from datetime import timedelta

from odoo import fields

from ..policy import CONSECUTIVE_FAILURES
from .common import WiservCase

POISON = "union select"


class TestOneAndMany(WiservCase):
    """One message never stops the many, and what is said to many always stops."""

    def announce_from(self, sender, count, text, first=1):
        """Queue messages of another sender to people with the numbers from ``first`` on."""
        people = self.make_people(first + count - 1)[first - 1 :]
        template = self.make_template(f"{{{{ object.partner_id.name }}}}: {text}")
        self.announce(visits=self.make_visits(people, sender_id=sender.id, template_id=template.id))

    def dispatch_later(self):
        """Run the dispatcher when what waits is due."""
        self.messages("queued").next_attempt_at = fields.Datetime.now() - timedelta(seconds=1)
        self.sender.filtered("probe_at").probe_at = fields.Datetime.now() - timedelta(seconds=1)
        self.dispatch()

    def activities(self, name, senders=None):
        """Return activities of the engine's type ``channel`` or ``unhandled``."""
        activity_type = self.env.ref(f"sms_wiserv.mail_activity_type_{name}")
        found = self.env["mail.activity"].search(
            [("activity_type_id", "=", activity_type.id), ("res_model", "=", self.sender._name)]
        )
        return found.filtered(lambda activity: activity.res_id in (senders or self.sender).ids)

    # === THE MESSAGE === #

    def test_one_text_that_a_firewall_rejects_ends_alone(self):
        other = self.make_sender("Cash")
        self.gateway.behave("http_403", about=POISON)
        self.announce_from(self.sender, 1, f"for Credit {POISON} members.")
        self.announce_from(other, 200, "the hall opens at 8.")
        poison = self.messages()
        for _nth in range(self.company.wiserv_max_attempts):
            self.dispatch_later()
        self.assertEqual(set(self.messages(sender=other).mapped("state")), {"accepted"})
        self.assertEqual((poison.state, poison.attempts), ("failed", self.company.wiserv_max_attempts))
        self.assertNotIn("password", poison.failure_reason)
        self.assertFalse((self.sender | other).filtered("paused_at"))
        self.assertEqual(len(self.activities("unhandled")), 1)

    def test_many_rejected_texts_of_one_sender_do_not_stop_another(self):
        self.company.wiserv_connections = 1
        other = self.make_sender("Cash")
        self.gateway.behave("http_403", about=POISON)
        self.announce_from(self.sender, 40, POISON)
        self.announce_from(other, 40, "the hall opens at 8.")
        self.dispatch()
        self.assertEqual(set(self.messages(sender=other).mapped("state")), {"accepted"})
        self.assertFalse(other.paused_at)

    def test_rejected_again_and_again_while_others_passed_is_no_streak(self):
        self.gateway.behave("http_403", about=POISON)
        self.announce_from(self.sender, 8, POISON)
        self.announce(visits=self.make_visits(self.make_people(1)))
        for _nth in range(self.company.wiserv_max_attempts):
            self.dispatch_later()
            # Whom it may concern is told of them when they have failed, and of no pause.
            self.assertFalse(self.sender.paused_at)
            self.announce(visits=self.make_visits(self.make_people(1)))
        self.assertEqual(len(self.messages("failed")), 8)

    def test_declared_refusals_pause_nothing(self):
        self.declare("Invalid Mobile Number", "refused")
        self.company.wiserv_connections = 1
        self.gateway.behave("unknown_sentence", count=14, taken=False, text="Invalid Mobile Number")
        self.announce(30)
        self.dispatch()
        self.assertEqual(len(self.messages("failed")), 14)
        self.assertEqual(len(self.messages("accepted")), 16)
        self.assertFalse(self.sender.paused_at or self.activities("channel"))

    def test_a_declared_refusal_neither_opens_a_channel_nor_uses_up_its_probe(self):
        self.declare("Invalid Mobile Number", "refused")
        self.announce(4)
        self.sender._channel_pause("gateway", "Away.")
        self.gateway.behave("unknown_sentence", count=2, taken=False, text="Invalid Mobile Number")
        self.dispatch_later()
        self.assertEqual(len(self.messages("failed")), 2)
        self.assertEqual(len(self.messages("accepted")), 2)
        self.assertFalse(self.sender.paused_at)

    # === THE ACCOUNT === #

    def test_whatever_is_said_to_all_pauses_within_ten(self):
        forms = {
            "server_fault": "unknown",
            "fault": "failed",
            "http_400": "queued",
            "http_403": "queued",
            "unknown_sentence": "unknown",
            "http_500": "unknown",
            "http_404": "queued",
            "status": "queued",
            "close": "unknown",
        }
        for behaviour, state in forms.items():
            with self.subTest(behaviour):
                self.sender = self.make_sender(behaviour)
                self.gateway.reset()
                # Of the last one: payment required.
                self.gateway.behave(behaviour, **({"status": 402} if behaviour == "status" else {}))
                self.announce(60, sender_id=self.sender.id)
                self.dispatch()
                self.assertEqual(self.sender.pause_cause, "gateway")
                tried = self.messages().filtered("attempts")
                self.assertEqual(len(tried), CONSECUTIVE_FAILURES)
                self.assertEqual(set(tried.mapped("state")), {state})
                self.assertEqual(set((self.messages() - tried).mapped("state")), {"queued"})
                self.assertEqual(self.sender.pause_count, CONSECUTIVE_FAILURES)
                self.assertEqual(len(self.activities("channel")), 1)
                self.assertFalse(self.activities("unhandled"), "the pause tells of them")
                self.sender._channel_open()
                self.sender.action_pause()

    def test_a_provider_down_in_the_middle_of_a_campaign_stops_it(self):
        self.company.wiserv_connections = 16
        self.gateway.behave("late", count=60, seconds=0)
        self.gateway.behave("server_fault")
        self.announce(200)
        self.dispatch()
        self.assertEqual(len(self.messages("accepted")), 60)
        # Those that overtake the last accepted answers do not count; the tenth may come while all others have asked.
        self.assertLess(len(self.messages("unknown")), CONSECUTIVE_FAILURES + 2 * 16)
        self.assertEqual(self.sender.pause_cause, "gateway")
        self.assertIn("SQLSTATE", self.sender.pause_reply)
        self.assertIn("SQLSTATE", self.activities("channel").note)
        self.gateway.reset()
        self.dispatch_later()
        self.assertFalse(self.messages("queued"))

    def test_no_credit_pauses_at_once_and_loses_nothing(self):
        self.declare("Insufficient balance", "credit")
        self.gateway.behave("unknown_sentence", taken=False, text="Insufficient balance")
        self.announce(100)
        self.dispatch()
        self.assertEqual((self.sender.pause_cause, self.sender.probe_delay), ("credit", 900))
        self.assertEqual(set(self.messages().mapped("state")), {"queued"})
        self.assertEqual(set(self.messages().mapped("attempts")), {0})

    def test_one_pause_of_several_senders_is_told_once_and_ends_for_all(self):
        other, idle = self.make_sender("Cash"), self.make_sender("Seeds")
        senders = self.sender | other | idle
        self.gateway.behave("http_500")
        self.announce_from(self.sender, 20, "one")
        self.announce_from(other, 20, "two")
        self.dispatch()
        self.assertEqual((self.sender | other).mapped("pause_cause"), ["gateway", "gateway"])
        self.assertFalse(idle.paused_at)
        self.announce_from(idle, 5, "three")
        requests = self.gateway.counters["requests"]
        self.dispatch()
        self.assertEqual(self.gateway.counters["requests"], requests, "it does not learn it the hard way")
        self.assertEqual(len(self.activities("channel", senders)), 1)
        self.gateway.reset()
        senders.probe_at = fields.Datetime.now() - timedelta(seconds=1)
        self.dispatch()
        self.assertFalse(senders.filtered("paused_at"))
        self.assertFalse(self.activities("channel", senders))
        self.dispatch()
        queued = [self.messages("queued", sender) for sender in senders]
        self.assertFalse(any(queued))

    def test_a_sender_that_has_nothing_to_send_any_more_is_opened_by_another_of_its_account(self):
        other = self.make_sender("Cash")
        self.gateway.behave("http_500")
        self.announce_from(self.sender, 20, "one")
        self.announce_from(other, 20, "two")
        self.dispatch()
        self.assertTrue(self.sender.paused_at and other.paused_at)
        self.messages("queued").action_cancel()
        self.gateway.reset()
        (self.sender | other).probe_at = fields.Datetime.now() - timedelta(seconds=1)
        self.dispatch()
        self.assertFalse((self.sender | other).filtered("paused_at"))

    # === PROBES === #

    def probe(self, senders):
        """Let a probe be made; return the message that tried it."""
        senders.probe_at = fields.Datetime.now() - timedelta(seconds=1)
        messages = self.env["sms.wiserv.message"].search([("sender_id", "in", senders.ids)])
        before = {message: message.sent_at for message in messages}
        self.dispatch()
        tried = messages.filtered(lambda message: message.sent_at != before[message])
        return tried.sorted("sent_at")[:1]

    def test_a_probe_is_never_what_failed_last_while_others_wait(self):
        self.gateway.behave("http_403", about=POISON)
        self.announce_from(self.sender, 1, POISON)
        self.announce(visits=self.make_visits(self.make_people(3)))
        poison = self.messages()[-1]
        self.assertIn(POISON, poison.body)
        # The oldest, tried before, due at once.
        poison.sent_at = fields.Datetime.now() - timedelta(minutes=5)
        self.sender._channel_pause("gateway", "Away.")
        self.gateway.behave("http_403", count=3)
        tried = self.env["sms.wiserv.message"]
        for _nth in range(3):
            tried |= self.probe(self.sender)
        self.assertNotIn(poison, tried)
        self.assertEqual(len(tried), 3, "each a message of its own")
        self.assertEqual(self.probe(self.sender), poison, "tried the longest ago")
        self.assertEqual(self.probe(self.sender), tried[0], "not the one that failed last")
        self.assertFalse(self.sender.paused_at)

    def test_senders_probe_in_turn(self):
        other = self.make_sender("Cash")
        self.gateway.behave("http_403", about=POISON)
        self.announce_from(self.sender, 30, POISON)
        self.dispatch()
        self.assertEqual(self.sender.pause_cause, "gateway")
        self.announce_from(other, 30, "the hall opens at 8.")
        tried = [self.probe(self.sender | other).sender_id for _nth in range(2)]
        self.assertEqual(tried, [self.sender, other])
        self.assertFalse((self.sender | other).filtered("paused_at"))
        self.dispatch()
        self.assertFalse(self.messages("queued", other))

    # === RESUME === #

    def paused(self, count=20):
        self.gateway.behave("http_500")
        self.announce(count)
        self.dispatch()
        self.assertEqual(self.sender.pause_cause, "gateway")
        return self.gateway.counters["requests"]

    def test_resume_tries_one_message_first(self):
        requests = self.paused()
        self.sender.action_resume()
        self.dispatch()
        self.assertEqual(self.gateway.counters["requests"], requests + 1)
        self.assertTrue(self.sender.paused_at)
        self.assertEqual(self.sender.pause_count, CONSECUTIVE_FAILURES + 1)
        self.gateway.reset()
        self.sender.action_resume()
        self.dispatch()
        self.assertFalse(self.sender.paused_at or self.messages("queued"))
        self.assertFalse(self.sender.pause_reply or self.sender.pause_count)

    def test_resume_all_tries_none_first(self):
        self.paused(30)
        self.sender.action_resume_all()
        self.assertFalse(self.sender.paused_at or self.activities("channel"))
        self.dispatch()
        self.assertEqual(len(self.messages("unknown")), 2 * CONSECUTIVE_FAILURES)

    def test_resume_opens_a_channel_that_nothing_could_try(self):
        self.paused(10)
        self.assertFalse(self.messages("queued"))
        self.sender.action_resume()
        self.assertFalse(self.sender.paused_at)

    # === WHAT WAITS FOR A PERSON === #

    def test_unhandled_messages_are_told_once_until_all_are_handled(self):
        self.gateway.behave("close", count=3)
        self.announce(5)
        self.dispatch()
        self.assertEqual(len(self.messages("unknown")), 3)
        self.assertEqual(len(self.activities("unhandled")), 1)
        self.dispatch()
        self.assertEqual(len(self.activities("unhandled")), 1)
        self.messages("unknown")[:2].action_mark_handled()
        self.assertEqual(len(self.activities("unhandled")), 1)
        self.messages("unknown").with_context(resend_unknown=True).action_resend()
        self.assertFalse(self.activities("unhandled"))

    def test_the_vacuum_tells_of_what_no_run_has_seen(self):
        self.gateway.behave("close", count=1)
        self.announce(2)
        self.dispatch()
        self.activities("unhandled").unlink()
        self.env["sms.wiserv.sender"]._gc_activities()
        self.assertEqual(len(self.activities("unhandled")), 1)
        self.env.cr.execute("DELETE FROM sms_wiserv_message WHERE state = 'unknown'")
        self.env["sms.wiserv.sender"]._gc_activities()
        self.assertFalse(self.activities("unhandled"))

    def test_a_test_sms_that_failed_waits_for_nobody(self):
        self.gateway.behave("close")
        self.sender.send_sms("09170000001", "Hello")
        self.env["sms.wiserv.sender"]._gc_activities()
        self.assertFalse(self.activities("unhandled"))
