# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
import tracemalloc
from unittest.mock import patch

from psycopg2.errors import SerializationFailure

from ..models.outbox import event
from .common import WiservCase

VISITS = "sms.wiserv.test.visit"


class TestMass(WiservCase):
    """An event about very many is answered at once; its messages are made afterwards, and shown from the start."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = cls.make_user("reader", "sms_wiserv.group_sms_user")

    def see(self, count):
        """See an event about a visit that there is, and about so many others; return queries and bytes that it took."""
        first = self.make_visits(self.make_people(1)).id
        visits = self.env[VISITS].browse(range(first, first + count))
        before = self.env.cr.sql_log_count
        self.env["sms.wiserv.test.door"].see("visit", visits)
        tracemalloc.start()
        try:
            self.end_transaction()
            return self.env.cr.sql_log_count - before, tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    def progress(self):
        self.env.invalidate_all()
        return self.sender.with_user(self.user).progress

    def test_the_transaction_of_a_million_takes_few_queries_and_little_memory(self):
        self.see(10_000)
        few, some = self.see(10_000)
        many, much = self.see(1_000_000)
        # A row for each thousand, a hundred rows in a query.
        self.assertLessEqual(many, few + 1_000_000 // 100_000)
        self.assertLess(much, some + 2**20)
        self.assertFalse(self.messages())

    def test_progress_is_shown_before_the_first_message_is_made(self):
        self.see(20_000)
        self.assertEqual(self.progress(), "Being prepared: SMS to 20,000 people at the most.")
        [running] = self.sender.with_user(self.user).running()
        self.assertEqual(running["id"], self.sender.id)

    def test_what_is_prepared_and_what_is_left_to_send_add_up(self):
        visits = self.make_visits(self.make_people(30))
        visits[20:].partner_id.phone = False
        with patch.object(event, "MASS_EVENT", 10), patch.object(event, "EVENT_PIECE", 10):
            visits.announced = True
            self.end_transaction()
        events = self.env["sms.wiserv.event"].search([])
        self.assertEqual(len(events), 3)
        events[0]._tell()
        events[0]._forget()
        self.assertEqual(
            self.progress(), "Being prepared: SMS to 20 people at the most. SMS left: 10 (Visit 10)."
        )

    def test_people_are_told_of_what_a_user_did_who_is_deleted_meanwhile(self):
        user = self.make_user("temporary")
        visits = self.make_visits(self.make_people(11))
        with patch.object(event, "MASS_EVENT", 10):
            visits.with_user(user).announced = True
            self.end_transaction()
        user.unlink()
        self.dispatch()
        self.assertEqual(len(self.messages("accepted")), 11)

    def test_a_piece_that_meets_another_transaction_is_told_in_the_same_run(self):
        visits = self.make_visits(self.make_people(30))
        door, meeting = self.registry["sms.wiserv.test.door"], iter([True])
        tell = door._tell

        def meets(door, *args):
            tell(door, *args)
            if next(meeting, False):
                raise SerializationFailure

        with patch.object(event, "MASS_EVENT", 10), patch.object(event, "EVENT_PIECE", 10):
            visits.announced = True
            self.end_transaction()
            with patch.object(door, "_tell", meets):
                self.dispatch()
        self.assertEqual(len(self.messages("accepted")), 30)
        self.assertTrue(any("Visit: 30 SMS queued." in note for note in self.notes()))

    def test_who_was_skipped_is_told_when_it_is_known(self):
        visits = self.make_visits(self.make_people(30))
        visits[20:].partner_id.phone = False
        with patch.object(event, "MASS_EVENT", 10), patch.object(event, "EVENT_PIECE", 10):
            visits.announced = True
            self.end_transaction()
        self.dispatch()
        self.assertTrue(
            any("Visit: 20 SMS queued, 10 skipped (No phone number 10)." in note for note in self.notes())
        )
        self.assertFalse(self.progress())
