# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from datetime import timedelta
from unittest.mock import patch

from psycopg2.errors import DeadlockDetected

from odoo import fields
from odoo.tools import mute_logger

from ..models.outbox import event
from .common import WiservCase


class TestDoor(WiservCase):
    """The public face: what an addon of a few dozen lines can do with it, and nothing else."""

    def test_a_message_in_words_of_ones_own_is_queued_sent_and_noted(self):
        line = self.env["sms.wiserv.door"].queue(
            self.sender, "manual", self.make_people(2), body="The hall opens at 8."
        )
        self.assertEqual(line, "Office: 2 SMS queued.")
        self.dispatch()
        self.assertEqual(set(self.messages().mapped("state")), {"accepted"})
        self.assertEqual(
            sorted(self.taken()),
            [("09170000001", "The hall opens at 8."), ("09170000002", "The hall opens at 8.")],
        )
        self.assertIn("Message Queued", self.notes("Wiserv Response")[0])

    def test_an_event_that_was_seen_is_told_at_the_end_of_the_transaction(self):
        visits = self.make_visits(self.make_people(2))
        visits.announced = True
        self.assertFalse(self.messages(), "told before the place was written")
        visits.place = "Chapel"
        self.end_transaction()
        self.assertEqual(set(self.messages().mapped("body")), {"Person 1: Chapel", "Person 2: Chapel"})
        self.assertFalse(self.env["sms.wiserv.event"].search([]))

    def test_a_savepoint_is_not_the_end_of_the_transaction(self):
        visits = self.make_visits(self.make_people(2))
        visits[0].announced = True
        with self.env.cr.savepoint():
            visits[1].announced = True
        self.assertFalse(self.messages(), "told before the place was written")
        visits.place = "Chapel"
        self.end_transaction()
        self.assertTrue(
            self.env["ir.cron.trigger"].search(
                [("cron_id", "=", self.env.ref("sms_wiserv.ir_cron_dispatch").id)]
            ),
            "nobody is woken",
        )
        self.dispatch()
        self.assertEqual(set(self.messages().mapped("body")), {"Person 1: Chapel", "Person 2: Chapel"})

    def see_one_by_one(self, visits):
        """See the same event with a savepoint behind each, which leaves a row for each to the scheduled action."""
        for visit in visits:
            visit.announced = True
            self.env.cr.precommit.clear()
            self.env.cr.precommit.data.clear()
        self.assertEqual(self.env["sms.wiserv.event"].search_count([]), len(visits))

    def test_what_many_savepoints_leave_is_told_together(self):
        self.see_one_by_one(self.make_visits(self.make_people(5)))
        door = type(self.env["sms.wiserv.test.door"])
        with (
            patch.object(event, "EVENT_PIECE", 3),
            patch.object(door, "_tell", autospec=True, side_effect=door._tell) as tell,
        ):
            self.dispatch()
        self.assertEqual([len(call.args[2]) for call in tell.call_args_list], [3, 2])
        self.assertEqual(len(self.messages("accepted")), 5)
        self.assertTrue(any("Visit: 5 SMS queued." in note for note in self.notes()))

    @mute_logger("odoo.addons.sms_wiserv.models.outbox.pending")
    def test_of_what_is_told_together_one_that_fails_keeps_no_other_back(self):
        visits = self.make_visits(self.make_people(3))
        self.see_one_by_one(visits)
        door = type(self.env["sms.wiserv.test.door"])
        original = door._skip_reasons

        def failing(door, sender, event, people):
            if visits[1].partner_id.id in people.ids:
                raise ZeroDivisionError
            return original(door, sender, event, people)

        with patch.object(door, "_skip_reasons", failing):
            self.dispatch()
        self.assertEqual(self.messages().partner_id, (visits[0] | visits[2]).partner_id)
        [left] = self.env["sms.wiserv.event"].search([])
        self.assertEqual(left.res_ids, visits[1].ids)
        self.assertGreater(left.retry_at, fields.Datetime.now() + timedelta(minutes=50))

    def test_an_event_is_told_once_however_often_it_is_seen(self):
        visits = self.announce(2)
        visits.announced = False
        self.announce(visits=visits)
        self.env["sms.wiserv.test.door"].see("visit", visits)
        self.end_transaction()
        self.assertEqual(len(self.messages()), 2)

    def test_another_occasion_is_told_again(self):
        visits = self.announce(1)
        self.env["sms.wiserv.test.door"].queue(self.sender, "visit", visits, occasion="second")
        self.assertEqual(len(self.messages()), 2)

    def test_what_a_rolled_back_savepoint_undoes_is_not_told(self):
        visits = self.make_visits(self.make_people(2))
        visits[0].announced = True
        with self.assertRaises(ZeroDivisionError), self.env.cr.savepoint():
            visits[1].announced = True
            self.env.flush_all()
            raise ZeroDivisionError
        self.end_transaction()
        self.dispatch()
        self.assertEqual(self.messages().partner_id, visits[0].partner_id, "and what it does not undo is")

    def test_what_is_imported_is_no_news(self):
        for key in ("import_file", "install_mode", "sms_wiserv_silent"):
            with self.subTest(key):
                visits = self.make_visits(self.make_people(1))
                visits.with_context(**{key: True}).announced = True
                self.end_transaction()
                self.assertFalse(self.messages())

    def test_the_door_says_who_may_be_told(self):
        busy, idle = self.make_people(2)
        busy.function = "busy"
        self.announce(visits=self.make_visits(busy | idle))
        self.assertEqual(self.messages().partner_id, idle)
        self.assertEqual(self.skipped().mapped("reason"), ["busy"])

    def queue_by_a_listener(self, count=1):
        visits = self.make_visits(self.make_people(count))
        self.env["sms.wiserv.test.listener"].queue(self.sender, "visit", visits, "by a listener")
        return visits

    def test_the_door_hears_what_became_of_its_messages(self):
        told, left_out = visits = self.queue_by_a_listener(2)
        visits.announced = True
        self.announce(1)
        left_out.partner_id.phone = False
        self.dispatch()
        self.assertEqual((told.outcome, left_out.outcome), ("accepted", "cancelled"))
        self.assertEqual(set(self.messages().mapped("state")), {"accepted", "cancelled"})

    def test_a_door_that_fails_to_take_note_costs_no_outcome(self):
        visits = self.queue_by_a_listener()
        visits.announced = True
        door = self.env.registry["sms.wiserv.test.listener"]
        self.patch(door, "_outcome", lambda door, messages: 1 / 0)
        with self.assertLogs("odoo.addons.sms_wiserv", "ERROR"):
            self.dispatch()
        self.assertEqual(set(self.messages().mapped("state")), {"accepted"})
        self.assertFalse(visits.outcome)

    def test_a_door_that_was_in_a_deadlock_takes_note_all_the_same(self):
        visits = self.queue_by_a_listener()
        visits.announced = True
        door, deadlocks = self.env.registry["sms.wiserv.test.listener"], iter(range(2))
        takes_note = door._outcome

        def meets(door, messages):
            takes_note(door, messages)
            if next(deadlocks, None) is not None:
                raise DeadlockDetected

        self.patch(door, "_outcome", meets)
        self.dispatch()
        self.assertEqual(set(self.messages().mapped("state")), {"accepted"})
        self.assertEqual(visits.outcome, "accepted")

    def test_a_mass_is_told_after_the_transaction_in_pieces(self):
        self.patch_policy(MASS_EVENT=3, EVENT_PIECE=2)
        visits = self.announce(5)
        self.assertFalse(self.messages())
        self.assertEqual(len(self.env["sms.wiserv.event"].search([])), 3)
        self.dispatch()
        self.assertEqual(len(self.messages("accepted")), len(visits))
        self.assertEqual(sum("SMS queued" in note for note in self.notes()), 1, "one note for all pieces")

    def test_who_tells_of_a_mass_is_woken(self):
        self.patch_policy(MASS_EVENT=3)
        cron = [("cron_id", "=", self.env.ref("sms_wiserv.ir_cron_dispatch").id)]
        before = self.env["ir.cron.trigger"].search(cron)
        self.announce(5)
        self.assertTrue(self.env["ir.cron.trigger"].search(cron) - before)

    def patch_policy(self, **values):
        for name, value in values.items():
            self.patch(event, name, value)
