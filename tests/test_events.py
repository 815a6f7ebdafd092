# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo.exceptions import ValidationError

from .events import CASH, MPESA, EventsCase

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
        self.assertIn("Enrolment: 2 SMS queued, 2 skipped (no number 1, preference 1).", self.notes()[0])

    def test_one_message_makes_no_note(self):
        before = len(self.notes())
        self.enrol()
        self.assertEqual(len(self.notes()), before)


class TestCycles(EventsCase):
    """Nothing upstream calls the hooks of cycles."""

    def test_approval_and_end_of_a_cycle_tell_its_beneficiaries_alone(self):
        # In the cycle and in the program, in the cycle alone, in neither.
        people = self.make_registrants(3)
        self.enrolled(people | self.make_registrants(1, name="Of no cycle"))
        cycle = self.cycle(people, name="Harvest")
        cycle.cycle_membership_ids.filtered(lambda one: one.partner_id == people[2]).state = "exited"
        self.program.program_membership_ids.filtered(lambda one: one.partner_id == people[1]).state = "paused"
        self.as_role("manager", cycle).to_approve()
        self.assertFalse(self.told("cycle_started"))
        self.as_role("approver", cycle).approve()
        self.assertEqual(self.told("cycle_started"), people[0])
        self.as_role("manager", cycle).mark_distributed()
        self.as_role("approver", cycle).mark_ended()
        self.assertEqual(self.told("cycle_ended"), people[0])
        self.assertEqual(
            set(self.messages().mapped("body")),
            {f"Registrant 1, cycle Harvest of Rice Allowance has {what}." for what in ("started", "ended")},
        )

    def test_a_refused_approval_tells_nobody(self):
        cycle = self.cycle(self.enrolled(self.make_registrants(1)).partner_id)
        admins = self.env.ref("base.group_system")
        self.program.get_manager(self.program.MANAGER_CYCLE).approver_group_id = admins
        cycle.to_approve()
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            self.as_role("approver", cycle).approve()
        self.assertFalse(self.told("cycle_started"))

    def test_hooks_called_as_well_tell_nobody_twice_and_each_cycle_is_told_of(self):
        members = self.enrolled(self.make_registrants(2))
        for name in ("First", "Second"):
            cycle = self.cycle(members.partner_id, name=name)
            cycle.to_approve()
            cycle.approve()
            self.as_role("manager", self.manager).on_cycle_started(list(members), cycle)
            self.manager.on_cycle_ended(members, cycle)  # too early: it is not true yet
            self.end_transaction()
            cycle.mark_ended()
            self.manager.on_cycle_ended(members, cycle)
            self.end_transaction()
        self.assertEqual(len(self.messages()), 2 * 2 * 2)

    def test_a_cycle_approved_twice_is_told_of_once(self):
        cycle = self.cycle(self.enrolled(self.make_registrants(1)).partner_id)
        for state in ("approved", "draft", "approved"):
            cycle.state = state
            self.end_transaction()
        self.assertEqual(len(self.messages()), 1)

    def test_a_cycle_that_is_approved_no_more_at_the_end_of_the_transaction_is_not_told_of(self):
        cycle = self.cycle(self.enrolled(self.make_registrants(1)).partner_id)
        cycle.state = "approved"
        cycle.state = "cancelled"
        self.assertFalse(self.told("cycle_started"))


class TestPayments(EventsCase):
    def test_paid_before_the_amount_is_known_by_mobile_money(self):
        partners = self.make_registrants(2)
        self.as_role("manager", self.paying_by(MPESA, partners)).send_payment()
        self.assertEqual(self.told("payment"), partners)
        self.assertIn("Registrant 1, your payment of 1500.00", self.texts()[partners[0]])
        self.assertEqual(set(self.messages().mapped("priority")), {"0"}, "one by one, and yet a mass")
        self.assertEqual(sum("Payment: 2 SMS queued" in note for note in self.notes()), 1)

    def test_paid_in_cash_by_either_door(self):
        partners = self.make_registrants(2)
        batches = self.paying_by(CASH, partners[0])
        self.as_role("manager", batches).send_payment()
        self.assertEqual(self.told("payment"), partners[0])
        entitlement = self.entitlements(self.cycle(partners[1], name="Second"))
        self.as_role("manager", entitlement).prepare_and_send_payment_cash()
        self.assertIn("your payment of 1500.00", self.texts()[partners[1]])
        self.assertEqual(len(self.messages()), 2)

    def test_paid_in_a_job_of_fifty_batches_and_more_after_the_hook_was_called(self):
        partners = self.make_registrants(50)
        batches = self.paying_by(MPESA, partners, batch_size=1)
        with self.jobs():
            self.as_role("manager", batches.cycle_id).send_payment()
            self.assertFalse(self.told("payment"))
        self.assertEqual(self.told("payment"), partners)
        self.assertEqual(len(self.messages()), 50)

    def test_the_default_manager_pays_nobody(self):
        self.batches(self.cycle(self.make_registrants(1))).send_payment()
        self.assertFalse(self.told("payment"))

    def test_a_status_written_by_remote_call_whoever_may(self):
        for role in ("administrator", "manager", "finance"):
            payment = self.batches(self.cycle(self.make_registrants(1), name=role)).payment_ids
            self.as_role(role, payment).write({"status": "failed"})
            self.assertNotIn(payment.partner_id, self.told("payment"))
            self.as_role(role, payment).write({"status": "paid"})
            self.as_role(role, payment).amount_paid = 20
            self.assertIn("your payment of 20.00", self.texts()[payment.partner_id])
        created = payment.copy({"status": "paid", "amount_paid": 7})
        self.end_transaction()
        self.assertIn("7.00", self.messages().filtered(lambda one: one.res_id == created.id).body)

    def test_a_payment_is_told_of_once_whatever_becomes_of_it_and_whatever_flags_say(self):
        batch = self.batches(self.cycle(self.make_registrants(1)))
        payment = batch.payment_ids
        payment.is_payment_notification_sent = True  # by an e-mail manager
        for status in ("paid", "failed", "paid"):
            payment.status = status
            self.manager.on_payment_send(batch)
            self.end_transaction()
        self.assertEqual(len(self.messages()), 1)

    def test_the_hook_tells_of_those_of_a_batch_that_are_paid(self):
        batch = self.batches(self.cycle(self.make_registrants(2)))
        paid = batch.payment_ids[0]
        self.silently(paid).status = "paid"
        self.as_role("manager", self.manager).on_payment_send(batch)
        self.assertEqual(self.told("payment"), paid.partner_id)


class TestVouchers(EventsCase):
    def test_by_the_button_of_one_entitlement(self):
        entitlement = self.giving_vouchers(self.make_registrants(1))
        self.as_role("manager", entitlement).generate_vouchers_action()
        self.as_role("manager", entitlement).generate_vouchers_action()
        self.assertEqual(self.texts(), {entitlement.partner_id: "A voucher of 1500.0 is yours."})

    def test_by_the_jobs_of_a_mass(self):
        entitlements = self.giving_vouchers(self.make_registrants(200))
        with self.jobs():
            self.as_role("manager", entitlements).generate_vouchers_action()
            self.assertFalse(self.told("voucher"))
        self.assertEqual(self.told("voucher"), entitlements.partner_id)

    def test_by_approval(self):
        self.funded(self.program)
        entitlements = self.giving_vouchers(self.make_registrants(2), state="draft")
        entitlements.approve_entitlement()
        self.assertEqual(self.told("voucher"), entitlements.partner_id)

    def test_hooks_called_with_nothing_and_without_a_template(self):
        entitlements = self.giving_vouchers(self.make_registrants(1))
        self.manager.on_generate_voucher(entitlements.browse())
        self.assertFalse(self.told("voucher"))
        self.manager.on_generate_voucher_template = False
        entitlements.generate_vouchers_action()
        self.assertFalse(self.told("voucher"))

    def test_not_to_those_who_want_none(self):
        entitlements = self.giving_vouchers(self.make_registrants(1, preference="none", phone=False))
        entitlements.generate_vouchers_action()
        self.assertFalse(self.told("voucher"))
        self.assertEqual(self.skipped().reason, "preference")
