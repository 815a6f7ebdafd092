# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import UserError, ValidationError

from odoo.addons.queue_job.tests.common import trap_jobs

from .common import ProgramsCase


class TestFaults(ProgramsCase):
    """What the real modules do, better or not."""

    def test_a_program_made_by_hand_has_managers_of_four_kinds_and_comes_alone(self):
        program = self.env["g2p.program"].create({"name": "By hand"})
        sources = [pointer.manager_ref_id._name for pointer in program.notification_managers]
        self.assertEqual(sources, ["g2p.program.notification.manager.sms"])
        self.assertFalse(program.eligibility_managers)
        self.assertIsNone(program.get_manager(program.MANAGER_CYCLE))
        with self.assertRaises(ValueError):
            self.env["g2p.program"].create([{"name": "Two"}, {"name": "at once"}])

    def test_neither_a_source_nor_its_pointer_is_in_the_programs_list(self):
        before = self.program.notification_managers
        source = "g2p.program.notification.manager.sms"
        manager = self.env[source].create({"name": "Second", "program_id": self.program.id})
        reference = f"{source},{manager.id}"
        values = {"program_id": self.program.id, "manager_ref_id": reference}
        self.env["g2p.program.notification.manager"].create(values)
        self.assertEqual(self.program.notification_managers, before)

    def test_managers_are_asked_for_by_one_method_or_the_other(self):
        program = self.program
        for kind in (program.MANAGER_PAYMENT, program.MANAGER_CYCLE):
            self.assertTrue(program.get_manager(kind))
            self.assertRaises(NotImplementedError, program.get_managers, kind)
        for kind in (program.MANAGER_NOTIFICATION, program.MANAGER_ELIGIBILITY):
            self.assertIsInstance(program.get_managers(kind), list)
            self.assertRaises(NotImplementedError, program.get_manager, kind)

    def test_the_enrolment_date_changes_with_any_rewrite_and_stays_for_ever(self):
        member = self.members(1, "enrolled")
        member.enrollment_date = earlier = fields.Datetime.to_datetime("2026-01-01")
        member.state = "enrolled"
        self.assertGreater(member.enrollment_date, earlier)
        member.Back_to_draft()
        self.assertTrue(member.enrollment_date)

    def test_the_programs_button_enrols_whoever_left_and_asks_for_jobs_from_200_on(self):
        member = self.members(1, "exited")
        self.program.enroll_eligible_registrants()
        self.assertEqual(member.state, "enrolled")
        self.members(200)
        with trap_jobs() as trap:
            self.program.enroll_eligible_registrants()
            self.assertTrue(self.program.locked)
            trap.assert_jobs_count(2)
            trap.perform_enqueued_jobs()
        self.assertEqual(self.program.eligible_beneficiaries_count, 201)
        self.assertFalse(self.program.locked)

    def test_the_wizard_imports_people_as_enrolled(self):
        people = self.people(2, occupation="fisher")
        values = {"name": "Fishers", "target_type": "individual", "amount_per_cycle": 1}
        values |= {"import_beneficiaries": "yes", "eligibility_domain": "[('occupation', '=', 'fisher')]"}
        program = self.env["g2p.program.create.wizard"].create(values).create_program()["res_id"]
        members = self.env["g2p.program"].browse(program).program_membership_ids
        self.assertEqual((members.partner_id, set(members.mapped("state"))), (people, {"enrolled"}))

    def test_a_cycle_is_approved_key_by_key_before_anybody_asks_who_may(self):
        self.members(1, "enrolled")
        self.program.create_new_cycle()
        cycle = self.program.cycle_ids
        cycle.to_approve()
        written = []
        write = type(cycle).write
        with patch.object(
            type(cycle), "write", lambda self, vals: written.append([*vals]) or write(self, vals)
        ):
            self.assertRaises(ValidationError, cycle.approve)
        self.assertEqual(written[:3], [["approved_date"], ["approved_by"], ["state"]])

    def test_entitlements_are_approved_while_the_fund_lasts(self):
        self.members(1, "enrolled")
        self.program.create_new_cycle()
        cycle = self.program.cycle_ids
        cycle.prepare_entitlement()
        answer = cycle.entitlement_ids.approve_entitlement()
        self.assertEqual(answer["params"]["type"], "danger")
        self.env["g2p.program.fund"].create({"program_id": self.program.id, "amount": 1500})
        self.fund(1499)
        cycle.entitlement_ids.approve_entitlement()
        self.assertEqual(cycle.entitlement_ids.state, "draft", "a draft of a fund is none")
        self.fund(1)
        self.assertIsNone(cycle.entitlement_ids.approve_entitlement())
        self.assertEqual(cycle.entitlement_ids.state, "approved")

    def test_the_default_payment_manager_pays_nobody_and_answers_nothing(self):
        batches = self.batches(2)
        self.assertEqual(len(batches.payment_ids), 2)
        self.assertIsNone(batches.send_payment())
        self.assertEqual(set(batches.payment_ids.mapped("state")), {"issued"})

    def test_from_50_batches_on_payments_are_sent_by_a_job(self):
        batches = self.batches(50, batch_size=1)
        self.assertEqual(len(batches), 50)
        with trap_jobs() as trap:
            answer = batches.cycle_id.send_payment()
            trap.assert_jobs_count(2)
        self.assertEqual(answer["params"]["type"], "success", "nothing is paid yet")

    def test_without_a_batch_tag_no_payment_is_issued(self):
        cycle = self.approved(1)
        self.assertEqual(cycle.prepare_payment()["params"]["type"], "danger")
        self.assertFalse(cycle.entitlement_ids.payment_ids)

    def test_an_import_of_1000_people_goes_by_jobs(self):
        manager = self.program.get_managers(self.program.MANAGER_ELIGIBILITY)[0]
        people = self.env["res.partner"].browse(range(1, 10_002))
        with trap_jobs() as trap:
            manager._import_registrants_async(people, state="enrolled")
            trap.assert_jobs_count(3)

    def test_a_program_without_managers_says_so(self):
        program = self.env["g2p.program"].create({"name": "By hand", "target_type": "individual"})
        self.assertRaises(UserError, program.enroll_eligible_registrants)
