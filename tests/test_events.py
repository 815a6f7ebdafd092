# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from .events import EventsCase

WELCOME = "{}, you are enrolled in Rice Allowance."


class TestEnrolment(EventsCase):
    """Every way that somebody becomes enrolled, whether a hook is called there or not."""

    def test_by_the_button_of_one_member_which_calls_the_hook(self):
        for role in ("administrator", "manager", "validator"):
            member = self.make_members(self.make_registrants(1, name=f"Of {role}"))
            action = self.as_role(role, member).enroll_eligible_registrants()
            self.assertEqual(action["params"]["type"], "success")
            self.assertEqual(self.texts()[member.partner_id], WELCOME.format(f"Of {role}"))
        self.assertEqual(len(self.messages()), 3)
        self.dispatch()
        self.assertEqual(len(self.taken()), 3)

    def test_by_the_button_of_the_program_which_calls_none(self):
        partners = self.make_registrants(3)
        self.make_members(partners)
        self.as_role("manager", self.program).enroll_eligible_registrants()
        self.assertEqual(self.told("enrolled"), partners)

    def test_by_the_jobs_of_a_large_program(self):
        partners = self.make_registrants(200)
        self.make_members(partners)
        with self.jobs():
            self.as_role("manager", self.program).enroll_eligible_registrants()
            self.assertFalse(self.told("enrolled"))
        self.assertEqual(self.told("enrolled"), partners)

    def test_by_the_import_of_the_wizard_that_creates_members_enrolled(self):
        partners = self.make_registrants(3, city="Cebu")
        eligibility = self.program.get_managers(self.program.MANAGER_ELIGIBILITY)[0]
        eligibility.eligibility_domain = "[('city', '=', 'Cebu')]"
        self.as_role("manager", eligibility).import_eligible_registrants(state="enrolled")
        self.assertEqual(self.told("enrolled"), partners)

    def test_by_remote_calls_that_write_or_create_the_state(self):
        for role in ("registrar", "manager", "validator"):
            first, second = self.make_registrants(2)
            self.as_role(role, self.make_members(first)).write({"state": "enrolled"})
            self.as_role(role, self.env["g2p.program_membership"]).create(
                {"partner_id": second.id, "program_id": self.program.id, "state": "enrolled"}
            )
            self.assertLessEqual(first | second, self.told("enrolled"), role)

    def test_notify_hands_on_a_list_again_and_again_and_everybody_is_told_once(self):
        members = self.enrolled(self.make_registrants(3))
        self.assertFalse(self.told("enrolled"))
        for _click in range(2):
            self.as_role("manager", self.program).notify_eligible_beneficiaries()
            self.assertEqual(self.told("enrolled"), members.partner_id)
        self.assertEqual(len(self.messages()), 3)

    def test_the_hook_takes_whatever_upstream_hands_to_it(self):
        members = self.enrolled(self.make_registrants(3))
        for nothing in ([], None, members.browse()):
            self.manager.on_enrolled_in_program(nothing)
        self.assertFalse(self.told("enrolled"))
        for some in ([members[0]], (members[0], members[1]), members):
            self.as_role("validator", self.manager).on_enrolled_in_program(some)
        self.assertEqual(self.told("enrolled"), members.partner_id)
        self.assertEqual(len(self.messages()), 3)

    def test_flags_which_others_keep_or_do_not_decide_nothing(self):
        member = self.make_members(self.make_registrants(1), is_enrolled_notification_sent=True)
        member.enroll_eligible_registrants()
        self.assertEqual(len(self.told("enrolled")), 1)
        member.is_enrolled_notification_sent = False
        self.program.notify_eligible_beneficiaries()
        self.end_transaction()
        self.assertEqual(len(self.messages()), 1)

    def test_whoever_leaves_and_is_enrolled_anew_is_told_again(self):
        member = self.enrol()
        for state in ("exited", "duplicated", "not_eligible"):
            member.state = state
            self.as_role("manager", self.program).enroll_eligible_registrants()
        self.as_role("manager", member).Back_to_draft()
        self.as_role("manager", member).enroll_eligible_registrants()
        self.end_transaction()
        # All of it happened in one transaction, at whose end one enrolment is true.
        self.assertEqual(len(self.messages()), 2)
        member.state = "exited"
        member.state = "enrolled"
        self.end_transaction()
        self.assertEqual(len(self.messages()), 3)

    def test_what_looks_like_an_enrolment_and_is_none(self):
        member = self.enrol()
        member.write({"state": "enrolled"})  # as deduplication does
        member.state = "paused"
        member.state = "enrolled"
        self.program.verify_eligibility()
        self.end_transaction()
        self.assertEqual(len(self.messages()), 1)

    def test_who_is_out_again_at_the_end_of_the_transaction_is_not_told(self):
        member = self.make_members(self.make_registrants(1))
        member.state = "enrolled"
        member.state = "exited"
        self.assertFalse(self.told("enrolled"))

    def test_what_a_savepoint_takes_back_tells_nobody(self):
        members = self.make_members(self.make_registrants(2))
        with self.assertRaises(ZeroDivisionError), self.env.cr.savepoint():
            members[0].enroll_eligible_registrants()
            raise ZeroDivisionError
        members[1].enroll_eligible_registrants()
        self.assertEqual(self.told("enrolled"), members[1].partner_id)

    def test_imports_tell_nobody(self):
        for key in ("import_file", "install_mode", "sms_wiserv_silent"):
            partner = self.make_registrants(1)
            members = self.env["g2p.program_membership"].with_context(**{key: True})
            members.create({"partner_id": partner.id, "program_id": self.program.id, "state": "enrolled"})
        self.assertFalse(self.told("enrolled"))

    # === WHO TELLS === #

    def test_members_of_two_programs_enrolled_at_once_are_told_by_their_own_program(self):
        other, other_manager = self.make_program("Seed Grant")
        partners = self.make_registrants(2)
        members = self.make_members(partners) | self.make_members(partners[1], other)
        self.as_role("manager", members).state = "enrolled"
        self.assertEqual(self.told("enrolled"), partners)
        self.assertEqual(
            self.texts(other_manager), {partners[1]: "Registrant 2, you are enrolled in Seed Grant."}
        )

    def test_a_sender_that_is_handed_members_of_another_program_tells_nobody(self):
        other, other_manager = self.make_program("Seed Grant")
        members = self.enrolled(self.make_registrants(1), other)
        self.manager.on_enrolled_in_program(members)
        with self.assertLogs("odoo.addons.sms_wiserv", "WARNING") as logs:
            self.end_transaction()
        self.assertIn("SMS of Rice Allowance is the sender of another program", logs.output[0])
        self.assertFalse(self.messages() or self.messages(sender=other_manager))

    def test_each_sender_in_the_list_tells_and_no_other(self):
        second = self.manager.copy({"name": "Second"})
        unlisted = self.manager.copy({"name": "Unlisted"})
        unlisted._entries().unlink()
        self.enrol()
        self.assertEqual(
            [len(self.messages(sender=each)) for each in (self.manager, second, unlisted)], [1, 1, 0]
        )

    def test_without_a_template_the_sender_is_silent_and_lists_nobody_as_skipped(self):
        self.manager.on_enrolled_in_program_template = False
        self.enrol(2)
        self.assertFalse(self.messages() or self.skipped())

    def test_an_upstream_sender_that_fails_takes_the_event_with_it(self):
        shell = self.program.get_managers(self.program.MANAGER_NOTIFICATION)[0]
        shell.on_enrolled_in_program_template = self.manager.on_enrolled_in_program_template
        member = self.make_members(self.make_registrants(1))
        with self.assertRaises(NotImplementedError), self.env.cr.savepoint():
            member.enroll_eligible_registrants()
        self.assertFalse(self.told("enrolled"))

    def test_chatter_of_the_manager_tells_how_many_and_why_not_the_others(self):
        partners = self.make_registrants(3)
        partners[0].notification_preference = "none"
        self.make_members(partners | self.make_registrants(1, phone=False)).state = "enrolled"
        self.end_transaction()
        self.assertIn(
            "Enrolment: 2 SMS queued, 2 skipped (No phone number 1, Wants no SMS 1).", self.notes()[0]
        )

    def test_one_message_makes_no_note(self):
        before = len(self.notes())
        self.enrol()
        self.assertEqual(len(self.notes()), before)
