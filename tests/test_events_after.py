# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""What happens to people once they are enrolled: cycles, payments, vouchers."""

from odoo.exceptions import ValidationError

from .events import CASH, MPESA, EventsCase


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
            {f"Registrant 1, Harvest of Rice Allowance has {what}." for what in ("started", "ended")},
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
        self.program.journal_id = self.env["account.journal"].create(
            {"name": "Rice", "code": "RICE", "type": "bank", "currency_id": self.company.currency_id.id}
        )
        self.env["g2p.program.fund"].create({"program_id": self.program.id, "amount": 10_000}).post_fund()
        entitlements = self.giving_vouchers(self.make_registrants(2), state="draft")
        self.env.flush_all()  # upstream adds up the fund by SQL
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
