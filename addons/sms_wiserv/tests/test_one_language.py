# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from datetime import timedelta

from odoo import fields

from ..tools import history_lines
from ..tools.sentences import in_words_of
from .screens import ScreenCase

FRENCH = "fr_FR"


class TestOneLanguage(ScreenCase):
    """Notes are in the company's language, a message's history in the reader's: whoever caused them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang(FRENCH)
        cls.env["ir.module.module"]._load_module_terms(["sms_wiserv"], [FRENCH])
        cls.users["administrator"].lang = FRENCH

    def as_french(self, records):
        return records.with_user(self.users["administrator"]).with_context(lang=FRENCH)

    def history(self, message, lang):
        """Return what is behind the times in a message's history."""
        message.invalidate_recordset()
        lines = message.with_context(lang=lang, tz="UTC").history_shown.splitlines()
        return [line.split(": ", 1)[-1] for line in lines]

    # === HISTORY === #

    def test_what_people_did_is_read_in_the_readers_language(self):
        cancelled = self.make_messages("queued")
        self.as_french(cancelled).action_cancel()
        handled = self.make_messages("unknown", reply="Your request")
        self.as_french(handled).action_mark_handled()
        self.as_french(handled).action_mark_not_handled()
        self.as_french(handled).with_context(resend_unknown=True, lang=FRENCH)._resend()
        self.assertEqual(self.history(cancelled, "en_US"), ["cancelled by Administrator"])
        self.assertEqual(self.history(cancelled, FRENCH), ["annulé par Administrator"])
        english = [
            "marked as handled by Administrator",
            "marked as not handled by Administrator",
            "resent by Administrator. Wiserv had said: “Your request”",
        ]
        self.assertEqual(self.history(handled, "en_US"), english)
        french = self.history(handled, FRENCH)
        self.assertEqual(len(french), 3)
        self.assertFalse(set(french) & set(english))
        self.assertTrue(french[2].endswith(" “Your request”") and "had said" not in french[2], french[2])

    def test_what_the_gateway_did_is_read_in_the_readers_language(self):
        self.queue(1)
        self.gateway.behave("unknown_sentence", count=1)
        self.dispatch()
        message = self.messages()
        [english], [french] = self.history(message, "en_US"), self.history(message, FRENCH)
        self.assertEqual(english, f"unknown. {message.failure_reason}")
        words = in_words_of(self.env(context={"lang": FRENCH}), message.failure_reason)
        self.assertEqual(french, f"inconnu. {words}")
        self.assertNotEqual(words, message.failure_reason)

    def test_what_was_decided_is_read_in_the_readers_language(self):
        message = self.make_messages("unknown", reply="Taken into account")
        dialog = self.as_french(self.env["sms.wiserv.meaning"])
        dialog = dialog.create(
            {
                "company_id": self.company.id,
                "reply": "Taken into account",
                "pattern": "Taken into account",
                "meaning": "accepted",
            }
        )
        dialog.action_apply()
        self.assertEqual(
            self.history(message, "en_US"),
            ["accepted: Administrator says what Wiserv's reply means: Accepted. “Taken into account”"],
        )
        [french] = self.history(message, FRENCH)
        self.assertIn("accepté", french)
        self.assertTrue(french.endswith("“Taken into account”"), french)
        self.assertNotIn("says what", french)

    def test_a_line_of_another_kind_stays_as_it_is(self):
        message = self.make_messages(
            "accepted", history="2026-03-01 06:00:00 UTC: par qui que ce soit\nNo time"
        )
        self.assertEqual(self.history(message, "en_US"), ["par qui que ce soit", "No time"])

    def test_every_line_that_is_kept_can_be_said_in_another_language(self):
        french = self.env(context={"lang": FRENCH})
        for line in history_lines._LINES:
            values = {"state": "failed", "user": "Ana", "meaning": "Message refused"}
            kept = line._source % (values if "%(" in line._source else ("Ana",) * line._source.count("%s"))
            shown = history_lines.shown_line(french, kept, str)
            with self.subTest(kept):
                self.assertNotEqual(shown, kept)
                self.assertEqual(history_lines.shown_line(self.env, kept, str), kept)
                self.assertEqual("Ana" in shown, "Ana" in kept)

    # === NOTES === #

    def note_each(self):
        """Have each kind of note written that somebody's click or the cron causes; return the notes."""
        before = self.sender._thread().message_ids
        sender = self.as_french(self.sender)
        sender.action_wiserv_this_database()
        sender.api_url = "https://elsewhere.example.com"
        self.make_messages("queued", queued_at=fields.Datetime.now() - timedelta(days=9))
        self.sender.expire_days = 3
        self.env.flush_all()
        self.env["sms.wiserv.sender"].with_context(lang=FRENCH).browse(self.sender.id)._post_expired(1)
        dialog = self.as_french(self.env["sms.wiserv.meaning"])
        dialog.create(
            {
                "company_id": self.company.id,
                "sender_id": self.sender.id,
                "reply": "Taken",
                "pattern": "Taken",
                "meaning": "accepted",
            }
        ).action_apply()
        self.as_french(self.company).sudo().wiserv_api_url = "https://elsewhere.example.com"
        return [str(note.body) for note in (self.sender._thread().message_ids - before).sorted("id")]

    def test_french_puts_a_space_before_each_colon(self):
        self.company.partner_id.lang = FRENCH
        self.queue(2)
        self.dispatch()
        note = next(
            str(note.body) for note in self.sender._thread().message_ids if "Acceptés" in str(note.body)
        )
        self.assertIn("Acceptés&nbsp;: 2", note)

    def test_notes_are_in_the_companys_language_whoever_acts(self):
        self.sender.wiserv_password = "secret"
        notes = self.note_each()
        self.assertEqual(len(notes), 5, notes)
        for note, words in zip(
            notes,
            (
                "has said that this is the database",
                "so the password was removed",
                "Waited for more than 3 days",
                "From now on “Taken” means: Accepted",
                "The company's account: The API URL now points",
            ),
            strict=True,
        ):
            self.assertIn(words, note)
