# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError

from .common import WiservCase


class TestOutbox(WiservCase):
    def test_an_event_queues_a_message_and_the_cron_sends_it(self):
        visit = self.announce()
        message = self.messages()
        self.assertEqual(message.state, "queued")
        self.assertEqual((message.event, message.priority), ("visit", "1"))
        self.assertEqual((message.res_model, message.res_id), (visit._name, visit.id))
        self.assertEqual(message.partner_id, visit.partner_id)
        self.assertFalse(self.taken(), "nothing leaves before the dispatcher runs")
        self.dispatch()
        self.assertEqual(message.state, "accepted")
        self.assertEqual(message.reply, "Message Queued")
        self.assertEqual(message.attempts, 1)
        self.assertTrue(message.sent_at and message.answered_at)
        self.assertEqual(self.taken(), [("09170000001", message.body)])

    def test_an_event_wakes_the_cron(self):
        cron = self.env.ref("sms_wiserv.ir_cron_dispatch")
        before = self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)])
        self.announce()
        self.assertTrue(self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)]) - before)

    def test_missing_settings_hold_messages_back_and_tell_the_administrator(self):
        self.company.action_wiserv_forget_password()
        self.announce()
        self.dispatch()
        self.assertEqual(self.messages().state, "queued")
        self.assertEqual(self.sender.channel_state, "unconfigured")
        self.assertEqual(self.sender.channel_reason, "Missing: password.")
        self.assertEqual(len(self.sender.activity_ids), 1)
        self.company.wiserv_password = self.gateway.password
        self.dispatch()
        self.assertEqual(self.messages().state, "accepted")
        self.assertFalse(self.sender.activity_ids)

    def test_a_refused_message_fails_for_good(self):
        self.gateway.behave("fault")
        self.announce()
        self.dispatch()
        message = self.messages()
        self.assertEqual(message.state, "failed")
        self.assertTrue(message.failure_reason)
        self.dispatch()
        self.assertEqual(message.attempts, 1)

    def test_no_clear_answer_is_unknown_and_never_tried_again(self):
        self.gateway.behave("close")
        self.announce()
        self.dispatch()
        message = self.messages()
        self.assertEqual(message.state, "unknown")
        requests = self.gateway.counters["requests"]
        self.gateway.reset()
        self.dispatch()
        self.assertEqual(message.state, "unknown")
        self.assertTrue(requests)
        self.assertFalse(self.taken())

    def test_what_was_not_sent_is_tried_again_later(self):
        self.gateway.behave("http_503", count=1, retry_after=None)
        self.announce()
        before = fields.Datetime.now()
        self.dispatch()
        message = self.messages()
        self.assertEqual((message.state, message.attempts), ("queued", 1))
        self.assertGreater(message.next_attempt_at, before + timedelta(seconds=10))
        self.assertLessEqual(message.next_attempt_at, fields.Datetime.now() + timedelta(seconds=31))
        self.assertIn("not sent", message.history)
        self.dispatch()
        self.assertEqual(message.state, "queued", "its time has not come")
        message.next_attempt_at = fields.Datetime.now() - timedelta(seconds=1)
        self.dispatch()
        self.assertEqual((message.state, message.attempts), ("accepted", 2))

    def test_the_last_attempt_makes_it_failed(self):
        self.company.wiserv_max_attempts = 1
        self.gateway.behave("http_503", count=1, retry_after=None)
        self.announce()
        self.dispatch()
        self.assertEqual(self.messages().state, "failed")

    def test_a_time_far_ahead_is_a_clock_that_was_set_back(self):
        self.announce()
        message = self.messages()
        message.next_attempt_at = fields.Datetime.now() + timedelta(days=1)
        self.dispatch()
        self.assertEqual(message.state, "accepted")

    def test_an_urgent_message_overtakes_a_mass(self):
        self.company.wiserv_connections = 1
        self.announce(40)
        late_comer = self.env["res.partner"].create({"name": "Late Comer", "phone": "09189999999"})
        self.announce(visits=self.make_visits(late_comer))
        self.dispatch()
        numbers = [number for number, _text in self.taken()]
        self.assertEqual(len(numbers), 41)
        self.assertEqual(numbers[0], "09189999999")

    def test_a_sender_with_waiting_messages_takes_them_along_only_knowingly(self):
        self.announce()
        with self.assertRaisesRegex(UserError, "wait"):
            self.sender.unlink()
        self.messages().action_cancel()
        self.sender.unlink()

    # === CLAIMS === #

    def test_a_dispatcher_that_died_leaves_unknown_and_a_living_one_is_not_robbed(self):
        self.announce(2)
        outbox = self.env["sms.wiserv.message"]
        dead, alive = self.messages()
        self.env.flush_all()
        with (
            self.registry.cursor() as other,
            outbox.with_env(self.env(cr=other))._dispatcher_lock() as number,
        ):
            dead.write({"state": "sending", "dispatcher": number + 1})
            alive.write({"state": "sending", "dispatcher": number})
            self.env.flush_all()
            self.assertEqual(outbox._recover_dead(0), dead)
            self.assertIn("unknown. The sending process died", dead.history)
            self.assertEqual((dead.state, alive.state), ("unknown", "sending"))
        self.assertEqual(outbox._recover_dead(0), alive)
        self.assertEqual(alive.state, "unknown")

    def claimed(self, senders, limit):
        """Claim as a dispatcher does; return ids by sender, in order."""
        self.env.flush_all()
        rows = self.env["sms.wiserv.message"]._claim(1, senders.company_id.id, senders.ids, limit, {})
        self.env.invalidate_all()
        return {
            sender: sorted(id_ for id_, owner, *_rest in rows if owner == sender.id) for sender in senders
        }

    def test_retries_take_half_of_a_claim_while_others_wait(self):
        retries = self.queue(6)
        retries.next_attempt_at = fields.Datetime.now() - timedelta(minutes=1)
        self.announce(3, self.make_visits(self.make_people(3)))
        new = self.messages() - retries
        ids = self.claimed(self.sender, 4)[self.sender]
        self.assertEqual((len({*ids} & {*retries.ids}), len({*ids} & {*new.ids})), (2, 2))
        self.assertEqual(
            len(self.claimed(self.sender, 4)[self.sender]), 4, "and all of it when nobody else waits"
        )

    def test_senders_of_one_claim_get_equal_shares_and_what_is_left(self):
        other = self.make_sender("Cash")
        self.announce(20)
        self.announce(visits=self.make_visits(self.make_people(3), sender_id=other.id))
        both = self.sender | other
        for expected in ([2, 2], [3, 1], [4, 0]):
            self.assertEqual([len(ids) for ids in self.claimed(both, 4).values()], expected)

    def test_an_answer_that_comes_late_replaces_unknown_unless_somebody_resent(self):
        self.announce(2)
        answered, resent = self.messages()
        outbox = self.env["sms.wiserv.message"]
        (answered | resent).write({"state": "unknown", "dispatcher": 7})
        resent.with_context(resend_unknown=True)._resend()
        self.env.flush_all()
        outbox._record(
            7,
            [(message.id, "accepted", "ok", "", None, 0, None, "accepted") for message in (answered, resent)],
        )
        self.assertEqual((answered.state, resent.state), ("accepted", "queued"))

    def test_direct_sends_take_nothing_from_the_dispatchers_share(self):
        outbox = self.env["sms.wiserv.message"]
        for direct, count in ((True, 0), (False, 1)):
            with outbox._dispatcher_lock(direct=direct) as number:
                self.assertEqual(outbox._live_dispatchers(), count)
                self.assertEqual(number < 0, direct)

    # === RETENTION === #

    def test_old_messages_go_but_are_never_sent_twice(self):
        visits = self.announce(2)
        self.dispatch()
        old = self.messages()
        old.answered_at = fields.Datetime.now() - timedelta(days=91)
        recent = self.announce(1)
        self.env["sms.wiserv.message"]._gc_messages()
        self.assertFalse(old.exists())
        self.assertEqual(len(self.messages()), 1)
        self.env["sms.wiserv.test.door"].see("visit", visits | recent)
        self.end_transaction()
        self.assertEqual(len(self.messages()), 1)

    def test_failed_messages_stay_until_handled_or_much_older(self):
        self.gateway.behave("fault")
        self.announce(3)
        self.dispatch()
        messages = self.messages("failed")
        self.assertEqual(len(messages), 3)
        messages.answered_at = fields.Datetime.now() - timedelta(days=91)
        messages[0].action_mark_handled()
        messages[1].answered_at = fields.Datetime.now() - timedelta(days=361)
        self.env["sms.wiserv.message"]._gc_messages()
        self.assertEqual(messages.exists(), messages[2])

    def test_zero_days_keep_everything(self):
        self.company.wiserv_retention_days = 0
        self.announce()
        self.dispatch()
        self.messages().answered_at = fields.Datetime.now() - timedelta(days=9999)
        self.env["sms.wiserv.message"]._gc_messages()
        self.assertEqual(len(self.messages()), 1)
