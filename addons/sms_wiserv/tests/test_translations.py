# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo.tests import TransactionCase, tagged

from ..tools.sentences import in_words_of
from .common import WiservCase
from .translations import LANGUAGES, TranslationsMixin

ADDON = "sms_wiserv"
REASON = "The gateway refused the message."


@tagged("post_install", "-at_install")
class TestTranslations(TranslationsMixin, TransactionCase):
    addon = ADDON

    def test_odoo_loads_each_language(self):
        view = self.env.ref("sms_wiserv.view_message_form")
        for code in set(LANGUAGES.values()):
            with self.subTest(language=code):
                self.env["res.lang"]._activate_lang(code)
                self.env["ir.module.module"]._load_module_terms([ADDON], [code])
                env = self.env(context={"lang": code})
                self.assertNotEqual(in_words_of(env, REASON), REASON)
                self.assertNotEqual(in_words_of(env, f"{REASON} (HTTP 400)"), f"{REASON} (HTTP 400)")
                self.assertNotIn("Put right what the reason names", view.with_env(env).arch)


class TestReasonsInTheReadersLanguage(WiservCase):
    def setUp(self):
        super().setUp()
        self.env["res.lang"]._activate_lang("fr_FR")
        self.env["ir.module.module"]._load_module_terms([ADDON], ["fr_FR"])
        values = {"sender_id": self.sender.id, "event": "manual", "state": "failed"}
        reasons = [
            REASON,
            f"{REASON} (HTTP 400)",
            "The gateway could not be reached.",
            "Une phrase d'ailleurs",
            False,
        ]
        outbox = self.env["sms.wiserv.message"]
        self.failed = outbox.create([{**values, "failure_reason": reason} for reason in reasons])
        self.french = self.failed.with_context(lang="fr_FR")

    def test_events_of_skipped_people_are_called_as_those_of_messages(self):
        skipped, message = (
            self.env[model].with_context(lang="fr_FR").fields_get(["event"])["event"]["selection"]
            for model in ("sms.wiserv.skipped", "sms.wiserv.message")
        )
        self.assertEqual(skipped, message)
        self.assertNotIn(("manual", "Manual"), skipped)

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

    def test_messages_are_found_by_words_as_one_types_them(self):
        reason = "No answer within the time-out; nobody can know whether the SMS went out."
        message = self.failed[0]
        message.failure_reason = reason
        shown = message.with_context(lang="fr_FR").reason
        self.assertIn("délai\N{NO-BREAK SPACE};", shown)
        self.assertEqual(self.french.search([("reason", "ilike", "délai ; personne")]), message)
        self.assertEqual(self.french.search([("reason", "ilike", shown)]), message)

    def test_groups_are_headed_in_the_readers_words_and_open(self):
        found = self.french.web_read_group([("id", "in", self.failed.ids)], ["failure_reason"])
        heads = {group["failure_reason"]: group for group in found["groups"]}
        self.assertEqual(set(heads), {message.reason for message in self.french})
        for message in self.french:
            opened = self.french.search(heads[message.reason]["__extra_domain"])
            self.assertEqual(opened, message)
