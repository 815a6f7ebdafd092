# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .common import NotificationCase

MODEL = "g2p.program.notification.manager.sms"


@tagged("post_install", "-at_install")
class TestSmsManager(NotificationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.source = cls.env[MODEL].create(
            {
                "name": "SMS",
                "program_id": cls.program.id,
                "on_enrolled_in_program_template": cls._sms_template(
                    "g2p.program_membership", "Welcome {{ object.partner_id.name }}"
                ).id,
                "on_cycle_ended_template": cls._sms_template(
                    "g2p.program_membership", "{{ ctx['cycle'].name }} ended"
                ).id,
                "on_payment_send_template": cls._sms_template(
                    "g2p.payment", "Paid {{ object.amount_paid }}"
                ).id,
                "on_otp_send_template": cls._sms_template(
                    MODEL, "{{ object.name }}: {{ ctx.get('otp') }} for {{ purpose }} at {{ phone }}"
                ).id,
            }
        )

    def setUp(self):
        super().setUp()
        self.partners = self._register_with_each_preference()
        self.memberships = self._add(self.partners["email"] | self.partners["sms"] | self.partners["both"])
        self.sent = []
        # What a provider's addon overrides.
        self.startPatcher(
            patch.object(
                type(self.source),
                "send_sms",
                lambda _self, phone, body: self.sent.append((phone, body)) or "Queued",
            )
        )

    def test_provider_must_send_by_itself(self):
        self.doCleanups()
        with self.assertRaises(NotImplementedError):
            self.source.send_sms("09170000001", "Hello")

    def test_events_reach_those_who_want_sms(self):
        self.partners["both"].phone = False
        line = self.source.with_user(self.manager).on_enrolled_in_program(self.memberships)
        self.assertEqual(self.sent, [("09170000001", "Welcome Wants sms")])
        self.assertEqual(line, "SMS: 1 of 3.")

    def test_cycle_is_in_the_templates_context(self):
        cycle = self.env["g2p.cycle"].create({"name": "Harvest", "program_id": self.program.id})
        self.assertIs(self.source.on_cycle_started(self.memberships, cycle), False, "it has no template")
        self.source.on_cycle_ended(self.memberships, cycle)
        self.assertEqual(self.sent, [("09170000001", "Harvest ended")] * 2)

    def test_paid_payments_are_told_of(self):
        self.memberships.enroll_eligible_registrants()
        cycle = self.env["g2p.cycle"].create(
            {"name": "C", "program_id": self.program.id, "entitlement_amount": 75}
        )
        batch = self._batch(cycle)
        self.source.on_payment_send(batch)
        self.assertFalse(self.sent)
        batch.send_payment()
        self.source.on_payment_send(batch)
        self.assertEqual(self.sent, [("09170000001", "Paid 75.0")] * 2)

    def test_membership_is_texted_at_the_head_of_its_household(self):
        household = self._register(1, is_group=True)
        self.env["g2p.group.membership"].create(
            {"group": household.id, "individual": self.partners["sms"].id}
        )
        self.assertEqual(self.source.send_sms_to_membership(self._add(household), "Hello"), "Queued")
        self.assertEqual(self.sent, [("09170000001", "Hello")])

    def test_otp_is_rendered_on_the_manager_with_all_that_was_passed(self):
        self.assertEqual(self.source.on_otp_send(otp="135790", phone="0917", purpose="log in"), "Queued")
        self.assertEqual(self.sent, [("0917", "SMS: 135790 for log in at 0917")])
        self.source.on_otp_send_template = False
        with self.assertRaisesRegex(UserError, "Choose a template for one-time passwords on SMS"):
            self.source.on_otp_send(otp="1", phone="0917")

    def test_texts_are_in_the_registrants_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.partners["both"].lang = "fr_FR"
        self.source.on_enrolled_in_program_template.with_context(lang="fr_FR").body = "Bienvenue"
        self.source.on_enrolled_in_program(self.memberships)
        self.assertEqual({body for _phone, body in self.sent}, {"Welcome Wants sms", "Bienvenue"})

    def test_template_for_another_model_is_refused(self):
        wrong = self._sms_template("g2p.program_membership", "Wrong")
        with self.assertRaisesRegex(ValidationError, "Payment: the template .* does not apply to Payment"):
            self.source.copy({"on_payment_send_template": wrong.id})
        with self.assertRaisesRegex(ValidationError, "does not apply to SMS Notification Manager"):
            self.source.copy({"on_otp_send_template": wrong.id})

    def test_program_manager_writes_templates_of_programs_only(self):
        model = self.env["ir.model"]._get("g2p.payment")
        templates = self.env["sms.template"].with_user(self.manager)
        form = Form(templates.with_context(default_model="g2p.payment"))
        self.assertEqual(form.model_id, model)
        form.name, form.body = "Paid", "Paid"
        template = form.save()
        template.body = "You were paid"
        other = self._sms_template("res.partner", "Hello")
        with self.assertRaises(AccessError):
            other.with_user(self.manager).body = "Changed"
        with self.assertRaises(AccessError):
            template.with_user(self.validator).body = "Changed"
