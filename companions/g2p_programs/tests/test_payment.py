# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import ProgramCase


@tagged("post_install", "-at_install")
class TestPayment(ProgramCase):
    def test_batch_is_paid_at_sending_and_told_of_once(self):
        recorder = self._record()
        batch = self._batch(self._enrolled_cycle())
        recorder.calls.clear()
        self.assertEqual((batch.state, batch.name), ("issued", "First, batch 1"))
        self.assertNotification(batch.with_user(self.finance).send_payment(), "success", "Paid: 3.")
        payments = batch.payment_ids
        self.assertEqual(set(payments.mapped("status")), {"paid"})
        self.assertEqual(payments.mapped("amount_paid"), [500, 500, 500])
        self.assertEqual(payments.partner_id, self.program.program_membership_ids.partner_id)
        self.assertEqual(batch.state, "reconciled")
        self.assertEqual(recorder.calls, [("paid", batch, payments)])
        batch.send_payment()
        self.assertEqual(len(recorder.calls), 1, "a second click pays and tells nothing")

    def test_payment_without_amount_fails_and_the_others_are_paid(self):
        recorder = self._record()
        batch = self._batch(self._enrolled_cycle())
        failing = batch.payment_ids[0]
        failing.amount_issued = 0
        recorder.calls.clear()
        self.assertNotification(batch.send_payment(), "warning", "Paid: 2.", "Failed: 1.")
        self.assertEqual(failing.status, "failed")
        self.assertEqual(recorder.calls, [("paid", batch, batch.payment_ids - failing)])

    def test_failed_payment_is_paid_in_a_second_batch(self):
        recorder = self._record()
        cycle = self._enrolled_cycle()
        batch = self._batch(cycle)
        batch.payment_ids[0].amount_issued = 0
        batch.send_payment()
        second = self._batch(cycle)
        self.assertEqual(second.payment_ids.entitlement_id, batch.payment_ids[0].entitlement_id)
        recorder.calls.clear()
        second.send_payment()
        self.assertEqual(recorder.calls, [("paid", second, second.payment_ids)])
        with self.assertRaisesRegex(UserError, "no approved entitlement"):
            cycle.prepare_payment()
        with mute_logger("odoo.sql_db"), self.assertRaisesRegex(IntegrityError, "paid_once"):
            batch.payment_ids[0].action_reconcile_paid()
            self.env.flush_all()

    def test_failed_payment_moved_to_another_batch_is_sent_with_it(self):
        recorder = self._record()
        cycle = self._enrolled_cycle()
        batch = self._batch(cycle)
        failing = batch.payment_ids[0]
        failing.amount_issued = 0
        batch.send_payment()
        second = self.env["g2p.payment.batch"].create({"name": "Second", "cycle_id": cycle.id})
        failing.with_user(self.finance).batch_id = second
        self.assertEqual((failing.state, failing.status), ("issued", False))
        failing.amount_issued = 20
        recorder.calls.clear()
        second.send_payment()
        self.assertEqual(recorder.calls, [("paid", second, failing)])

    def test_payments_sent_now_are_told_of_when_they_are_reconciled(self):
        recorder = self._record()
        self.payment_manager.paid_at_sending = False
        batch = self._batch(self._enrolled_cycle())
        recorder.calls.clear()
        self.assertNotification(batch.with_user(self.finance).send_payment(), "success", "Sent: 3.")
        self.assertEqual(batch.state, "sent")
        self.assertFalse(recorder.calls)
        first, second, third = batch.payment_ids
        first.with_user(self.finance).action_reconcile_paid()
        self.assertEqual(recorder.calls.pop(), ("paid", batch, first))
        second.with_user(self.finance).action_reconcile_failed()
        self.assertEqual((second.status, second.amount_paid), ("failed", 0))
        self.assertFalse(recorder.calls)
        (second | third).with_user(self.finance).action_reconcile_paid()
        self.assertEqual(recorder.calls, [("paid", batch, batch.payment_ids)])
        self.assertEqual(batch.state, "reconciled")
        with self.assertRaisesRegex(UserError, "not paid"):
            first.action_reconcile_failed()
        with self.assertRaisesRegex(UserError, "not paid"):
            first.action_reconcile_paid()

    def test_payment_that_was_not_sent_cannot_be_reconciled(self):
        batch = self._batch(self._enrolled_cycle())
        with self.assertRaisesRegex(UserError, "that were sent"):
            batch.payment_ids.action_reconcile_paid()

    def test_program_without_payment_manager_says_so(self):
        batch = self._batch(self._enrolled_cycle())
        self.program.payment_managers = False
        with self.assertRaisesRegex(UserError, "Give the program Seed grants a payment manager"):
            batch.send_payment()

    def test_entitlement_with_a_payment_is_not_cancelled(self):
        batch = self._batch(self._enrolled_cycle())
        with self.assertRaisesRegex(UserError, "with a payment"):
            batch.payment_ids[0].entitlement_id.cancel_entitlement()

    def test_only_finance_sends_and_reconciles(self):
        recorder = self._record()
        batch = self._batch(self._enrolled_cycle())
        recorder.calls.clear()
        for user in (self.validator, self.manager, self.approver):
            with self.assertRaises(AccessError):
                batch.with_user(user).send_payment()
        self.payment_manager.paid_at_sending = False
        batch.send_payment()
        for user in (self.validator, self.manager, self.approver):
            with self.assertRaises(AccessError):
                batch.payment_ids.with_user(user).action_reconcile_paid()
        self.assertFalse(recorder.calls)

    def test_many_payments_cost_as_many_queries_as_few(self):
        self._record()

        def queries(count):
            program = self._create_program("Grants")
            program.payment_managers = self.program.payment_managers
            self._add(self._register(count), program)
            program.enroll_eligible_registrants()
            cycle = self.env["g2p.cycle"].create(
                {"name": "C", "program_id": program.id, "entitlement_amount": 1}
            )
            batch = self._batch(cycle)
            return self._count_queries(batch.send_payment)

        queries(1)
        self.assertEqual(queries(10), queries(90))
