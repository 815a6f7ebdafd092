# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from contextlib import suppress
from datetime import timedelta
from queue import SimpleQueue

from odoo import fields

from .. import policy
from ..dispatch.pools import ConnectionPools
from ..wire import ACCEPTED, NOT_SENT, Result
from .common import WiservCase


class TestChannel(WiservCase):
    def test_refused_credentials_pause_at_once_and_cost_no_attempt(self):
        self.gateway.behave("credentials_reply")
        self.announce(30)
        self.dispatch()
        self.assertEqual((self.sender.channel_state, self.sender.pause_cause), ("paused", "credentials"))
        self.assertEqual(self.messages().mapped("state"), ["queued"] * 30)
        self.assertEqual(set(self.messages().mapped("attempts")), {0})
        self.assertEqual(len(self.sender.activity_ids), 1)
        self.assertLessEqual(self.gateway.counters["requests"], policy.SLOW_START)

    def test_own_words_for_refused_credentials_pause_too(self):
        self.declare("Who are you?", "account")
        self.gateway.behave("unknown_sentence", text="who are you?")
        self.announce()
        self.dispatch()
        self.assertEqual(self.sender.pause_cause, "credentials")
        self.assertEqual(self.messages().state, "queued")

    def test_a_number_that_never_reaches_the_gateway_proves_nothing(self):
        self.gateway.behave("credentials_reply", count=1)
        self.sender.send_sms("09170000001", "Hello")
        self.assertEqual(self.sender.pause_cause, "credentials")
        self.sender.send_sms("12", "Hello")
        self.assertEqual(self.sender.pause_cause, "credentials")

    def test_new_credentials_resume_everything(self):
        self.gateway.behave("credentials_reply", count=1)
        self.company.wiserv_connections = 1
        self.announce(3)
        self.dispatch()
        self.assertEqual(self.sender.channel_state, "paused")
        self.company.wiserv_password = self.gateway.password
        self.assertEqual(self.sender.channel_state, "ready")
        self.assertFalse(self.sender.activity_ids)
        self.dispatch()
        self.assertEqual(set(self.messages().mapped("state")), {"accepted"})

    def test_repeated_failures_pause_instead_of_burning_all_messages(self):
        self.gateway.behave("http_503", retry_after=None)
        self.announce(100)
        self.dispatch()
        self.assertEqual((self.sender.channel_state, self.sender.pause_cause), ("paused", "gateway"))
        tried = self.messages().filtered("attempts")
        self.assertEqual(len(tried), policy.CONSECUTIVE_FAILURES)
        self.assertEqual(set(self.messages().mapped("state")), {"queued"})

    def test_a_message_that_waits_alone_does_not_fail_in_an_outage(self):
        self.gateway.behave("http_503", retry_after=None)
        self.announce()
        message = self.messages()
        for attempts in (1, 2, 3, 3):
            message.next_attempt_at = False
            self.dispatch()
            self.assertEqual((message.state, message.attempts), ("queued", attempts))
        self.assertEqual((self.sender.channel_state, self.sender.pause_cause), ("paused", "gateway"))

    def test_doubtful_answers_in_a_row_pause_too(self):
        self.gateway.behave("html")
        self.announce(100)
        self.dispatch()
        self.assertEqual(self.sender.channel_state, "paused")
        self.assertEqual(len(self.messages("unknown")), policy.CONSECUTIVE_FAILURES)

    def test_probes_are_single_grow_and_cost_no_attempt(self):
        self.gateway.behave("http_503", retry_after=None)
        self.announce(20)
        self.dispatch()
        delay = self.sender.probe_delay
        for _nth in range(2):
            self.gateway.reset()
            self.gateway.behave("http_503", retry_after=None)
            attempts = sum(self.messages().mapped("attempts"))
            self.sender.probe_at = fields.Datetime.now() - timedelta(seconds=1)
            self.dispatch()
            self.assertEqual(self.gateway.counters["requests"], 1)
            self.assertEqual(sum(self.messages().mapped("attempts")), attempts)
            self.assertEqual(self.sender.probe_delay, 2 * delay)
            delay *= 2

    def test_an_accepted_probe_opens_the_channel(self):
        self.gateway.behave("http_503", retry_after=None)
        self.announce(100)
        self.dispatch()
        self.gateway.reset()
        self.sender.probe_at = fields.Datetime.now() - timedelta(seconds=1)
        self.dispatch()
        self.assertEqual(self.sender.channel_state, "ready")
        self.assertFalse(self.sender.activity_ids)
        waiting = self.messages("queued")
        self.assertTrue(all(message.next_attempt_at for message in waiting), "only backed-off ones wait")
        waiting.next_attempt_at = False
        self.dispatch()
        self.assertEqual(set(self.messages().mapped("state")), {"accepted"})

    def test_a_pause_by_hand_holds_until_somebody_resumes(self):
        self.sender.action_pause()
        self.announce(2)
        self.dispatch()
        self.assertEqual(self.messages().mapped("state"), ["queued", "queued"])
        self.assertFalse(self.taken())
        self.company.wiserv_user_name = self.gateway.user
        self.assertEqual(self.sender.channel_state, "paused")
        self.sender.action_resume()
        self.dispatch()
        self.assertEqual(set(self.messages().mapped("state")), {"accepted"})

    def test_retry_after_is_obeyed(self):
        self.gateway.behave("http_429", retry_after=1800)
        self.company.wiserv_connections = 1
        self.announce(5)
        self.dispatch()
        self.assertEqual(self.sender.pause_cause, "gateway")
        self.assertEqual(self.sender.probe_delay, 1800)
        self.assertEqual(self.gateway.counters["requests"], 1)

    def test_a_paused_channel_does_not_keep_the_cron_busy(self):
        self.gateway.behave("credentials_reply")
        self.announce(5)
        self.dispatch()
        triggers = self.env["ir.cron.trigger"].search(
            [("cron_id", "=", self.env.ref("sms_wiserv.ir_cron_dispatch").id)]
        )
        requests = self.gateway.counters["requests"]
        self.dispatch()
        self.assertEqual(self.gateway.counters["requests"], requests)
        later = self.env["ir.cron.trigger"].search([("cron_id", "=", triggers.cron_id.id)]) - triggers
        self.assertTrue(all(trigger.call_at > fields.Datetime.now() for trigger in later))

    def test_one_senders_dead_account_does_not_hold_up_another(self):
        other = self.make_sender("Seeds")
        other.write(
            {
                "api_url": "http://127.0.0.1:9/soap/?wsdl",
                "user_name": "nobody",
                "wiserv_password": "nothing",
            }
        )
        self.announce(visits=self.make_visits(self.make_people(3), sender_id=other.id))
        self.announce(3)
        self.dispatch()
        self.assertEqual(set(self.messages().mapped("state")), {"accepted"})
        self.assertEqual(set(self.messages(sender=other).mapped("state")), {"queued"})

    def test_messages_per_second_are_kept(self):
        self.company.wiserv_messages_per_second = 20
        self.announce(12)
        self.dispatch()
        times = sorted(entry["time"] for entry in self.gateway.journal)
        self.assertEqual(len(times), 12)
        self.assertGreater(times[-1] - times[0], 0.2)

    # === WHAT ANOTHER DISPATCHER OR A PERSON HAS DONE MEANWHILE === #

    def pools(self):
        """Return the pools of a dispatcher, and the circuit breaker of the only one."""
        self.announce()
        pools = ConnectionPools(SimpleQueue())
        self.addCleanup(pools.end)
        pools.refresh(self.env)
        [pool] = pools
        return pools, pool.breaker

    def test_a_pause_for_refused_credentials_stays_one(self):
        for result in (
            Result(NOT_SENT, cause="credentials"),
            Result(NOT_SENT, cause="later", retry_after=60),
        ):
            pools, breaker = self.pools()
            self.sender._channel_pause("credentials", "Refused.")
            breaker.answered(result)
            pools.judge(self.env)
            self.assertEqual((self.sender.pause_cause, self.sender.probe_delay), ("credentials", 900))
            self.sender._channel_open()

    def test_no_answer_ends_a_pause_by_hand(self):
        self.sender._channel_pause("gateway", "Away.")
        self.sender.probe_at = fields.Datetime.now()
        pools, breaker = self.pools()
        self.sender.action_pause()
        breaker.answered(Result(ACCEPTED))
        pools.judge(self.env)
        self.assertEqual(self.sender.pause_cause, "manual")

    def test_a_pause_that_was_rolled_back_is_made_again(self):
        pools, breaker = self.pools()
        breaker.answered(Result(NOT_SENT, cause="credentials"))
        with suppress(ZeroDivisionError), self.env.cr.savepoint():
            pools.judge(self.env)
            raise ZeroDivisionError
        self.assertFalse(self.sender.paused_at)
        pools.rolled_back()
        pools.judge(self.env)
        self.assertEqual(self.sender.pause_cause, "credentials")
