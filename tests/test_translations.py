# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
import re
from pathlib import Path

import polib

from odoo.tests import TransactionCase, tagged

from ..dev.translations.terms import ADDON, exported
from ..models.wiserv_sentences import in_words_of
from .common import WiservCase

FOLDER = Path(__file__).resolve().parents[1] / "i18n"
LANGUAGES = {"fr": "fr_FR", "es": "es_ES", "tl": "tl_PH", "fil": "tl_PH"}
# Everything that a translation must take over as it is: %s, %(name)s, {{ placeholders }}, tags.
FIXED = re.compile(r"%\(\w+\)s|%s|\{\{.*?\}\}|</?\w+[^>]*>")
REASON = "The gateway refused the message."


@tagged("post_install", "-at_install")
class TestTranslations(TransactionCase):
    def test_the_template_holds_every_term(self):
        known = {entry.msgid for entry in polib.pofile(str(FOLDER / f"{ADDON}.pot"))}
        terms = {entry.msgid for entry in exported(self.env)}
        self.assertFalse(terms - known, "make translations adds these")
        self.assertFalse(known - terms, "make translations drops these")

    def test_no_translation_is_missing_or_fuzzy(self):
        terms = {entry.msgid for entry in polib.pofile(str(FOLDER / f"{ADDON}.pot"))}
        for name in LANGUAGES:
            with self.subTest(language=name):
                language = polib.pofile(str(FOLDER / f"{name}.po"))
                self.assertEqual({entry.msgid for entry in language}, terms)
                self.assertFalse([entry.msgid for entry in language if not entry.msgstr.strip()])
                self.assertFalse(language.fuzzy_entries())

    def test_translations_keep_placeholders_and_tags(self):
        for name in LANGUAGES:
            for entry in polib.pofile(str(FOLDER / f"{name}.po")):
                with self.subTest(language=name, term=entry.msgid):
                    self.assertEqual(sorted(FIXED.findall(entry.msgid)), sorted(FIXED.findall(entry.msgstr)))

    def test_most_of_a_language_is_in_that_language(self):
        for name in LANGUAGES:
            entries = polib.pofile(str(FOLDER / f"{name}.po"))
            same = [entry.msgid for entry in entries if entry.msgid == entry.msgstr]
            self.assertLess(len(same), len(entries) / 10, f"{name}: {same}")

    def test_odoo_loads_each_language(self):
        view = self.env.ref("g2p_notifications_wiserv.view_wiserv_sms_form")
        for code in set(LANGUAGES.values()):
            with self.subTest(language=code):
                self.env["res.lang"]._activate_lang(code)
                self.env["ir.module.module"]._load_module_terms([ADDON], [code])
                env = self.env(context={"lang": code})
                self.assertNotEqual(in_words_of(env, REASON), REASON)
                self.assertNotEqual(in_words_of(env, f"{REASON} (HTTP 400)"), f"{REASON} (HTTP 400)")
                self.assertNotIn("Put right what the reason names", view.with_env(env).arch)


@tagged("post_install", "-at_install")
class TestReasonsInTheReadersLanguage(WiservCase):
    def setUp(self):
        super().setUp()
        self.env["res.lang"]._activate_lang("fr_FR")
        self.env["ir.module.module"]._load_module_terms([ADDON], ["fr_FR"])
        values = {"manager_id": self.sender.id, "event": "payment", "state": "failed"}
        reasons = [
            REASON,
            f"{REASON} (HTTP 400)",
            "The gateway could not be reached.",
            "Une phrase d'ailleurs",
            False,
        ]
        outbox = self.env["g2p.wiserv.sms"].sudo()
        self.failed = outbox.create([{**values, "failure_reason": reason} for reason in reasons])
        self.french = self.failed.with_context(lang="fr_FR").sudo(False)

    def test_events_of_skipped_people_are_called_as_those_of_messages(self):
        skipped, message = (
            self.env[model].with_context(lang="fr_FR").fields_get(["event"])["event"]["selection"]
            for model in ("g2p.wiserv.skipped", "g2p.wiserv.sms")
        )
        self.assertEqual(skipped, message)
        self.assertNotIn(("payment", "Payment"), skipped)

    def test_an_impossible_number_is_told_in_the_readers_language(self):
        self.sender.with_context(lang="fr_FR").send_sms("12", "Hello")
        message = self.messages("failed")[0]
        self.assertIn("is not a number that can be sent", message.reason)
        self.assertNotEqual(message.with_context(lang="fr_FR").reason, message.reason)

    def test_messages_are_found_by_the_words_that_are_shown(self):
        shown = self.french[0].reason
        self.assertNotEqual(shown, REASON)
        for words in (shown, shown[5:-1].upper()):
            with self.subTest(words=words):
                self.assertEqual(self.french.search([("reason", "ilike", words)]), self.french[:2].sorted())
        self.assertEqual(self.french.search([("reason", "ilike", "d'ailleurs")]), self.french[3])
        self.assertEqual(self.french.search([("reason", "ilike", "HTTP 400")]), self.french[1])
        self.assertEqual(
            self.failed.search([("reason", "ilike", "refused the message")]), self.failed[:2].sorted()
        )
        self.assertFalse(self.french.search([("reason", "ilike", "nothing that anybody said")]))
        others = self.french.search([("id", "in", self.failed.ids), ("reason", "not ilike", shown)])
        self.assertEqual(others, self.french[2:].sorted())

    def test_groups_are_headed_in_the_readers_words_and_open(self):
        found = self.french.web_read_group([("id", "in", self.failed.ids)], ["failure_reason"])
        heads = {group["failure_reason"]: group for group in found["groups"]}
        self.assertEqual(set(heads), {message.reason for message in self.french})
        for message in self.french:
            opened = self.french.search(heads[message.reason]["__extra_domain"])
            self.assertEqual(opened, message)
