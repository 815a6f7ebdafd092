# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
import logging
import traceback
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import NotificationCase


@tagged("post_install", "-at_install")
class TestEmailManager(NotificationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.source = cls._email_manager(cls.program)

    def setUp(self):
        super().setUp()
        self.partners = self._register_with_each_preference()
        self.memberships = self._add(self.env["res.partner"].union(*self.partners.values()))
        self.wanting = self.partners["email"] | self.partners["both"]

    def _enrol(self):
        self.program.with_user(self.manager).enroll_eligible_registrants()
        return self._mails()

    def test_program_offers_the_manager(self):
        managers = self.env["g2p.program.notification.manager"]
        self.assertIn(self.source._name, dict(managers._selection_manager_ref_id()))

    def test_enrolment_is_mailed_to_those_who_want_it(self):
        mails = self._enrol()
        self.assertEqual(mails.recipient_ids, self.wanting)
        self.assertEqual(set(mails.mapped("subject")), {"on_enrolled_in_program"})
        self.assertEqual(set(mails.mapped("state")), {"outgoing"})
        self.assertEqual(len(mails), 2)

    def test_who_has_no_email_or_is_archived_is_left_out(self):
        self.partners["email"].email = False
        self.memberships.enroll_eligible_registrants()
        self.memberships.action_exit()
        self._mails().unlink()
        self.partners["both"].active = False
        self.source.on_enrolled_in_program(self.memberships)
        self.assertFalse(self._mails())

    def test_household_is_mailed_at_its_head(self):
        program = self._create_program("Households", target_type="group")
        self._email_manager(program)
        household = self._register(1, is_group=True, notification_preference="email")
        self.env["g2p.group.membership"].create(
            {"group": household.id, "individual": self.partners["none"].id, "is_head": True}
        )
        self._add(household, program).enroll_eligible_registrants()
        self.assertEqual(self._mails().recipient_ids, self.partners["none"])

    def test_cycle_is_mailed_at_start_and_end(self):
        self._enrol().unlink()
        cycle = self.env["g2p.cycle"].create({"name": "Harvest", "program_id": self.program.id})
        cycle.with_user(self.approver).action_start()
        mails = self._mails()
        self.assertEqual(mails.recipient_ids, self.wanting)
        self.assertIn("Harvest started", mails[0].body_html)
        mails.unlink()
        cycle.with_user(self.manager).action_end()
        self.assertEqual(self._mails().mapped("subject"), ["on_cycle_ended"] * 2)

    def test_payment_is_mailed_once_however_often_the_batch_is_told_of(self):
        self.payment_manager.paid_at_sending = False
        self._enrol().unlink()
        batch = self._batch(
            self.env["g2p.cycle"].create(
                {"name": "C", "program_id": self.program.id, "entitlement_amount": 75}
            )
        )
        batch.with_user(self.finance).send_payment()
        self.assertFalse(self._mails(), "sent is not paid")
        for partner in self.wanting:
            payment = batch.payment_ids.filtered(lambda p, partner=partner: p.partner_id == partner)
            payment.with_user(self.finance).action_reconcile_paid()
        mails = self._mails()
        self.assertEqual([mail.recipient_ids for mail in mails], list(self.wanting))
        self.assertIn("Paid 75", mails[0].body_html)

    def test_mail_is_sent_with_the_event_if_so_set(self):
        self.source.send_immediately = True
        server = type(self.env["ir.mail_server"])
        with (
            patch.object(server, "_disable_send", return_value=False),
            patch.object(server, "_connect__"),
            patch.object(server, "send_email", return_value="<id>") as send,
        ):
            mails = self._enrol()
        self.assertEqual(set(mails.mapped("state")), {"sent"})
        self.assertEqual(send.call_count, 2)

    def _send_otp(self, source=None, **values):
        """Send a one-time password and return the messages that reached the mail server."""
        with patch.object(type(self.env["ir.mail_server"]), "send_email", return_value="<id>") as send:
            answer = (source or self.source).on_otp_send(otp="135790", purpose="log in", **values)
        self.assertEqual(answer, "<id>" if send.called else None)
        return [call.args[0] for call in send.call_args_list]

    def test_otp_is_mailed_at_once_and_kept_nowhere(self):
        with self.assertLogs(level="DEBUG") as logs:
            (message,) = self._send_otp(email="maria@example.com")
        self.assertEqual((message["To"], message["From"]), ("maria@example.com", "office@example.com"))
        self.assertIn("Your code: 135790, log in", message.get_body(("plain",)).get_content())
        self.assertFalse(self._mails())
        self.assertFalse(self.env["mail.message"].search([("body", "like", "135790")]))
        self.assertNotIn("135790", "".join(logs.output))

    def test_otp_template_that_fails_tells_nobody_the_password(self):
        template = self.source.on_otp_send_template
        for field, placeholder in [
            ("subject", "{{ int(ctx.get('otp', '1').replace('0', '0x')) }}"),
            ("body_html", "<p t-out=\"int(ctx.get('otp', '1').replace('0', '0x'))\"/>"),
            ("lang", "{{ int(ctx.get('otp', '1').replace('0', '0x')) }}"),
        ]:
            self.source.on_otp_send_template = template.copy({field: placeholder})
            with (
                self.subTest(field=field),
                self.assertLogs(level="DEBUG") as logs,
                self.assertRaisesRegex(UserError, "cannot be filled in: check its placeholders") as caught,
            ):
                logging.getLogger(__name__).info("Silence would not be a log.")
                self._send_otp(email="maria@example.com")
            told = "".join([*logs.output, *traceback.format_exception(caught.exception)])
            self.assertNotIn("135790", told)

    def test_otp_goes_to_the_one_registrant_with_the_number(self):
        self.partners["none"].phone = "09179999999"
        (message,) = self._send_otp(phone="09179999999")
        self.assertEqual(message["To"], "none@example.com")
        self.assertFalse(self._send_otp(phone="09170000001"), "several registrants share this number")
        self.assertFalse(self._send_otp(phone="09178888888"))
        self.assertFalse(self._send_otp())

    def test_otp_without_template(self):
        self.source.on_otp_send_template = False
        with self.assertRaisesRegex(UserError, "Choose a template for one-time passwords on E-mail"):
            self.source.on_otp_send(otp="1", email="maria@example.com")

    def test_template_for_another_model_is_refused(self):
        for field, model, right in [
            ("on_enrolled_in_program_template", "res.partner", "Program Membership"),
            ("on_cycle_started_template", "g2p.payment", "Program Membership"),
            ("on_cycle_ended_template", "g2p.cycle", "Program Membership"),
            ("on_payment_send_template", "g2p.program_membership", "Payment"),
            ("on_otp_send_template", "g2p.program_membership", "E-mail Notification Manager"),
        ]:
            template = self._mail_template("wrong", model, "Hello")
            with self.assertRaisesRegex(ValidationError, f"does not apply to {right}"):
                self.source.copy({field: template.id})

    def test_roles(self):
        with self.assertRaises(AccessError):
            self.source.with_user(self.validator).name = "Changed"
        with self.assertRaises(AccessError):
            self.source.with_user(self.manager).unlink()
        self.source.with_user(self.manager).name = "Changed"
        self.source.unlink()
        self.assertFalse(self.program.notification_managers, "its manager went with it")
