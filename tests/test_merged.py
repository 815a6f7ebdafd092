# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo.addons.sms_wiserv.tests.merging import MergedMixin

from .events import EventsCase


class TestMerged(MergedMixin, EventsCase):
    """Registrants registered twice, of whom one is merged into the other while SMS wait."""

    def setUp(self):
        super().setUp()
        self.twice, self.once = self.make_registrants(2)
        self.once.name = "Ana Cruz"
        self.manager.action_pause()

    def leave(self):
        self.manager.action_resume()
        self.dispatch()
        return [number for number, _text in self.taken()]

    def test_who_was_enrolled_twice_is_told_once(self):
        members = self.make_members(self.twice | self.once)
        members.state = "enrolled"
        self.end_transaction()
        self.merge(self.twice, self.once)
        self.assertEqual(len(members.exists()), 1)
        self.assertFalse(self.skipped())
        self.assertEqual(sorted(self.messages().mapped("state")), ["cancelled", "queued"])
        self.assertEqual(self.leave(), ["09170000002"])
        # Whoever presses the button.
        self.program.notify_eligible_beneficiaries()
        self.end_transaction()
        self.dispatch()
        self.assertEqual(len(self.taken()), 1)

    def test_who_comes_by_an_enrolment_is_listed_and_notified_in_their_name(self):
        self.make_members(self.twice).state = "enrolled"
        self.end_transaction()
        self.merge(self.twice, self.once)
        self.assertEqual(self.reasons(), {(self.once, "merged")})
        self.skipped().action_notify_again()
        self.assertEqual(self.leave(), ["09170000002"])
        self.assertIn("Ana Cruz", self.messages("accepted").body)
        self.assertFalse(self.skipped())

    def test_each_payment_is_told(self):
        people = self.twice | self.once
        self.enrolled(people)
        payments = self.batches(self.cycle(people)).payment_ids
        payments.write({"status": "paid", "amount_paid": 1500})
        self.end_transaction()
        self.merge(self.twice, self.once)
        self.assertEqual(self.reasons(), {(self.once, "merged")})
        self.skipped().action_notify_again()
        self.assertEqual(self.leave(), ["09170000002"] * 2)

    def test_of_a_cycle_both_were_told_of_one_is(self):
        people = self.twice | self.once
        self.enrolled(people)
        self.cycle(people).state = "approved"
        self.end_transaction()
        self.merge(self.twice, self.once)
        self.assertFalse(self.skipped())
        self.assertEqual(self.leave(), ["09170000002"])

    def test_what_somebody_wrote_is_sent_to_the_other_one(self):
        announcement = self.env["g2p.wiserv.announcement"].create(
            {"body": "The hall opens at 8.", "chosen": self.twice.ids}
        )

        self.env["g2p.wiserv.door"].queue(self.sender, "announcement", self.twice, str(announcement.id))
        self.merge(self.twice, self.once)
        self.assertEqual(self.reasons(), {(self.once, "merged")})
        self.skipped().action_notify_again()
        self.assertEqual(self.leave(), ["09170000002"])
        self.assertEqual(self.messages("accepted").body, "The hall opens at 8.")
