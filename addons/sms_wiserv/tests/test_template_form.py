# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo.exceptions import ValidationError
from odoo.tests import Form

from .common import WiservCase

OFFICER = "sms_wiserv.group_sms_officer"
# What a person may mistype, and what the sentence says of it.
TYPOS = {
    "{{ object.partner_id.nam }}": "Check the placeholder {{ object.partner_id.nam }}: Contact has no field “nam”.",
    "{{ object.plaze }}": "Visit has no field “plaze”.",
    "Hi {{ guide }} {{ object.partner_id.country_id.nome }}": "Country has no field “nome”.",
}


class TestTemplateForm(WiservCase):
    """What people see and may do while they write a text."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.officer = cls.make_user("olga", OFFICER)

    def test_a_typo_is_refused_on_save_with_the_placeholder_named(self):
        for body, sentence in TYPOS.items():
            with self.subTest(body):
                with self.assertRaises(ValidationError) as refused, self.env.cr.savepoint():
                    self.template.body = body
                self.assertIn(sentence, str(refused.exception))
                with self.assertRaises(ValidationError), self.env.cr.savepoint():
                    self.make_template(body)

    def test_a_typo_in_a_translation_is_refused_too(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        with self.assertRaisesRegex(ValidationError, "plaze"):
            self.template.with_context(lang="fr_FR").body = "{{ object.plaze }}"

    def test_what_works_is_saved(self):
        for body in (
            "{{ guide }} and {{ ctx['guide'] }}",
            "{{ object.partner_id.name.upper() }}",
            "{{ object.partner_id.display_name ||| you }}",
            "{{ format_date(object.create_date) }}",
        ):
            with self.subTest(body):
                self.template.body = body

    def test_templates_that_no_door_uses_are_left_to_odoo(self):
        model = self.env["ir.model"]._get_id("res.users")
        self.make_template("Hi").copy({"model_id": model, "body": "{{ object.nothing }}"})

    def test_the_form_offers_placeholders_and_an_invented_example(self):
        with Form(self.template) as form:
            self.assertIn(["Name", "{{ object.partner_id.name }}"], form.wiserv_placeholders)
            form.body = "Dear {{ object.partner_id.name }}, {{ guide }} is at the {{ object.place }}."
            self.assertIn("Dear Maria Santos, Eva is at the Hall.", form.wiserv_example)
            self.assertIn("1 segment (an invented example)", form.wiserv_example)
            form.body = "{{ object.plaze }}"
            self.assertIn("Visit has no field “plaze”.", form.wiserv_example)
            form.body = "Hi"

    def test_an_example_runs_no_code_that_its_reader_could_not_save(self):
        template = self.template.with_user(self.officer).new(
            {"model_id": self.template.model_id.id, "body": "{{ object.partner_id.mapped('name') }}"}
        )
        self.assertIn("does more than show fields", template.wiserv_example)

    def test_who_changes_no_text_is_not_asked_to_change_it_in_other_languages(self):
        reader = self.make_user("rosa", "sms_wiserv.group_sms_user")
        for user, is_asked in ((self.officer, True), (reader, False)):
            arch = self.template.with_user(user).get_view(view_type="form")["arch"]
            self.assertEqual("wiserv_other_languages" in arch, is_asked)

    def test_the_form_says_who_uses_the_template_and_in_which_languages_it_is_another(self):
        self.assertEqual(self.template.wiserv_use_count, 0)
        other = self.make_sender("Annex")
        self.make_visits(self.make_people(1))
        self.make_visits(self.make_people(1), sender_id=other.id)
        self.env["res.lang"]._activate_lang("fr_FR")
        self.template.invalidate_recordset()
        self.assertEqual((self.template.wiserv_use_count, self.template.wiserv_used_by), (2, "Annex, Office"))
        self.assertFalse(self.template.wiserv_other_languages)
        self.template.with_context(lang="fr_FR").body = "Bonjour"
        self.template.invalidate_recordset()
        self.assertIn("French", self.template.wiserv_other_languages)

    def test_the_menu_opens_the_templates_of_doors_alone(self):
        action = self.env["sms.template"].action_wiserv_templates()
        found = self.env["sms.template"].search(action["domain"])
        self.assertIn(self.template, found)
        self.assertEqual(set(found.mapped("model")), {"sms.wiserv.test.visit"})

    def test_texts_of_no_sender_stand_below_what_they_are(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        for language, begins in (("en_US", "Default and"), ("fr_FR", "Modèles par défaut")):
            texts = self.env["sms.template"].with_context(lang=language)
            label = texts.fields_get(["wiserv_sender_id"])["wiserv_sender_id"]["falsy_value_label"]
            self.assertTrue(label.startswith(begins), label)
