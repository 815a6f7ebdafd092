# Part of spp_programs_wiserv. License LGPL-3.0 or later (see LICENSE).
from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import new_test_user

from odoo.addons.job_worker.cli.worker import QueueWorker

from .common import MEMBER, ProgramCase

MANY = 200  # from which on OpenSPP enrols, fills cycles and approves in jobs


class TestJobs(ProgramCase):
    """What OpenSPP does in jobs: as the user who asked, without the caller's context and rights, perhaps twice."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partners = cls.make_registrants(MANY)
        cls.officer = new_test_user(
            cls.env,
            "officer",
            groups="base.group_user,spp_programs.group_programs_officer,job_worker.group_queue_job_manager",
        )

    def job(self, method):
        job = self.env["queue.job"].search([("state", "=", "pending")])
        self.assertEqual(job.payload["method"], method)
        return job

    def test_enrolment_by_somebody_who_may_read_no_number(self):
        self.make_members(self.partners)
        program = self.program.with_user(self.officer)
        program.with_context(sms_wiserv_silent=True).enroll_eligible_registrants()
        self.assertFalse(self.told())
        self.assertTrue(self.program.is_locked)
        with self.assertRaises(AccessError):
            self.env["spp.phone.number"].with_user(self.officer).search([])
        # The second unlocks the program. A key of the caller's context does not reach them.
        self.assertEqual(self.do_jobs(), 2)
        self.assertFalse(self.program.is_locked)
        told = self.told("enrolled_in_program")
        self.assertEqual({*told}, {*self.partners})
        self.assertEqual(told[self.partners[0]], "Registrant 1, you are enrolled in Rice Allowance.")

    def test_a_job_that_is_done_twice_tells_once(self):
        self.make_members(self.partners)
        self.program.enroll_eligible_registrants()
        job = self.job("_enroll_eligible_registrants")
        for _again in range(2):
            # Its worker dies after it has committed, before the job is marked done.
            QueueWorker(self.env.cr.dbname).execute_job(self.env.cr, job.id)
            self.end_transaction()
        self.assertEqual(len(self.messages()), MANY)

    def test_a_job_that_fails_tells_nobody_until_it_has_passed(self):
        self.make_members(self.partners)
        self.program.enroll_eligible_registrants()
        job = self.job("_enroll_eligible_registrants")
        failing = patch.object(type(self.program), "_post_enrollment_hook", side_effect=ZeroDivisionError)
        with failing:
            QueueWorker(self.env.cr.dbname).execute_job(self.env.cr, job.id)
        self.assertEqual((job.state, job.attempts), ("pending", 1))
        self.assertFalse(self.told())
        self.do_jobs()
        self.assertEqual(len(self.told()), MANY)

    def test_a_job_that_never_passes_tells_nobody(self):
        self.make_members(self.partners)
        self.program.enroll_eligible_registrants()
        job = self.job("_enroll_eligible_registrants")
        with patch.object(type(self.program), "_post_enrollment_hook", side_effect=ZeroDivisionError):
            while job.state == "pending":
                QueueWorker(self.env.cr.dbname).execute_job(self.env.cr, job.id)
        self.assertEqual((job.state, job.attempts), ("failed", 6))
        self.do_jobs()
        self.assertFalse(self.program.is_locked)
        self.assertFalse(self.told())

    def test_import_by_sql_in_a_job(self):
        self.make_registrants(1000 - MANY, phone=False)
        manager = self.program.get_managers(self.program.MANAGER_ELIGIBILITY)[0]
        manager.import_eligible_registrants(state="enrolled")
        self.assertFalse(self.env[MEMBER].search([("program_id", "=", self.program.id)]))
        self.do_jobs()
        self.assertLessEqual({*self.partners}, {*self.told("enrolled_in_program")})
        self.assertIn("no_number", self.skipped().mapped("reason"))

    def test_a_cycle_of_many_is_filled_started_and_paid_for_in_jobs(self):
        members = self.enrolled(self.partners)
        cycle = self.cycle(members.partner_id)
        self.assertFalse(cycle.cycle_membership_ids)
        self.do_jobs()
        self.entitled(cycle)
        cycle.action_approve()
        self.assertEqual({*self.told("cycle_started")}, {*self.partners})
        cycle.validate_entitlement()
        self.assertFalse(self.told("entitlement_approved"))
        self.do_jobs()
        self.assertEqual({*self.told("entitlement_approved")}, {*self.partners})
