# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tools import mute_logger

from ..models.outbox import event
from ..models.outbox.cron import CRON
from .common import WiservCase


class TestStalled(WiservCase):
    """Nobody sends, and nothing says so: then the sender does."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cron = cls.env.ref(CRON)
        cls.triggers = cls.env["ir.cron.trigger"].search([("cron_id", "=", cls.cron.id)])
        cls.triggers.unlink()

    def state(self):
        self.env.invalidate_all()
        return self.sender.channel_state

    def wait(self, **time):
        """Have nobody come for so long."""
        self.env["ir.cron.trigger"].search([("cron_id", "=", self.cron.id)]).call_at = (
            fields.Datetime.now() - timedelta(**time)
        )

    def test_the_next_event_tells_that_the_scheduled_action_is_off(self):
        self.cron.active = False
        self.assertEqual(self.state(), "ready", "nothing waits")
        self.announce()
        self.assertEqual(self.state(), "stalled")
        self.assertIn("“SMS: send what is queued” is switched off", self.sender.channel_reason)
        [activity] = self.sender.activity_ids
        self.assertIn("is switched off", activity.note)
        self.announce()
        self.assertEqual(len(self.sender.activity_ids), 1)

    def see_a_mass(self):
        visits = self.make_visits(self.make_people(11))
        with patch.object(event, "MASS_EVENT", 10):
            self.announce(visits=visits)
        self.assertFalse(self.messages())

    def test_a_mass_whose_messages_nobody_makes_is_told_too(self):
        self.cron.active = False
        self.see_a_mass()
        self.assertEqual(self.state(), "stalled")
        self.assertIn("is switched off", self.sender.channel_reason)
        [activity] = self.sender.activity_ids
        self.assertIn("is switched off", activity.note)
        self.cron.active = True
        self.dispatch()
        self.assertEqual((self.state(), len(self.messages("accepted"))), ("ready", 11))
        self.assertFalse(self.sender.activity_ids)

    @mute_logger("odoo.addons.sms_wiserv.models.outbox.pending")
    def test_people_who_cannot_be_told_because_a_door_fails_are_told_of(self):
        self.see_a_mass()
        with patch.object(type(self.env["sms.wiserv.test.door"]), "_skip_reasons", side_effect=ValueError):
            self.dispatch()
        self.assertEqual(self.state(), "stalled")
        self.assertIn("Some people could not be told", self.sender.channel_reason)
        [activity] = self.sender.activity_ids
        self.assertIn("Some people could not be told", activity.note)
        # It does not end with the next run, but when they are told.
        self.sender._end_stalled()
        self.assertEqual(self.sender.activity_ids, activity)
        self.env["sms.wiserv.event"].search([]).retry_at = fields.Datetime.now() - timedelta(hours=1)
        self.dispatch()
        self.assertEqual((self.state(), len(self.messages("accepted"))), ("ready", 11))
        self.assertFalse(self.sender.activity_ids)

    @mute_logger(
        "odoo.addons.sms_wiserv.models.outbox.pending", "odoo.addons.sms_wiserv.models.sender.troubled"
    )
    def test_they_are_put_off_even_if_that_cannot_be_told(self):
        self.see_a_mass()
        door, sender = type(self.env["sms.wiserv.test.door"]), type(self.sender)
        with patch.object(door, "_skip_reasons", side_effect=ValueError):
            with patch.object(sender, "_tell_stalled", side_effect=ValueError):
                self.dispatch()
        self.assertTrue(all(self.env["sms.wiserv.event"].search([]).mapped("retry_at")))

    def test_it_is_over_when_a_dispatcher_comes(self):
        self.cron.active = False
        self.announce()
        self.cron.active = True
        self.dispatch()
        self.assertEqual(self.state(), "ready")
        self.assertFalse(self.sender.activity_ids)
        self.cron.active = False
        self.announce()
        self.assertEqual(len(self.sender.activity_ids), 1, "and told again when it happens again")

    def test_the_vacuum_tells_that_no_server_comes(self):
        self.announce()
        self.wait(minutes=4)
        self.env["sms.wiserv.sender"]._gc_tell_stalled()
        self.assertEqual(self.state(), "ready")
        self.wait(minutes=6)
        self.assertEqual(self.state(), "stalled")
        self.assertIn("Nobody has sent SMS for some minutes", self.sender.channel_reason)
        self.assertFalse(self.sender.activity_ids)
        self.env["sms.wiserv.sender"]._gc_tell_stalled()
        self.assertEqual(len(self.sender.activity_ids), 1)

    def test_a_form_that_shows_it_has_it_told_once_whoever_opens_it(self):
        self.announce()
        self.wait(minutes=6)
        reader = self.sender.with_user(self.make_user("clerk", "sms_wiserv.group_sms_user"))
        self.assertTrue(reader.tell_stalled())
        self.assertFalse(reader.tell_stalled())
        self.assertEqual(len(self.sender.activity_ids), 1)
        self.assertIn("Nobody has sent SMS for some minutes", self.sender.activity_ids.note)

    def test_a_form_has_nothing_told_that_is_not_so(self):
        self.announce()
        self.wait(minutes=4)
        self.assertFalse(self.sender.tell_stalled())
        self.assertFalse(self.sender.activity_ids)

    def test_a_button_tells_it_too(self):
        self.announce()
        self.sender.action_pause()
        self.cron.active = False
        self.assertEqual(self.state(), "paused", "a pause is no stop")
        self.sender.action_resume()
        self.assertEqual(len(self.sender.activity_ids), 1)

    def test_a_scheduled_action_that_fails_again_and_again_is_named(self):
        self.announce()
        self.cron.failure_count = 3
        self.assertEqual(self.state(), "stalled")
        self.assertIn("fails again and again", self.sender.channel_reason)

    def test_a_dispatcher_at_work_is_no_stop(self):
        self.announce()
        self.wait(minutes=6)
        with self.registry.cursor() as cr, self.env(cr=cr)["sms.wiserv.message"]._dispatcher_lock():
            self.assertEqual(self.state(), "ready")
        self.assertEqual(self.state(), "stalled")

    def test_what_waits_for_its_hours_is_no_stop(self):
        self.announce()
        self.cron.active = False
        hour = fields.Datetime.now().hour
        self.sender.write(
            {
                "hours": "own",
                "hours_from": (hour + 2) % 24,
                "hours_to": (hour + 3) % 24,
                "hours_tz": "UTC",
            }
        )
        self.assertEqual(self.state(), "ready")
