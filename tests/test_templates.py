# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from datetime import timedelta

from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form
from odoo.tools import convert_file, mute_logger

from .events import EventsCase

RENDERING = "odoo.addons.mail.models.mail_render_mixin"
XMLID = "g2p_notifications_wiserv.sms_template_%s"
FIELDS = {
    "enrolled": "on_enrolled_in_program_template",
    "payment": "on_payment_send_template",
    "otp": "on_otp_send_template",
    "cycle_started": "on_cycle_started_template",
    "cycle_ended": "on_cycle_ended_template",
}


class TestTemplates(EventsCase):
    def template(self, model, body, **values):
        return self.env["sms.template"].create(
            {"name": "Ours", "model_id": self.env["ir.model"]._get(model).id, "body": body, **values}
        )

    def enrol_with(self, body, *partners, **values):
        """Enrol the partners with a template of their own; return their messages in their order."""
        self.sender.on_enrolled_in_program_template = self.template("g2p.program_membership", body, **values)
        members = self.make_members(self.env["res.partner"].union(*partners))
        members.enroll_eligible_registrants()
        messages = self.messages().grouped("partner_id")
        return [messages.get(partner) for partner in partners]

    # === DEFAULTS === #

    def test_new_senders_have_the_default_templates_however_they_are_created(self):
        with Form(self.env[self.sender._name].with_user(self.users["manager"])) as form:
            form.name = "By hand"
        for sender in (self.sender, form.record):
            for name, field in FIELDS.items():
                self.assertEqual(sender[field], self.env.ref(XMLID % name))
            self.assertFalse(sender.on_generate_voucher_template)

    def test_a_default_template_that_was_deleted_is_none_for_new_senders(self):
        template = self.env.ref(XMLID % "enrolled")
        with self.assertRaisesRegex(UserError, "Senders that use the template .*: 1. Choose another one"):
            self.as_role("manager", template).unlink()
        self.sender.on_enrolled_in_program_template = False
        self.as_role("manager", template).unlink()
        self.assertFalse(self.new_program("Later")[1].on_enrolled_in_program_template)

    @mute_logger(RENDERING)
    def test_messages_that_failed_for_want_of_a_text_are_purged_as_others(self):
        self.enrol_with("Hi {{ object.nothing }}", self.make_registrants(2))
        messages = self.messages("failed")
        self.assertEqual(len(messages), 2)
        self.assertTrue(all(messages.mapped("answered_at")))
        messages[0].answered_at -= timedelta(days=361)
        self.env["g2p.wiserv.sms"]._gc_messages()
        self.assertEqual(messages.exists(), messages[1])

    def test_an_edited_default_template_survives_an_update_of_the_module(self):
        self.env.ref(XMLID % "enrolled").body = "Welcome"
        convert_file(
            self.env, "g2p_notifications_wiserv", "data/sms_templates.xml", None, mode="update", noupdate=True
        )
        self.assertEqual(self.env.ref(XMLID % "enrolled").body, "Welcome")

    def test_program_managers_edit_the_default_templates(self):
        for name in FIELDS:
            template = self.as_role("manager", self.env.ref(XMLID % name))
            template.body += " Thank you."

    def test_a_template_for_another_model_is_refused_with_the_right_one_named(self):
        for field, model, right in (
            ("on_enrolled_in_program_template", "g2p.payment", "Program Membership"),
            ("on_cycle_started_template", "g2p.cycle", "Program Membership"),
            ("on_cycle_ended_template", "res.partner", "Program Membership"),
            ("on_payment_send_template", "g2p.program_membership", "Payment"),
            ("on_generate_voucher_template", "g2p.payment", "Entitlement"),
            ("on_otp_send_template", "g2p.payment", "Wiserv Notification Manager"),
        ):
            wrong = self.template(model, "Hello")
            with self.subTest(field), self.assertRaisesRegex(ValidationError, f"does not apply to {right}"):
                self.as_role("manager", self.sender).copy({field: wrong.id})

    # === LANGUAGES === #

    def french(self):
        self.env["res.lang"]._activate_lang("fr_FR")

    def test_each_registrant_is_told_in_their_own_language(self):
        self.french()
        template = self.env.ref(XMLID % "enrolled")
        template.with_context(lang="fr_FR").body = "{{ object.partner_id.name }}, bienvenue"
        partners = self.make_registrants(3)
        partners[1].lang = "fr_FR"
        self.make_members(partners)
        self.as_role("manager", self.program).with_context(lang="fr_FR").enroll_eligible_registrants()
        self.assertEqual(
            [self.texts()[partner] for partner in partners],
            [
                "Registrant 1, you are enrolled in Rice Allowance.",
                "Registrant 2, bienvenue",
                "Registrant 3, you are enrolled in Rice Allowance.",
            ],
        )

    def test_the_templates_language_goes_before_the_registrants(self):
        self.french()
        partners = self.make_registrants(2)
        partners[1].lang = "fr_FR"
        self.sender.on_enrolled_in_program_template = template = self.template(
            "g2p.program_membership",
            "Welcome",
            lang="{{ 'fr_FR' if object.partner_id.city == 'Nice' else '' }}",
        )
        template.with_context(lang="fr_FR").body = "Bienvenue"
        partners[0].city = "Nice"
        partners |= self.make_registrants(1)
        self.make_members(partners).enroll_eligible_registrants()
        texts = self.texts()
        self.assertEqual([texts[partner] for partner in partners], ["Bienvenue", "Bienvenue", "Welcome"])

    def test_a_language_that_is_not_installed_is_not_asked_for(self):
        [message] = self.enrol_with("Welcome", self.make_registrants(1), lang="tlh")
        self.assertEqual((message.state, message.body), ("queued", "Welcome"))

    def test_whoever_has_no_language_is_told_in_the_companys_not_the_users(self):
        self.french()
        self.company.partner_id.lang = "fr_FR"
        partner = self.make_registrants(1)
        partner.lang = False
        self.sender.on_enrolled_in_program_template = template = self.template(
            "g2p.program_membership", "Welcome"
        )
        template.with_context(lang="fr_FR").body = "Bienvenue"
        self.make_members(partner).with_context(lang="en_US").enroll_eligible_registrants()
        self.assertEqual(self.messages().body, "Bienvenue")

    def test_dates_and_amounts_are_written_in_the_readers_language(self):
        self.french()
        partners = self.make_registrants(2)
        partners[1].lang = "fr_FR"
        day = "datetime.date(2026, 8, 1)"
        english, french = self.enrol_with(f"{{{{ format_date({day}, 'MMMM') }}}}", *partners)
        self.assertEqual((english.body, french.body), ("August", "août"))

    def test_the_cycle_is_found_by_name_and_in_ctx(self):
        self.sender.on_cycle_started_template = self.template(
            "g2p.program_membership", "{{ ctx['cycle'].name }} {{ ctx.get('cycle').name }} {{ cycle.name }}"
        )
        self.enrolled(self.make_registrants(1))
        self.cycle(name="Harvest").action_start()
        self.assertEqual(self.messages().body, "Harvest Harvest Harvest")

    # === ERRORS === #

    @mute_logger(RENDERING)
    def test_an_error_fails_that_message_alone_and_names_record_and_placeholder(self):
        partners = self.make_registrants(3)
        partners[1].name = "Ben Cruz"
        for expression in (
            "1 / (0 if object.partner_id.name == 'Ben Cruz' else 1)",
            "int('x' if object.partner_id.name == 'Ben Cruz' else '1')",
            "ctx['x' if object.partner_id.name == 'Ben Cruz' else 'lang']",
            "object.nothing if object.partner_id.name == 'Ben Cruz' else 1",
            "env['res.partner'].browse('x' if object.partner_id.name == 'Ben Cruz' else 1).name",
            "env.cr.execute('SELECT 1/0' if object.partner_id.name == 'Ben Cruz' else 'SELECT 1')",
            # It searches, and so has the enrolments written, before it fails.
            "env['g2p.program_membership'].search([('state', '=', 'enrolled')])"
            "[10 ** 9 if object.partner_id.name == 'Ben Cruz' else 0].id",
        ):
            with self.subTest(expression), mute_logger("odoo.sql_db"):
                program, sender = self.new_program("Cash")
                sender.on_enrolled_in_program_template = self.template(
                    "g2p.program_membership", f"Hi {{{{ object.partner_id.name }}}} {{{{ {expression} }}}}"
                )
                self.make_members(partners, program)
                action = self.as_role("manager", program).enroll_eligible_registrants()
                self.assertEqual(set(program.program_membership_ids.mapped("state")), {"enrolled"})
                self.env.flush_all()
                self.env.invalidate_all()
                self.assertEqual(set(program.program_membership_ids.mapped("state")), {"enrolled"})
                states = {message.partner_id: message.state for message in self.messages(sender=sender)}
                self.assertEqual(
                    states, {partners[0]: "queued", partners[1]: "failed", partners[2]: "queued"}
                )
                failed = self.messages("failed", sender)
                self.assertFalse(failed.body)
                reason = f"The template Ours cannot be filled in for Ben Cruz: check {{{{ {expression} }}}}."
                self.assertEqual(failed.failure_reason, reason)
                self.assertIn(reason, action["params"]["message"])
                self.assertIn("2 SMS queued, 1 failed for want of a text.", action["params"]["message"])

    @mute_logger(RENDERING)
    def test_a_template_that_is_no_python_fails_every_message_and_enrols_everybody(self):
        messages = self.enrol_with("{{ object. }}", *self.make_registrants(3))
        self.assertEqual({message.state for message in messages}, {"failed"})
        self.assertIn("check {{ object. }}.", messages[0].failure_reason)

    @mute_logger(RENDERING)
    def test_an_error_in_the_templates_language_is_an_error_of_the_template(self):
        [message] = self.enrol_with("Welcome", self.make_registrants(1), lang="{{ object.nothing }}")
        self.assertEqual(message.state, "failed")
        self.assertIn("check {{ object.nothing }}.", message.failure_reason)

    @mute_logger(RENDERING)
    def test_failed_messages_are_not_sent(self):
        self.enrol_with("{{ object.nothing }}", self.make_registrants(1))
        self.dispatch()
        self.assertFalse(self.taken())

    def test_placeholders_that_are_empty_leave_nothing_behind(self):
        [message] = self.enrol_with(
            "Hi {{ object.partner_id.city }}{{ object.partner_id.city ||| neighbour }}",
            self.make_registrants(1),
        )
        self.assertEqual(message.body, "Hi neighbour")

    # === RESENDING === #

    @mute_logger(RENDERING)
    def test_a_message_without_text_is_filled_in_anew_when_it_is_resent(self):
        [message] = self.enrol_with("Hi {{ object.nothing }}", self.make_registrants(1))
        self.sender.on_enrolled_in_program_template.body = "Hi {{ object.partner_id.name }}"
        self.as_role("manager", message).action_resend()
        self.assertEqual(
            (message.state, message.body, message.failure_reason), ("queued", "Hi Registrant 1", False)
        )
        self.dispatch()
        self.assertEqual(self.taken(), [("09170000001", "Hi Registrant 1")])

    @mute_logger(RENDERING)
    def test_a_cycles_message_is_filled_in_anew_with_its_own_cycle(self):
        self.sender.on_cycle_ended_template = template = self.template(
            "g2p.program_membership", "{{ object.x }}"
        )
        self.enrolled(self.make_registrants(1))
        for name in ("First", "Second"):
            cycle = self.cycle(name=name)
            cycle.action_start()
            cycle.action_end()
        template.body = "{{ cycle.name }} has ended"
        failed = self.messages("failed")
        failed.action_resend()
        self.assertEqual(failed.mapped("body"), ["Second has ended", "First has ended"])

    @mute_logger(RENDERING)
    def test_resending_tells_what_is_still_wrong_and_changes_nothing(self):
        first, second = self.enrol_with("Hi {{ object.nothing }}", *self.make_registrants(2))
        with self.assertRaisesRegex(UserError, r"for Registrant \d: check {{ object.nothing }}"):
            (first | second).action_resend()
        self.sender.on_enrolled_in_program_template.body = "{{ '' }}"
        with self.assertRaisesRegex(UserError, "text for Registrant 1 is empty"):
            first.action_resend()
        self.sender.on_enrolled_in_program_template = False
        with self.assertRaisesRegex(UserError, "no template"):
            first.action_resend()
        self.env[first.res_model].browse(first.res_id).unlink()
        with self.assertRaisesRegex(UserError, "told of is gone"):
            first.action_resend()
        self.assertEqual({first.state, second.state}, {"failed"})
