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
        known = {entry.msgid for entry in self.terms(f"{self.addon}.pot")}
        terms = {entry.msgid for entry in exported(self.env, self.addon)}
        self.assertFalse(terms - known, "make translations adds these")
        self.assertFalse(known - terms, "make translations drops these")

    def test_no_translation_is_missing_left_over_or_fuzzy(self):
        terms = {entry.msgid for entry in self.terms(f"{self.addon}.pot")}

        def check(language):
            self.assertEqual({entry.msgid for entry in language}, terms)
            self.assertFalse([entry.msgid for entry in language if not entry.msgstr.strip()])
            self.assertFalse(language.fuzzy_entries())

        self.each_language(check)

    def test_what_the_engine_says_too_is_said_in_the_same_words(self):
        engine = Path(get_module_path("sms_wiserv")) / "i18n"
        for name in LANGUAGES:
            with self.subTest(language=name):
                words = {entry.msgid: entry.msgstr for entry in polib.pofile(str(engine / f"{name}.po"))}
                others = {
                    entry.msgid: (entry.msgstr, words[entry.msgid])
                    for entry in self.terms(f"{name}.po")
                    if entry.msgstr != words.get(entry.msgid, entry.msgstr)
                }
                self.assertFalse(others)

    def test_translations_keep_placeholders_and_tags(self):
        def check(language):
            for entry in language:
                here, there = FIXED.findall(entry.msgid), FIXED.findall(entry.msgstr)
                self.assertEqual(sorted(here), sorted(there), entry.msgid)

        self.each_language(check)

    def test_texts_that_are_sent_make_no_sms_of_half_the_size(self):
        def check(language):
            texts = {
                entry.msgid: entry.msgstr
                for entry in language
                if any(where.startswith("model:sms.template,body") for where, _line in entry.occurrences)
            }
            encodings = {text: measure(PLACEHOLDER.sub("", texts[text])).encoding for text in texts}
            self.assertFalse({text: texts[text] for text in texts if encodings[text] != "GSM-7"})

        self.each_language(check)

    def test_most_of_a_language_is_in_that_language(self):
        def check(language):
            same = [entry.msgid for entry in language if entry.msgid == entry.msgstr]
            self.assertLess(len(same), max(2, len(language) / 10), same)

        self.each_language(check)
