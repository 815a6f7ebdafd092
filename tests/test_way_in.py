# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form

from .common import MANAGER
from .events import EventsCase


class TestWayIn(EventsCase):
    """From a program without SMS to one that tells, and what its sender says of itself meanwhile."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.school = cls.env["g2p.program"].create({"name": "School Aid", "target_type": "individual"})

    def set_up(self, role="manager"):
        return self.as_role(role, self.school).action_wiserv_set_up()

    def test_a_program_gets_its_sender_in_one_step(self):
        self.assertEqual((self.school.wiserv_sender_count, self.program.wiserv_sender_count), (0, 1))
        action = self.set_up()
        manager = self.env[MANAGER].browse(action["res_id"])
        self.assertEqual((manager.name, manager.program_id), ("SMS of School Aid", self.school))
        self.assertTrue(manager.is_used and manager.on_payment_send_template)
        self.school.invalidate_recordset()
        self.assertEqual(self.school.wiserv_sender_count, 1)
        self.assertEqual(self.set_up()["res_id"], manager.id, "a second click opens it")

    def test_a_sender_that_was_taken_off_the_list_comes_back_by_the_same_button(self):
        manager = self.env[MANAGER].browse(self.set_up()["res_id"])
        self.school.notification_managers = [(5,)]
        manager.invalidate_recordset()
        self.assertFalse(manager.is_used)
        self.assertEqual(self.set_up()["res_id"], manager.id)
        manager.invalidate_recordset()
        self.assertTrue(manager.is_used)

    def test_who_may_not_make_senders_has_no_button_and_no_way(self):
        self.assertIn(
            "action_wiserv_set_up",
            self.as_role("manager", self.school).get_view(
                self.env.ref("g2p_programs.view_program_list_form").id
            )["arch"],
        )
        for role in ("validator", "approver"):
            arch = self.as_role(role, self.school).get_view(
                self.env.ref("g2p_programs.view_program_list_form").id
            )["arch"]
            self.assertNotIn("action_wiserv_set_up", arch)
            with self.subTest(role), self.assertRaises(AccessError):
                self.set_up(role)

    def test_a_program_manager_whom_a_site_gave_no_role_of_sms_looks_and_is_offered_nothing_more(self):
        self.env.ref("g2p_programs.g2p_program_manager").implied_ids -= self.env.ref(
            "sms_wiserv.group_sms_officer"
        )
        user = self.users["manager"]
        self.assertFalse(user.has_group("sms_wiserv.group_sms_user"))
        view = "g2p_programs.view_program_list_form"
        form = Form(self.school.with_user(user), view)
        self.assertFalse(form.wiserv_may_set_up)
        [button] = form._view["tree"].xpath("//div[@role='status']/button[@name='action_wiserv_set_up']")
        self.assertEqual(button.get("invisible"), "not wiserv_may_set_up")
        with (
            self.assertRaisesRegex(AccessError, "You are not allowed to create 'SMS Sender'"),
            self.cr.savepoint(),
        ):
            self.set_up()
        # The sender that there is opens, with its state.
        action = self.as_role("manager", self.program).action_wiserv_set_up()
        sender = Form(self.env[action["res_model"]].with_user(user).browse(action["res_id"]))
        self.assertEqual(sender.name, "SMS of Rice Allowance")
        for name in ("action_pause", "action_resume", "action_wiserv_messages", "action_wiserv_test"):
            self.assertFalse(sender._view["tree"].xpath(f"//button[@name='{name}']"), name)
        self.assertTrue(self.as_role("administrator", self.school).wiserv_may_set_up)

    def test_who_runs_sms_without_a_role_in_programs_opens_the_sender_itself(self):
        sender = self.manager.sender_id
        self.assertEqual(self.as_role("manager", sender).action_open()["res_model"], MANAGER)
        for role in ("user", "administrator"):
            user = self.make_user(f"sms-{role}", f"sms_wiserv.group_sms_{role}")
            action = sender.with_user(user).action_open()
            self.assertEqual((action["res_model"], action["res_id"]), (sender._name, sender.id), role)
            self.assertTrue(sender.with_user(user).read(["status", "failed_count"]))

    def test_a_sender_is_ready_when_its_program_uses_it_and_it_was_seen_to_work(self):
        manager = self.env[MANAGER].browse(self.set_up()["res_id"])

        def status():
            manager.invalidate_recordset()
            manager.sender_id.invalidate_recordset()
            return manager.status

        self.assertEqual(status(), "not_tested")
        manager.send_sms("09170000001", "Hello")
        self.assertEqual(status(), "ready")
        self.school.notification_managers = [(5,)]
        self.assertEqual(status(), "not_used")
        manager.action_use()
        self.env["ir.config_parameter"].set_param("mail.restrict.template.rendering", False)
        manager.on_payment_send_template.body = "{{ 1 / 0 }}"
        self.assertEqual(status(), "check_template")
        manager.on_payment_send_template.body = "Paid"
        self.assertEqual(status(), "ready")

    # === TEXTS === #

    def test_a_new_program_shows_what_somebody_invented_would_read(self):
        manager = self.env[MANAGER].browse(self.set_up()["res_id"]).with_user(self.users["manager"])
        currency = self.school.journal_id.currency_id or self.env.company.currency_id
        for field, text in (
            ("enrolled_example", "Maria Santos, you are enrolled in School Aid."),
            ("cycle_started_example", "Maria Santos, Cycle 1 of School Aid has started."),
            (
                "payment_example",
                f"Maria Santos, your payment of 1500.00 {currency.name} from School Aid has been sent.",
            ),
            ("otp_example", "Your one-time password is 123456."),
        ):
            with self.subTest(field):
                self.assertIn(text, manager[field])
                self.assertIn("1 segment", manager[field])
        self.assertIn("an invented example", manager.enrolled_example)
        self.assertFalse(self.env["res.partner"].search([("name", "=", "Maria Santos")]))

    def test_each_placeholder_that_is_offered_can_be_filled_in_and_be_written_by_a_program_manager(self):
        self.set_up()
        for name in ("enrolled", "payment", "otp", "cycle_started"):
            template = self.env.ref(f"g2p_notifications_wiserv.sms_template_{name}")
            with Form(template.with_user(self.users["manager"])) as form:
                self.assertTrue(form.wiserv_placeholders)
                form.body = " ".join(placeholder for _label, placeholder in form.wiserv_placeholders)
                self.assertIn("an invented example", form.wiserv_example, name)
        enrolled = self.env.ref("g2p_notifications_wiserv.sms_template_enrolled")
        self.assertNotIn("Cycle", dict(enrolled.wiserv_placeholders))

    def test_the_code_that_a_voucher_is_good_for_is_offered(self):
        values = {"name": "Voucher", "model_id": self.env["ir.model"]._get_id("g2p.entitlement"), "body": "-"}
        template = self.env["sms.template"].create(values).with_user(self.users["manager"])
        with Form(template) as form:
            form.body = " ".join(placeholder for _label, placeholder in form.wiserv_placeholders)
            self.assertIn("1500.00", form.wiserv_example)
            self.assertRegex(form.wiserv_example, r"\w{4}-\w{4}-\w{4}")
        entitlements = self.giving_vouchers(self.make_registrants(2))
        self.manager.on_generate_voucher_template = template
        template.body = "{{ object.partner_id.name }}: {{ object.code }}"
        entitlements.generate_vouchers_action()
        self.assertEqual(
            self.texts(),
            {one.partner_id: f"{one.partner_id.name}: {one.code}" for one in entitlements},
        )

    def test_a_typo_is_refused_for_program_managers_with_the_placeholder_named(self):
        template = self.as_role("manager", self.manager.on_payment_send_template)
        for body, sentence in (
            ("{{ object.partner_id.nam }}", "{{ object.partner_id.nam }}: Contact has no field “nam”"),
            ("{{ amount }}", "there is no “amount”"),
        ):
            with self.subTest(body), self.assertRaisesRegex(ValidationError, sentence):
                template.body = body

    def test_a_caller_of_one_time_passwords_may_bring_names_of_its_own(self):
        self.as_role(
            "administrator", self.manager.on_otp_send_template
        ).sudo().body = "{{ otp }} for {{ purpose }}"
        self.assertEqual(
            self.manager.on_otp_send(otp="777", phone="09170000001", purpose="login"), "Message Queued"
        )
        self.assertEqual(self.taken(), [("09170000001", "777 for login")])

    def test_shared_templates_are_told_and_copied_with_all_their_languages(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        shared = self.env.ref("g2p_notifications_wiserv.sms_template_payment")
        self.assertTrue(shared.wiserv_is_pattern)
        shared.with_context(lang="fr_FR").body = "Payé"
        other = self.env[MANAGER].browse(self.set_up()["res_id"]).with_user(self.users["manager"])
        self.assertFalse(other.shares_templates)
        (self.manager + other).sudo().on_payment_send_template = shared
        self.assertTrue(other.shares_templates)
        shared.invalidate_recordset()
        self.assertEqual(shared.wiserv_used_by, "SMS of Rice Allowance, SMS of School Aid")
        other.action_own_templates()
        other.invalidate_recordset()
        self.assertFalse(other.shares_templates)
        own = other.on_payment_send_template
        self.assertEqual((own.name, own.body), ("SMS of School Aid: Payment", shared.body))
        self.assertEqual(own.with_context(lang="fr_FR").body, "Payé")
        own.body = "Paid"
        self.assertNotEqual(shared.body, "Paid")
        self.assertEqual(self.manager.on_payment_send_template, shared)
