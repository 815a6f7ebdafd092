# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
import re
from pathlib import Path

import polib

from odoo.modules import get_module_path

from odoo.addons.sms_wiserv.tools.segments import measure

from dev.translations.terms import exported

LANGUAGES = {"fr": "fr_FR", "es": "es_ES", "tl": "tl_PH", "fil": "tl_PH"}
# Everything that a translation must take over as it is: %s, %(name)s, {{ placeholders }}, tags.
FIXED = re.compile(r"%\(\w+\)s|%s|\{\{.*?\}\}|</?\w+[^>]*>")
PLACEHOLDER = re.compile(r"\{\{.*?\}\}")
# What usual people, programs and payments make of a placeholder, by a part of it; the first that fits.
USUAL = {
    "partner_id.name": "Maria Cristina Delos Santos",
    "program_id.name": "Pantawid Pamilya sa Bulacan",
    "cycle": "2026-03",
    "%.2f": "12500.00",
    "currency": "PHP",
    "product_id.name": "Bigas, 25 kg",
    "quantity": "2",
    "otp": "123456",
}


def term(entry):
    return entry.msgctxt, entry.msgid


class TranslationsMixin:
    """An addon's i18n, as ``make translations`` leaves it and people complete it."""

    addon = None
    allow_inherited_tests_method = True

    def terms(self, name):
        return polib.pofile(str(Path(get_module_path(self.addon)) / "i18n" / name))

    def each_language(self, check):
        for name in LANGUAGES:
            with self.subTest(language=name):
                check(self.terms(f"{name}.po"))

    def test_the_template_holds_every_term(self):
        known = {term(entry) for entry in self.terms(f"{self.addon}.pot")}
        terms = {term(entry) for entry in exported(self.env, self.addon)}
        self.assertFalse(terms - known, "make translations adds these")
        self.assertFalse(known - terms, "make translations drops these")

    def test_no_translation_is_missing_left_over_or_fuzzy(self):
        terms = {term(entry) for entry in self.terms(f"{self.addon}.pot")}

        def check(language):
            self.assertEqual({term(entry) for entry in language}, terms)
            self.assertFalse([entry.msgid for entry in language if not entry.msgstr.strip()])
            self.assertFalse(language.fuzzy_entries())

        self.each_language(check)

    def test_what_the_engine_says_too_is_said_in_the_same_words(self):
        engine = Path(get_module_path("sms_wiserv")) / "i18n"
        for name in LANGUAGES:
            with self.subTest(language=name):
                words = {term(entry): entry.msgstr for entry in polib.pofile(str(engine / f"{name}.po"))}
                others = {
                    term(entry): (entry.msgstr, words[term(entry)])
                    for entry in self.terms(f"{name}.po")
                    if entry.msgstr != words.get(term(entry), entry.msgstr)
                }
                self.assertFalse(others)

    def test_translations_keep_placeholders_and_tags(self):
        def check(language):
            for entry in language:
                here, there = FIXED.findall(entry.msgid), FIXED.findall(entry.msgstr)
                self.assertEqual(sorted(here), sorted(there), entry.msgid)

        self.each_language(check)

    def test_a_text_that_is_sent_makes_one_sms_for_usual_names(self):
        def usual(placeholder):
            return next(value for part, value in USUAL.items() if part in placeholder[0])

        def check(language):
            for entry in language:
                if any(where.startswith("model:sms.template,body") for where, _line in entry.occurrences):
                    for text in (entry.msgid, entry.msgstr):
                        size = measure(PLACEHOLDER.sub(usual, text))
                        self.assertEqual((size.encoding, size.segments), ("GSM-7", 1), text)

        self.each_language(check)

    def test_most_of_a_language_is_in_that_language(self):
        def check(language):
            same = [entry.msgid for entry in language if entry.msgid == entry.msgstr]
            self.assertLess(len(same), max(2, len(language) / 10), same)

        self.each_language(check)
