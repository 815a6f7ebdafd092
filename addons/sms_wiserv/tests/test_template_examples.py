# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo.tools import mute_logger

from .common import WiservCase


class TestTemplateExamples(WiservCase):
    """What forms of doors show under a template."""

    def example(self, body, name="Ana Reyes", **values):
        """Return the example that a template makes of the visit of a person."""
        visit = self.make_visits(self.make_people(1, name=name, **values))
        return self.example_of(body, visit, visit.partner_id)

    def example_of(self, body, record, reader=None):
        return str(self.sender._template_example(self.make_template(body), record, {"guide": "Eva"}, reader))

    def test_record_and_placeholders_make_the_example(self):
        example = self.example("{{ object.partner_id.name }} sees {{ guide }}.")
        self.assertIn(">Ana Reyes sees Eva.<", example)
        self.assertIn(">19 characters, GSM-7, 1 segment<", example)

    def test_without_a_record_the_text_is_shown_as_it_is_written(self):
        example = self.example_of("Hi {{ guide }}", self.env["sms.wiserv.test.visit"])
        self.assertIn("there is no example yet", example)
        self.assertIn("Hi {{ guide }}", example)
        self.assertNotIn("characters", example)

    def test_an_invented_example_says_that_it_is_one(self):
        person = self.env["res.partner"].new({"name": "Maria Santos"})
        visit = self.env["sms.wiserv.test.visit"].new({"partner_id": person})
        template = self.make_template("Hi {{ object.partner_id.name }}")
        example = str(self.sender._template_example(template, visit, {}, person, invented=True))
        self.assertIn(">Hi Maria Santos<", example)
        self.assertIn("15 characters, GSM-7, 1 segment (an invented example)", example)

    def test_it_speaks_the_readers_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        visit = self.make_visits(self.make_people(1, lang="fr_FR"))
        template = self.make_template("Welcome")
        template.with_context(lang="fr_FR").body = "Bienvenue"
        self.assertIn("Bienvenue", self.sender._template_example(template, visit, {}, visit.partner_id))
        self.assertIn("Welcome", self.sender._template_example(template, visit, {}))

    def test_segments_and_encoding_are_those_of_the_filled_in_text(self):
        for body, size in (
            ("a" * 160, "160 characters, GSM-7, 1 segment<"),
            ("a" * 161, "161 characters, GSM-7, 2 segments<"),
            ("á" * 71, "71 characters, UCS-2, 2 segments<"),
            ("a", ">1 character, GSM-7, 1 segment<"),
            # A decomposed letter counts as it is sent.
            ("sen\u0303ora", ">6 characters, GSM-7, 1 segment<"),
        ):
            with self.subTest(body):
                example = self.example(body)
                self.assertIn(size, example)
                self.assertNotIn("Latin-1", example)

    def test_characters_beyond_latin_1_are_warned_of(self):
        self.assertIn("Beyond Latin-1: ₱ – ’ (", self.example("₱100 – that’s ₱100, señora"))

    @mute_logger("odoo.sql_db")
    def test_a_broken_template_says_so(self):
        for body in ("{{ object.place.nothing }}", "{{ 1 / 0 }}", "{{ env.cr.execute('x') }}"):
            with self.subTest(body):
                self.assertIn(": check " + body.replace("'", "&#39;"), self.example(body))

    def test_an_empty_text_is_said_to_be_none(self):
        self.assertIn("no SMS is sent", self.example("{{ '' }}"))

    def test_names_are_escaped(self):
        self.assertIn("&lt;img src=x&gt;", self.example("{{ object.partner_id.name }}", name="<img src=x>"))
