# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import Command, fields

from .common import ProgramCase
from .events import EventsCase


class TestRecheck(ProgramCase):
    """What people wish, who they are and whether it is still true: asked once more before a message leaves."""

    def left_out(self):
        """Send what waits; return ``{registrant: reason}`` of those who were left out."""
        self.dispatch()
        return {skip.partner_id: skip.reason for skip in self.skipped()}

    def renumber(self, partner, phone):
        partner.phone_number_ids.unlink()
        partner.write(
            {"phone": phone, "phone_number_ids": [Command.create({"phone_no": phone})] if phone else []}
        )

    def test_what_changed_while_the_sender_was_paused_counts(self):
        self.manager.action_pause()
        members = self.enrol(9)
        people = members.partner_id
        blacklist = self.env["phone.blacklist"]
        changed = {
            "preference": lambda member: member.partner_id.write({"notification_preference": "none"}),
            "blacklisted": lambda member: blacklist.create({"number": member.partner_id.phone}),
            "inactive": lambda member: member.partner_id.write({"active": False}),
            "disabled": lambda member: member.partner_id.write({"disabled": fields.Datetime.now()}),
            "not_enrolled": lambda member: member.write({"state": "exited"}),
            "no_number": lambda member: self.renumber(member.partner_id, False),
        }
        for member, change in zip(members, changed.values(), strict=False):
            change(member)
        self.renumber(members[6].partner_id, "09185550102")
        members[7].unlink()
        self.manager.action_resume()
        expected = dict(zip(people, changed, strict=False)) | {self.env["res.partner"]: "gone"}
        self.assertEqual(self.left_out(), expected)
        self.assertEqual(sorted(number for number, _text in self.taken()), ["09170000009", "09185550102"])

    def test_who_left_and_came_back_while_the_sender_was_paused_is_told_once(self):
        self.manager.action_pause()
        member = self.enrol()
        member.state = "exited"
        self.end_transaction()
        member.state = "enrolled"
        self.end_transaction()
        self.manager.action_resume()
        self.assertFalse(self.left_out())
        self.assertEqual(len(self.taken()), 1)
        self.assertEqual(sorted(self.messages().mapped("state")), ["accepted", "cancelled"])

    def test_a_registrant_deleted_leaves_neither_number_nor_text(self):
        self.manager.action_pause()
        member = self.enrol()
        self.renumber(member.partner_id, False)
        member.partner_id.unlink()
        message = self.messages()
        self.assertEqual((message.state, message.number, message.body), ("cancelled", False, False))

    def test_a_program_that_has_ended_greets_nobody(self):
        self.enrol(2)
        self.program.state = "ended"
        self.assertEqual(set(self.left_out().values()), {"program_ended"})
        self.assertFalse(self.taken())

    def test_a_sender_whose_template_was_taken_away_is_silent(self):
        self.enrol(2)
        self.manager.on_enrolled_in_program_template = False
        self.assertEqual(set(self.left_out().values()), {"silent"})

    def test_queries_do_not_grow_with_the_number_of_messages(self):
        def queries():
            messages = self.messages()
            messages._ask_again()
            before = self.env.cr.sql_log_count
            messages._ask_again()
            return self.env.cr.sql_log_count - before

        self.enrol(20)
        few = queries()
        self.enrol(300)
        self.assertEqual(queries(), few)
        self.assertLess(few, 30)

    def test_no_more_is_read_of_a_registrant_than_is_asked(self):
        self.enrol(20)
        messages = self.messages()
        partners = messages.partner_id
        messages._ask_again()
        self.assertIn("notification_preference", partners[0]._cache)
        self.assertNotIn("email", partners[0]._cache)


class TestRecheckOfEvents(EventsCase):
    def reason(self):
        self.dispatch()
        return self.skipped().reason

    def test_a_cycle_approved_and_reset_is_not_told(self):
        people = self.make_registrants(1)
        self.enrolled(people)
        cycle = self.cycle(people)
        cycle.state = "approved"
        self.assertEqual(self.told("cycle_started"), people)
        self.silently(cycle).state = "draft"
        self.assertEqual(self.reason(), "untrue")

    def test_that_a_cycle_has_started_stays_true_while_it_goes_on(self):
        people = self.make_registrants(1)
        self.enrolled(people)
        cycle = self.cycle(people)
        cycle.state = "approved"
        self.end_transaction()
        self.silently(cycle).state = "distributed"
        self.assertFalse(self.reason())
        self.assertEqual(len(self.taken()), 1)

    def test_a_payment_that_failed_after_all_is_not_told(self):
        people = self.make_registrants(1)
        self.enrolled(people)
        [payment] = self.batches(self.cycle(people)).payment_ids
        payment.write({"status": "paid", "amount_paid": 1500})
        self.end_transaction()
        payment.status = "failed"
        self.assertEqual(self.reason(), "untrue")

    def test_a_payment_stays_true_when_the_program_ends(self):
        people = self.make_registrants(1)
        self.enrolled(people)
        [payment] = self.batches(self.cycle(people)).payment_ids
        payment.write({"status": "paid", "amount_paid": 1500})
        self.end_transaction()
        self.program.state = "ended"
        self.dispatch()
        self.assertEqual(len(self.taken()), 1)
