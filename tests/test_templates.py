# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from lxml import etree

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form
from odoo.tools import convert_file, mute_logger
from odoo.tools.safe_eval import safe_eval

from .common import MANAGER
from .events import EventsCase

XMLID = "g2p_notifications_wiserv.sms_template_%s"
FIELDS = {
    "enrolled": "on_enrolled_in_program_template",
    "payment": "on_payment_send_template",
    "otp": "on_otp_send_template",
    "cycle_started": "on_cycle_started_template",
    "cycle_ended": "on_cycle_ended_template",
}


class TestTemplates(EventsCase):
    def template(self, model, body="Hello", **values):
        return self.env["sms.template"].create(
            {"name": "Ours", "model_id": self.env["ir.model"]._get_id(model), "body": body, **values}
        )

    # === DEFAULTS === #

    def test_new_senders_have_copies_of_the_default_templates_however_they_are_created(self):
        with Form(self.as_role("manager", self.env[MANAGER])) as form:
            form.name = "By hand"
            form.program_id = self.program
        for manager in (self.manager, form.record, self.manager.copy()):
            for name, field in FIELDS.items():
                template, pattern = manager[field], self.env.ref(XMLID % name)
                self.assertNotEqual(template, pattern)
                self.assertEqual(
                    (template.body, template.model_id, template.wiserv_sender_id),
                    (pattern.body, pattern.model_id, manager.sender_id),
                )
            self.assertFalse(manager.on_generate_voucher_template)
            self.assertFalse(manager.shares_templates)
        self.assertEqual(form.record.on_payment_send_template.name, "By hand: Payment")

    def test_a_copy_has_all_languages_in_text_and_name(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.env["ir.module.module"]._load_module_terms(["g2p_notifications_wiserv"], ["fr_FR"])
        self.env.ref(XMLID % "payment").with_context(lang="fr_FR").body = "Payé"
        own = self.make_program("Seeds")[1].on_payment_send_template
        self.assertIn("your payment of", own.body)
        french = own.with_context(lang="fr_FR")
        self.assertEqual((french.body, french.name), ("Payé", "SMS of Seeds: Paiement"))

    def test_a_language_that_comes_later_comes_to_texts_that_are_still_as_they_began(self):
        payment, otp = self.manager.on_payment_send_template, self.manager.on_otp_send_template
        otp.body = "{{ otp }} is yours alone"
        self.env["res.lang"]._activate_lang("es_PY")
        modules = self.env["ir.module.module"].search([("name", "=", "g2p_notifications_wiserv")])
        modules._update_translations(["es_PY"])
        there = payment.with_context(lang="es_PY")
        self.assertIn("se ha enviado su pago", there.body)
        self.assertEqual(there.name, f"{self.manager.name}: Pago")
        self.assertEqual(otp.with_context(lang="es_PY").body, "{{ otp }} is yours alone")
        there.body = "Pagado"
        modules._update_translations(["es_PY"], overwrite=True)
        self.assertEqual(there.body, "Pagado")
        self.enrol(1, lang="es_PY")
        self.assertIn("se le ha inscrito en", self.messages()[-1].body)

    def test_a_sender_that_is_renamed_renames_its_texts_in_all_languages(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.env["ir.module.module"]._load_module_terms(["g2p_notifications_wiserv"], ["fr_FR"])
        manager = self.make_program("Seeds")[1]
        payment, otp = manager.on_payment_send_template, manager.on_otp_send_template
        otp.name = "What we call it"
        self.as_role("manager", manager).name = "Seeds 2027"
        french = payment.with_context(lang="fr_FR")
        self.assertEqual((payment.name, french.name), ("Seeds 2027: Payment", "Seeds 2027: Paiement"))
        self.assertEqual(otp.name, "What we call it")

    def test_what_one_program_writes_no_other_program_says(self):
        _program, other = self.make_program("Seeds")
        self.as_role("manager", self.manager.on_enrolled_in_program_template).body = "Welcome"
        self.enrol()
        self.make_members(self.make_registrants(1), other.program_id).state = "enrolled"
        self.end_transaction()
        self.assertEqual(self.messages(sender=self.manager).body, "Welcome")
        self.assertEqual(self.messages(sender=other).body, "Registrant 1, you are enrolled in Seeds.")

    def test_a_text_that_is_nobodys_is_shared_and_says_so(self):
        shared = self.template("g2p.payment")
        _program, other = self.make_program("Seeds")
        managers = self.manager + other
        managers.on_payment_send_template = shared
        self.assertTrue(all(managers.mapped("shares_templates")))
        self.assertEqual(shared.wiserv_used_by, "SMS of Rice Allowance, SMS of Seeds")
        self.assertEqual(
            self.env[MANAGER]
            .create({"name": "Third", "program_id": self.program.id, "on_payment_send_template": shared.id})
            .on_payment_send_template,
            shared,
        )

    def test_another_senders_text_is_not_offered(self):
        _program, other = self.make_program("Seeds")
        arch = etree.fromstring(self.manager.get_view(view_type="form")["arch"])
        for field in FIELDS.values():
            domain = safe_eval(
                arch.find(f".//field[@name='{field}']").get("domain"),
                {"sender_id": self.manager.sender_id.id},
            )
            offered = self.env["sms.template"].search(domain)
            self.assertIn(self.manager[field], offered)
            self.assertNotIn(other[field], offered)

    def test_another_companys_texts_are_out_of_sight(self):
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        _program, theirs = self.make_program("Theirs", company_id=elsewhere.id)
        template = self.as_role("manager", theirs.on_payment_send_template)
        self.assertFalse(template.search([("id", "=", template.id)]))
        with self.assertRaises(AccessError):
            template.body = "Mine"

    def test_a_senders_texts_go_with_it_but_for_those_that_others_use(self):
        _program, other = self.make_program("Seeds")
        texts = self.env["sms.template"].concat(*(other[field] for field in FIELDS.values()))
        self.manager.on_payment_send_template = other.on_payment_send_template
        kept = self.manager.on_payment_send_template
        other.unlink()
        self.assertEqual(texts.exists(), kept)
        self.assertFalse(kept.wiserv_sender_id)

    def test_a_template_in_use_stays_and_a_pattern_that_is_gone_is_none_for_new_senders(self):
        template = self.as_role("manager", self.manager.on_enrolled_in_program_template)
        with self.assertRaisesRegex(UserError, "Senders that use the template .*: 1. Choose another one"):
            template.unlink()
        self.manager.on_enrolled_in_program_template = False
        template.unlink()
        self.as_role("manager", self.env.ref(XMLID % "enrolled")).unlink()
        self.assertFalse(self.make_program("Later")[1].on_enrolled_in_program_template)

    def test_an_edited_default_template_survives_an_update_of_the_module(self):
        self.env.ref(XMLID % "enrolled").body = "Welcome"
        convert_file(
            self.env, "g2p_notifications_wiserv", "data/sms_templates.xml", None, mode="update", noupdate=True
        )
        self.assertEqual(self.env.ref(XMLID % "enrolled").body, "Welcome")

    def test_all_default_templates_are_harmless_ones_that_program_managers_may_edit(self):
        for name in FIELDS:
            self.as_role("manager", self.env.ref(XMLID % name)).body += " Thank you."

    # === MODELS === #

    def test_a_template_for_another_model_is_refused_with_the_right_one_named(self):
        for field, model, right in (
            ("on_enrolled_in_program_template", "g2p.payment", "g2p.program_membership"),
            ("on_cycle_started_template", "g2p.cycle", "g2p.program_membership"),
            ("on_cycle_ended_template", "res.partner", "g2p.program_membership"),
            ("on_payment_send_template", "g2p.program_membership", "g2p.payment"),
            ("on_generate_voucher_template", "g2p.payment", "g2p.entitlement"),
            ("on_otp_send_template", "g2p.payment", MANAGER),
        ):
            right = self.env["ir.model"]._get(right).name
            wrong, refused = (
                self.template(model),
                self.assertRaisesRegex(ValidationError, f"does not apply to {right}"),
            )
            with self.subTest(field), refused, self.env.cr.savepoint():
                self.as_role("manager", self.manager).write({field: wrong.id})

    def test_a_template_in_use_does_not_move_to_another_model(self):
        template = self.manager.on_enrolled_in_program_template
        with self.assertRaisesRegex(ValidationError, "does not apply to"):
            template.model_id = self.env["ir.model"]._get("g2p.payment")

    def test_templates_for_all_that_programs_tell_of_can_be_made(self):
        templates = self.env["sms.template"]
        offered = self.env["ir.model"].search(templates._fields["model_id"].domain(templates)).mapped("model")
        self.assertLessEqual(
            {"g2p.program_membership", "g2p.payment", "g2p.entitlement", MANAGER}, {*offered}
        )

    # === RIGHTS === #

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_administrators_and_program_managers_change_templates_of_programs_and_no_others(self):
        ours, foreign = self.template("g2p.payment"), self.template("res.partner")
        model = self.env["ir.model"]._get_id("res.partner")
        for role in ("administrator", "manager"):
            templates = self.as_role(role, self.env["sms.template"])
            with self.subTest(role):
                self.as_role(role, ours).body = f"Hello from {role}"
                self.as_role(role, ours).copy().unlink()
                for attempt in (
                    lambda role=role: self.as_role(role, foreign).write({"body": "Mine"}),
                    lambda role=role: self.as_role(role, foreign).unlink(),
                    lambda role=role: self.as_role(role, ours).write({"model_id": model}),
                    lambda templates=templates: templates.create(
                        {"name": "M", "model_id": model, "body": "B"}
                    ),
                ):
                    with self.assertRaises(AccessError):
                        attempt()
        for role in ("registrar", "validator", "approver", "finance"):
            with self.subTest(role), self.assertRaises(AccessError):
                self.as_role(role, ours).body = "Mine"

    def test_placeholders_that_show_what_their_writer_may_see_and_no_more(self):
        enrolled, payment = (self.env.ref(XMLID % name) for name in ("enrolled", "payment"))
        for template, expression in (
            (enrolled, "cycle.name"),
            (enrolled, "ctx['cycle'].start_date"),
            (enrolled, "object.partner_id.name or 'you'"),
            (payment, "'%.2f' % object.amount_paid"),
            (payment, "object.entitlement_id.cycle_id.name"),
            (self.env.ref(XMLID % "otp"), "otp"),
        ):
            with self.subTest(expression):
                self.as_role("manager", template).body = f"{{{{ {expression} }}}}"
        for expression in (
            "object.program_id.company_id.wiserv_password_secret",
            "object.program_id.sudo().name",
            "object.partner_id.mapped('name')",
            "otp",
        ):
            refused = self.assertRaisesRegex(
                (AccessError, ValidationError), "more than show fields|there is no “otp”"
            )
            with self.subTest(expression), refused:
                self.as_role("manager", enrolled).body = f"{{{{ {expression} }}}}"

    def test_a_template_that_senders_of_another_company_use_is_left_as_it_is(self):
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        _program, theirs = self.make_program("Theirs", company_id=elsewhere.id)
        theirs.on_enrolled_in_program_template = self.env.ref(XMLID % "enrolled")
        template = self.as_role("manager", self.env.ref(XMLID % "enrolled"))
        with self.assertRaisesRegex(AccessError, "also used by another company"):
            template.body = "Hello"
        template.copy({"name": "Ours"}).body = "Hello"
        self.users["manager"].company_ids += elsewhere
        template.body = "Hello"

    # === WORDS === #

    def test_each_registrant_is_told_in_their_own_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.manager.on_enrolled_in_program_template.with_context(
            lang="fr_FR"
        ).body = "{{ object.partner_id.name }}, bienvenue"
        partners = self.make_registrants(2)
        partners[1].lang = "fr_FR"
        members = self.make_members(partners)
        self.as_role("manager", members).with_context(lang="fr_FR").write({"state": "enrolled"})
        self.assertEqual(
            [self.texts()[partner] for partner in partners],
            ["Registrant 1, you are enrolled in Rice Allowance.", "Registrant 2, bienvenue"],
        )

    def test_the_example_of_each_event_is_of_the_programs_latest_record(self):
        self.manager.on_generate_voucher_template = self.template(
            "g2p.entitlement", "{{ object.partner_id.name }}: voucher"
        )
        partner = self.enrolled(self.make_registrants(1, name="Ana Reyes")).partner_id
        other, _manager = self.make_program("Other")
        self.enrolled(self.make_registrants(1, name="Of Another Program"), other)
        payment = self.batches(self.cycle(partner, name="Harvest")).payment_ids
        payment.amount_issued = 1500
        for name, text in {
            "enrolled_example": "Ana Reyes, you are enrolled",
            "cycle_started_example": "Harvest of Rice Allowance has started",
            "cycle_ended_example": "Harvest of Rice Allowance has ended",
            "payment_example": "your payment of 1500.00",
            "voucher_example": "Ana Reyes: voucher",
            "otp_example": "password is 123456.",
        }.items():
            for role in ("administrator", "manager", "validator"):
                self.assertIn(text, self.as_role(role, self.manager)[name], role)
        payment.write({"status": "paid", "amount_paid": 1200})
        self.manager.invalidate_recordset()
        self.assertIn("your payment of 1200.00", self.as_role("manager", self.manager).payment_example)
        # Who may not see members is shown somebody invented.
        for name in ("enrolled_example", "cycle_started_example"):
            example = self.as_role("finance", self.manager)[name]
            self.assertIn("Maria Santos", example)
            self.assertNotIn("Ana Reyes", example)
