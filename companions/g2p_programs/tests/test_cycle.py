# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .common import ProgramCase


@tagged("post_install", "-at_install")
class TestCycle(ProgramCase):
    def test_cycle_runs_from_draft_to_end_by_the_buttons_of_each_role(self):
        recorder = self._record()
        self._add(self._register(2))
        self.program.enroll_eligible_registrants()
        members = self.program.program_membership_ids
        form = Form(self.env["g2p.cycle"].with_user(self.manager))
        form.name = "First"
        form.program_id = self.program
        form.entitlement_amount = 100
        cycle = form.save()
        recorder.calls.clear()
        cycle.copy_beneficiaries_from_program()
        cycle.action_submit()
        self.assertEqual(cycle.state, "to_approve")
        self.assertNotification(cycle.with_user(self.approver).action_start(), "success", "beneficiaries 2")
        self.assertEqual(cycle.state, "approved")
        cycle.action_end()
        self.assertEqual(cycle.state, "ended")
        self.assertEqual(recorder.calls, [("started", members, cycle), ("ended", members, cycle)])

    def test_cycle_without_beneficiaries_starts_with_the_enrolled_ones(self):
        recorder = self._record()
        cycle = self._enrolled_cycle()
        draft = self._add(self._register(1))
        recorder.calls.clear()
        cycle.action_start()
        self.assertEqual(len(cycle.program_membership_ids), 3)
        self.assertNotIn(draft, cycle.program_membership_ids)
        self.assertEqual(recorder.calls, [("started", cycle.program_membership_ids, cycle)])

    def test_who_left_the_program_is_not_told_of_the_end(self):
        recorder = self._record()
        cycle = self._enrolled_cycle()
        cycle.action_start()
        cycle.program_membership_ids[0].action_exit()
        recorder.calls.clear()
        cycle.action_end()
        self.assertEqual(recorder.calls, [("ended", cycle.program_membership_ids[1:], cycle)])

    def test_cycle_cannot_start_without_anybody(self):
        cycle = self.env["g2p.cycle"].create({"name": "Empty", "program_id": self.program.id})
        with self.assertRaisesRegex(UserError, "has no beneficiaries"):
            cycle.action_start()

    def test_second_click_is_refused(self):
        recorder = self._record()
        cycle = self._enrolled_cycle()
        cycle.action_start()
        recorder.calls.clear()
        with self.assertRaisesRegex(UserError, "First is Started: it cannot become Started"):
            cycle.action_start()
        cycle.action_end()
        with self.assertRaisesRegex(UserError, "First is Ended"):
            cycle.action_end()
        with self.assertRaisesRegex(UserError, "First is Ended"):
            cycle.action_cancel()
        self.assertEqual(len(recorder.calls), 1)

    def test_cancelled_cycle_can_be_taken_up_again(self):
        cycle = self._enrolled_cycle()
        cycle.with_user(self.manager).action_cancel()
        cycle.with_user(self.approver).action_reset()
        self.assertEqual(cycle.state, "draft")

    def test_roles(self):
        cycle = self._enrolled_cycle()
        with self.assertRaisesRegex(AccessError, "Only a cycle approver"):
            cycle.with_user(self.manager).action_start()
        for user in (self.validator, self.finance):
            for method in ("action_submit", "action_cancel", "copy_beneficiaries_from_program"):
                with self.assertRaises(AccessError):
                    getattr(cycle.with_user(user), method)()
        for user in (self.validator, self.approver, self.finance):
            with self.assertRaises(AccessError):
                cycle.with_user(user).prepare_entitlement()
        entitlements = cycle.prepare_entitlement()
        for user in (self.validator, self.approver, self.manager):
            with self.assertRaises(AccessError):
                entitlements.with_user(user).approve_entitlement()

    def test_cycle_ends_after_it_starts(self):
        with self.assertRaisesRegex(ValidationError, "cannot end before"):
            self._enrolled_cycle(start_date="2030-02-01", end_date="2030-01-01")

    def test_each_beneficiary_gets_one_entitlement(self):
        cycle = self._enrolled_cycle()
        entitlements = cycle.with_user(self.manager).prepare_entitlement()
        self.assertEqual(entitlements.partner_id, self.program.program_membership_ids.partner_id)
        self.assertEqual(set(entitlements.mapped("initial_amount")), {500})
        self.assertFalse(cycle.prepare_entitlement(), "a second click adds nothing")
        entitlements[0].with_user(self.finance).cancel_entitlement()
        self.assertEqual(len(cycle.prepare_entitlement()), 1)
        with self.assertRaisesRegex(UserError, "Only a draft"):
            entitlements[0].unlink()

    def test_entitlement_needs_an_amount(self):
        cycle = self._enrolled_cycle(entitlement_amount=0)
        with self.assertRaisesRegex(UserError, "Set the amount"):
            cycle.prepare_entitlement()

    def test_many_beneficiaries_cost_as_many_queries_as_few(self):
        self._record()

        def queries(count):
            program = self._create_program("Grants")
            self._add(self._register(count), program)
            program.enroll_eligible_registrants()
            cycle = self.env["g2p.cycle"].create(
                {"name": "C", "program_id": program.id, "entitlement_amount": 1}
            )
            counts = [self._count_queries(cycle.action_start), self._count_queries(cycle.action_end)]
            return counts

        queries(1)
        self.assertEqual(queries(10), queries(90))
