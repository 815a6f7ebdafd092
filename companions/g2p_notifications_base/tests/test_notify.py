# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import NotificationCase


@tagged("post_install", "-at_install")
class TestNotify(NotificationCase):
    def setUp(self):
        super().setUp()
        partners = self._register_with_each_preference()
        self.memberships = self._add(self.env["res.partner"].union(*partners.values()))

    def test_notify_tells_everybody_not_told_yet_in_one_call_and_flags_all(self):
        recorder = self._record()
        self.memberships.state = "enrolled"
        self._email_manager(self.program)
        program = self.program.with_user(self.manager)
        self.assertNotification(program.notify_eligible_beneficiaries(), "success", "prefer: 5.", "Recorded.")
        ((event, told),) = recorder.calls
        self.assertEqual((event, set(told.ids)), ("enrolled", set(self.memberships.ids)))
        self.assertEqual(set(self.memberships.mapped("is_enrolled_notification_sent")), {True})
        self.assertNotification(program.notify_eligible_beneficiaries(), "warning", "was notified before")
        self.assertEqual(len(recorder.calls), 1)

    def test_enrolment_is_not_told_again_by_notify(self):
        recorder = self._record()
        self.memberships.enroll_eligible_registrants()
        self.program.notify_eligible_beneficiaries()
        self.assertEqual(len(recorder.calls), 1)
        late = self._add(self._register(1))
        late.state = "enrolled"
        self.program.notify_eligible_beneficiaries()
        self.assertEqual(recorder.calls[1:], [("enrolled", late)])

    def test_reenrolment_is_told_again(self):
        recorder = self._record()
        membership = self.memberships[0]
        membership.enroll_eligible_registrants()
        membership.action_exit()
        self.assertFalse(membership.is_enrolled_notification_sent)
        membership.enroll_eligible_registrants()
        self.assertEqual(recorder.calls, [("enrolled", membership)] * 2)

    def test_nobody_is_flagged_while_no_manager_can_tell(self):
        self.memberships.state = "enrolled"
        self.assertNotification(
            self.program.notify_eligible_beneficiaries(), "warning", "Give Seed grants a notification manager"
        )
        source = self._email_manager(self.program)
        template = source.on_enrolled_in_program_template
        source.on_enrolled_in_program_template = False
        self.assertNotification(self.program.notify_eligible_beneficiaries(), "warning", "with a template")
        self.assertFalse(any(self.memberships.mapped("is_enrolled_notification_sent")))
        source.on_enrolled_in_program_template = template
        self.assertNotification(self.program.notify_eligible_beneficiaries(), "success", "E-mail: 2 of 5.")
        self.assertEqual(len(self._mails()), 2)

    def test_ended_program_does_not_notify(self):
        self.memberships.state = "enrolled"
        self.program.end_program()
        with self.assertRaisesRegex(UserError, "has ended"):
            self.program.notify_eligible_beneficiaries()

    def test_others_cannot_notify(self):
        recorder = self._record()
        self.memberships.state = "enrolled"
        for user in (self.validator, self.approver, self.finance):
            with self.assertRaises(AccessError):
                self.program.with_user(user).notify_eligible_beneficiaries()
        self.assertFalse(recorder.calls)

    def test_paid_payments_are_flagged_when_all_managers_were_called(self):
        self._email_manager(self.program)
        self._email_manager(self.program)
        self.program.enroll_eligible_registrants()
        cycle = self.env["g2p.cycle"].create(
            {"name": "First", "program_id": self.program.id, "entitlement_amount": 5}
        )
        batch = self._batch(cycle)
        failing = batch.payment_ids[0]
        failing.amount_issued = 0
        before = len(self._mails())
        batch.with_user(self.finance).send_payment()
        paid = batch.payment_ids - failing
        wanting = paid.filtered(lambda p: p.partner_id.notification_preference in ("email", "both"))
        self.assertEqual(len(self._mails()) - before, 2 * len(wanting), "one channel silences no other")
        self.assertEqual(set(paid.mapped("is_payment_notification_sent")), {True})
        self.assertFalse(failing.is_payment_notification_sent)

    def test_manager_that_answers_nothing_has_told_all_the_same(self):
        recorder = self._record()
        recorder.on_enrolled_in_program = lambda program_memberships: None
        self.memberships.enroll_eligible_registrants()
        self.assertEqual(set(self.memberships.mapped("is_enrolled_notification_sent")), {True})

    def test_notifying_many_costs_as_many_queries_as_notifying_few(self):
        self._record()

        def queries(count):
            program = self._create_program("Grants")
            self._add(self._register(count), program).state = "enrolled"
            return self._count_queries(program.notify_eligible_beneficiaries)

        queries(1)
        self.assertEqual(queries(10), queries(100))
