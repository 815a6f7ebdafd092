# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
import time
from contextlib import suppress
from unittest.mock import patch

from psycopg2 import OperationalError

from odoo import fields

from ..models.outbox.cron import CRON
from ..policy import SOON
from .common import WiservCase
from .provider import TEXT, ProviderCase


class TestCron(WiservCase):
    def run_cron(self, seconds):
        """Call the cron's code with so many seconds left; return what it told: done, remaining."""
        self.env.flush_all()
        with self.enter_registry_test_mode(), self.registry.cursor() as cr:
            cron = self.env(cr=cr).ref(CRON)
            cron, progress = cron.with_context(
                cron_id=cron.id, cron_end_time=time.monotonic() + seconds
            )._add_progress()
            cron.env["sms.wiserv.message"]._cron_dispatch()
            told = progress.done, progress.remaining
        self.env.invalidate_all()
        return told

    def triggers(self):
        return self.env["ir.cron.trigger"].search([("cron_id", "=", self.env.ref(CRON).id)])

    def test_a_run_without_time_left_asks_to_be_called_again(self):
        self.announce(3)
        before = self.triggers()
        self.assertEqual(self.run_cron(0), (0, 1))
        self.assertEqual(len(self.triggers() - before), 1)
        self.assertEqual(len(self.messages("queued")), 3)

    def test_a_run_that_has_sent_everything_is_done(self):
        self.announce(3)
        self.assertEqual(self.run_cron(60), (3, 0))
        self.assertEqual(len(self.messages("accepted")), 3)

    def test_a_run_that_fails_before_it_sends_is_called_again_a_minute_later(self):
        self.announce(3)
        before = self.triggers()
        events = self.registry["sms.wiserv.event"]
        # `assertRaises` would roll back what was committed.
        with patch.object(events, "_tell_pending", side_effect=OperationalError), suppress(OperationalError):
            self.run_cron(60)
        [again] = self.triggers() - before
        self.assertLessEqual(again.call_at, fields.Datetime.now() + SOON)


class TestWaking(ProviderCase):
    """Whatever makes a message due has the dispatcher called at once, and not when the cron next comes by itself."""

    def assert_wakes(self, act):
        triggers = self.env["ir.cron.trigger"]
        before = triggers.search([])
        act()
        self.end_transaction()
        new = triggers.search([("cron_id", "=", self.env.ref(CRON).id)]) - before
        self.assertTrue(new.filtered(lambda trigger: trigger.call_at <= fields.Datetime.now()))

    def test_one_of_odoos_sms_in_the_outbox_wakes_it(self):
        self.env["sms.sms"].create({"number": "+639170000001", "body": TEXT})
        self.assert_wakes(self.run_odoos_queue)

    def test_words_of_ones_own_and_an_event_wake_it(self):
        self.assert_wakes(self.queue)
        visits = self.make_visits(self.make_people(1))
        self.assert_wakes(lambda: self.announce(visits=visits))

    def test_a_message_that_is_resent_wakes_it(self):
        message = self.queue()
        message.action_cancel()
        self.assert_wakes(message.action_resend)

    def test_the_end_of_a_pause_wakes_it(self):
        self.queue()
        for resume in (self.sender.action_resume, self.sender.action_resume_all):
            self.sender.action_pause()
            self.assert_wakes(resume)

    def test_another_account_and_an_accepted_direct_send_wake_it(self):
        self.queue()
        self.sender._channel_pause("credentials", "Refused")
        self.assert_wakes(lambda: self.sender.write({"user_name": "other"}))
        self.sender.user_name = False
        self.sender._channel_pause("gateway", "Refused")
        self.assert_wakes(lambda: self.sender.send_sms("09170000009", "Hello"))
