# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import ProgramCase


@tagged("post_install", "-at_install")
class TestEnrolment(ProgramCase):
    def test_manager_enrols_one_by_the_button(self):
        recorder = self._record()
        membership = self._add(self._register(1)).with_user(self.manager)
        action = membership.enroll_eligible_registrants()
        self.assertNotification(action, "success", "Enrolled: 1.", "Recorded.")
        self.assertEqual(membership.state, "enrolled")
        self.assertNow(membership.enrollment_date)
        self.assertEqual(recorder.calls, [("enrolled", membership)])

    def test_second_click_enrols_and_tells_nobody(self):
        recorder = self._record()
        membership = self._add(self._register(1))
        membership.enroll_eligible_registrants()
        date = membership.enrollment_date
        self.assertNotification(membership.enroll_eligible_registrants(), "warning", "nobody to enrol")
        self.assertNotification(self.program.enroll_eligible_registrants(), "warning", "nobody to enrol")
        self.assertEqual(membership.enrollment_date, date)
        self.assertEqual(len(recorder.calls), 1)

    def test_program_enrols_eligible_drafts_and_tells_of_all_in_one_call(self):
        recorder = self._record()
        eligible = self._add(self._register(3))
        household = self._add(self._register(1, is_group=True))
        archived = self._add(self._register(1, active=False))
        stranger = self._add(self.env["res.partner"].create({"name": "No registrant"}))
        exited = self._add(self._register(1))
        exited.state = "exited"
        action = self.program.with_user(self.manager).enroll_eligible_registrants()
        self.assertNotification(action, "warning", "Enrolled: 3.", "Not eligible: 3.")
        self.assertEqual(set(eligible.mapped("state")), {"enrolled"})
        self.assertEqual(set((household | archived | stranger).mapped("state")), {"not_eligible"})
        self.assertEqual(exited.state, "exited")
        ((event, memberships),) = recorder.calls
        self.assertEqual((event, set(memberships.ids)), ("enrolled", set(eligible.ids)))

    def test_program_for_groups_enrols_groups_only(self):
        program = self._create_program("Households", target_type="group")
        household = self._add(self._register(1, is_group=True), program)
        individual = self._add(self._register(1), program)
        program.enroll_eligible_registrants()
        self.assertEqual((household.state, individual.state), ("enrolled", "not_eligible"))

    def test_nobody_eligible_tells_nobody(self):
        recorder = self._record()
        membership = self._add(self._register(1, is_group=True))
        self.assertNotification(membership.enroll_eligible_registrants(), "danger", "Not eligible: 1.")
        self.assertFalse(membership.enrollment_date)
        self.assertFalse(recorder.calls)

    def test_memberships_of_two_programs_are_told_to_each_program(self):
        recorder = self._record()
        partner = self._register(1)
        other = self._create_program("School meals")
        memberships = self._add(partner) | self._add(partner, other)
        memberships.enroll_eligible_registrants()
        self.assertEqual(recorder.calls, [("enrolled", memberships[0]), ("enrolled", memberships[1])])

    def test_reenrolment_is_a_new_event_with_a_later_date(self):
        recorder = self._record()
        membership = self._add(self._register(1))
        dates = set()
        for leave in (membership.action_exit, membership.action_pause, membership.action_exit):
            membership.enroll_eligible_registrants()
            dates.add(membership.enrollment_date)
            leave()
        self.assertEqual(len(dates), 3)
        self.assertEqual(len(recorder.calls), 3)

    def test_date_is_set_however_the_state_becomes_enrolled(self):
        written = self._add(self._register(1))
        written.state = "enrolled"
        created = self.env["g2p.program_membership"].create(
            {"program_id": self.program.id, "partner_id": self._register(1).id, "state": "enrolled"}
        )
        self.assertNow(written.enrollment_date)
        self.assertNow(created.enrollment_date)
        date = written.enrollment_date
        (written | self._add(self._register(1))).state = "enrolled"
        self.assertEqual(written.enrollment_date, date, "who is enrolled already keeps the date")

    def test_ended_program_enrols_nobody(self):
        membership = self._add(self._register(1))
        self.program.with_user(self.manager).end_program()
        with self.assertRaisesRegex(UserError, "Seed grants has ended"):
            membership.enroll_eligible_registrants()
        with self.assertRaisesRegex(UserError, "Seed grants has ended"):
            self.program.import_registrants()
        self.program.with_user(self.manager).reactivate_program()
        self.assertNotification(membership.enroll_eligible_registrants(), "success")

    def test_others_look_and_do_not_touch(self):
        recorder = self._record()
        membership = self._add(self._register(1))
        for user in (self.validator, self.approver, self.finance):
            self.assertEqual(membership.with_user(user).partner_id, membership.partner_id)
            for record in (membership, self.program):
                with self.assertRaises(AccessError):
                    record.with_user(user).enroll_eligible_registrants()
            with self.assertRaises(AccessError):
                self.program.with_user(user).end_program()
        self.assertFalse(recorder.calls)

    def test_user_of_another_company_sees_no_program(self):
        company = self.env["res.company"].create({"name": "Other"})
        self.manager.write({"company_ids": [(6, 0, company.ids)], "company_id": company.id})
        self._add(self._register(1))
        for model in ("g2p.program", "g2p.program_membership"):
            self.assertFalse(
                self.env[model].with_user(self.manager).search([])
                & self.env[model].search([("company_id", "!=", company.id)])
            )

    def test_registrant_is_in_a_program_once(self):
        partner = self._register(1)
        self._add(partner)
        with mute_logger("odoo.sql_db"), self.assertRaisesRegex(IntegrityError, "partner_once"):
            self._add(partner)

    def test_registrants_of_the_target_type_are_imported_once(self):
        partners = self._register(2)
        household = self._register(1, is_group=True)
        other_company = self.env["res.company"].create({"name": "Other"})
        foreigner = self._register(1, company_id=other_company.id)
        self._add(partners[0])
        self.program.with_user(self.manager).import_registrants()
        members = self.program.program_membership_ids.partner_id
        self.assertFalse(self.program.program_membership_ids.message_ids, "thousands would cost too much")
        self.assertFalse(self.program.program_membership_ids.message_follower_ids)
        self.assertEqual(partners & members, partners)
        self.assertFalse(members & (household | foreigner))
        self.assertNotification(self.program.import_registrants(), "success", "Added: 0.")
        with self.assertRaisesRegex(UserError, "belongs to another company|incompatible companies"):
            self._add(foreigner)

    def test_manager_creates_a_program_with_beneficiaries_in_the_form(self):
        partner = self._register(1)
        form = Form(self.env["g2p.program"].with_user(self.manager))
        form.name = "School meals"
        with form.program_membership_ids.new() as line:
            line.partner_id = partner
        program = form.save()
        program.enroll_eligible_registrants()
        self.assertEqual(program.membership_count, 1)
        action = program.action_open_memberships()
        self.assertEqual(self.env[action["res_model"]].search(action["domain"]).partner_id, partner)

    def test_enrolling_many_costs_as_many_queries_as_enrolling_few(self):
        self._record()

        def queries(count):
            program = self._create_program("Grants")
            self._add(self._register(count), program)
            return self._count_queries(program.enroll_eligible_registrants)

        queries(1)
        self.assertEqual(queries(10), queries(100))
