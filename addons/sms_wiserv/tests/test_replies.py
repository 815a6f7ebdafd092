# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
import re
from datetime import timedelta
from unittest.mock import patch

from markupsafe import escape

from odoo.exceptions import AccessError, UserError

from ..models.replies import ask, decide, past, seen
from ..models.sender.held_back import ACTIVITY
from ..policy import FIRST_PROBE
from .common import WiservCase

SENTENCE = "Your request is being looked at"


class TestReplies(WiservCase):
    """What the gateway says is counted, and people say what it means."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.administrator = cls.make_user("administrator", "sms_wiserv.group_sms_administrator")

    def answered(self, text, count=1):
        """Return messages that were answered so."""
        before = self.messages()
        self.gateway.behave("unknown_sentence", text=text)
        self.announce(count)
        self.dispatch()
        self.gateway.reset()
        self.sender._channel_open()
        self.sender.consecutive_failures = 0
        return self.messages() - before

    def replies(self, *domain):
        return self.env["sms.wiserv.reply"].search([("company_id", "=", self.company.id), *domain])

    def ask(self, action, **values):
        """Return the dialog that an action opens for an administrator."""
        wizard = self.env[action["res_model"]].with_user(self.administrator)
        return wizard.with_context(**action["context"]).create(values)

    # === COUNTS === #

    def test_what_is_said_is_counted_by_what_it_has_in_common(self):
        for text in ("Busy: 4711", "Busy: 4712", SENTENCE):
            self.answered(text)
        self.announce(3)
        self.dispatch()
        counts = {reply.pattern: reply.seen_count for reply in self.replies(("seen_count", ">", 0))}
        self.assertEqual(counts, {"Busy: *": 2, SENTENCE: 1, "Message Queued": 3})
        busy = self.replies(("pattern", "=", "Busy: *"))
        self.assertEqual((busy.meaning, busy.example), ("unknown", "Busy: 4712"))
        self.assertTrue(busy.first_seen and busy.last_seen)

    def test_what_is_too_much_to_be_listed_is_counted_as_one(self):
        with patch.object(seen, "REPLIES_MOST", 2):
            for letter in "abcdb":
                self.answered(f"Word {letter}")
        counts = [(reply.pattern, reply.seen_count) for reply in self.replies(("seen_count", ">", 0))]
        self.assertEqual(sorted(counts), [("Word a", 1), ("Word b", 2), ("…", 2)])
        with self.assertRaises(UserError):
            self.replies(("pattern", "=", "…")).action_ask_meaning()

    def test_a_sender_with_many_different_replies_is_opened_with_as_much_work_as_one_with_some(self):
        def add(first, count):
            # Odd ones differ in a number alone.
            self.env.cr.execute(
                """INSERT INTO sms_wiserv_message (sender_id, company_id, event, state, priority, queued_at, queued_on,
                                                   answered_at, idempotency_key, reply)
                   SELECT %s, %s, 'visit', 'unknown', '0', now(), now(), now(), 'many:' || nth,
                          CASE WHEN nth %% 2 = 0 THEN 'Odd word ' || translate(nth::text, '0123456789', 'abcdefghij')
                               ELSE 'Reference ' || nth END
                     FROM generate_series(%s, %s) AS nth""",
                [self.sender.id, self.company.id, first, first + count - 1],
            )
            self.env.invalidate_all()

        shape = decide.shape
        with patch.object(decide, "shape", side_effect=shape) as looked_at:
            add(1, 10)
            self.assertIn("5 messages were answered “Reference ", self.sender.unclear)
            self.assertEqual(looked_at.call_count, 10)
            add(11, 5000)
            looked_at.reset_mock()
            self.assertRegex(
                self.sender.unclear,
                "^Of the latest 1,000 unknown messages [45][0-9][0-9] were answered “Reference ",
            )
            self.assertLessEqual(looked_at.call_count, 1000)

    def test_a_page_that_says_not_now_is_no_sentence_to_be_explained(self):
        self.gateway.behave("http_503", retry_after=None)
        self.announce()
        self.dispatch()
        self.assertFalse(self.replies(("seen_count", ">", 0)))

    def test_what_is_said_of_a_direct_message_is_not_counted(self):
        self.gateway.behave("unknown_sentence", text=SENTENCE)
        self.sender.send_sms("09170000001", "Hello")
        self.assertFalse(self.replies(("seen_count", ">", 0)))

    # === ACCEPTED, FROM NOW ON AND IN THE PAST === #

    def test_unknown_messages_are_accepted_when_their_reply_means_so(self):
        messages = self.answered(SENTENCE, 3)
        self.assertEqual(set(messages.mapped("state")), {"unknown"})
        self.assertIn(f"3 messages were answered “{SENTENCE}”", self.sender.unclear)
        wizard = self.ask(self.sender.action_ask_meaning())
        self.assertEqual((wizard.reply, wizard.pattern, wizard.meaning), (SENTENCE, SENTENCE, False))
        self.assertEqual(wizard.past_count, 3)
        self.assertIn("of all senders together (Visit 3)", wizard.past)
        wizard.meaning = "accepted"
        self.assertEqual(wizard.effect, "All 3 become Accepted.")
        action = wizard.action_apply()
        self.assertIn("3 messages are Accepted now.", action["params"]["message"])
        self.assertEqual(set(messages.mapped("state")), {"accepted"})
        self.assertEqual(set(messages.mapped("reason")), {False})
        for line in (messages[0].history.splitlines()[-1], self.notes("What a Reply Means")[0]):
            self.assertIn("Accepted", line)
            self.assertIn(SENTENCE, line)
        self.assertIn("accepted: Administrator says", messages[0].history)
        self.assertEqual(len(self.notes("What a Reply Means")), 1)
        self.env.invalidate_all()
        self.assertEqual((self.sender.unknown_count, self.sender.unclear), (0, False))
        self.assertEqual(set(self.answered(SENTENCE.upper() + ".", 2).mapped("state")), {"accepted"})
        reply = self.replies(("pattern", "=", SENTENCE))
        self.assertEqual((reply.seen_count, reply.decided_by), (5, self.administrator))

    def test_of_very_many_as_many_are_changed_as_a_request_has_time_for(self):
        messages = self.answered(SENTENCE, 5)
        wizard = self.ask(self.sender.action_ask_meaning(), meaning="accepted")
        with patch.object(past, "EVENT_PIECE", 2), patch.object(past, "DECIDE_SECONDS", -1):
            action = wizard.action_apply()
            self.assertEqual(messages.mapped("state"), 3 * ["unknown"] + 2 * ["accepted"])
            self.assertIn("2 messages are Accepted now. There are more of them", action["params"]["message"])
            self.assertEqual(self.replies(("pattern", "=", SENTENCE)).meaning, "unknown")
        with patch.object(past, "EVENT_PIECE", 2):
            action = self.ask(messages[0].action_ask_meaning(), meaning="accepted").action_apply()
        self.assertEqual(set(messages.mapped("state")), {"accepted"})
        self.assertNotIn("There are more", action["params"]["message"])
        self.assertEqual(self.replies(("pattern", "=", SENTENCE)).meaning, "accepted")

    def test_of_very_many_unknown_messages_the_latest_are_looked_at(self):
        self.answered("Another one", 2)
        self.answered(SENTENCE, 2)
        with patch.object(ask, "UNKNOWN_LOOKED_AT", 3):
            self.sender.invalidate_recordset()
            self.assertIn(
                f"Of the latest 3 unknown messages 2 were answered “{SENTENCE}”", self.sender.unclear
            )

    def test_of_very_many_different_replies_a_part_is_counted_and_all_are_changed(self):
        self.patch(past, "REPLIES_LOOKED_AT", 4)
        messages = self.answered(SENTENCE, 6)
        self.end_transaction()
        # The first ones are others'.
        for nth, message in enumerate(messages):
            message.sudo().reply = f"{'Away' if nth < 2 else SENTENCE}: {nth}"
        self.env.flush_all()
        reply = {"company_id": self.company.id, "reply": f"{SENTENCE}: 1", "pattern": f"{SENTENCE}: *"}
        wizard = self.env["sms.wiserv.meaning"].create({**reply, "meaning": "accepted"})
        self.assertIn("4+ messages of all senders together (Visit 4+)", wizard.past)
        self.assertEqual(wizard.effect, "All 4+ become Accepted.")
        wizard.action_apply()
        self.assertEqual(sorted(messages.mapped("state")), ["accepted"] * 4 + ["unknown"] * 2)

    def test_a_paused_channel_tries_one_when_the_reply_is_known(self):
        self.gateway.behave("unknown_sentence", text=SENTENCE)
        self.company.wiserv_connections = 1
        self.announce(40)
        self.dispatch()
        self.assertEqual(self.sender.channel_state, "paused")
        self.ask(self.sender.action_ask_meaning(), meaning="accepted").action_apply()
        self.dispatch()
        self.assertEqual(set(self.messages().mapped("state")), {"accepted"})
        self.assertEqual(len(self.taken()), 40)

    def test_replies_with_identifiers_are_one(self):
        messages = self.answered("Message Queued: 839201") + self.answered("Message Queued: 839202")
        wizard = self.ask(messages.action_ask_meaning(), meaning="accepted")
        self.assertEqual((wizard.pattern, wizard.past_count), ("Message Queued: *", 2))
        wizard.action_apply()
        self.assertEqual(set(messages.mapped("state")), {"accepted"})
        self.assertEqual(self.answered("Message Queued: 900001").state, "accepted")

    def test_what_is_never_taken_for_an_acceptance_is_told_before_it_is_decided(self):
        self.gateway.behave("html", text="Done")
        self.announce()
        self.dispatch()
        wizard = self.ask(self.messages().action_ask_meaning(), meaning="accepted")
        self.assertIn("It becomes Accepted.", wizard.effect)
        self.assertIn("no web page and no fault is ever taken for an acceptance", wizard.effect)
        wizard.meaning = "later"
        self.assertNotIn("web page", wizard.effect)

    def test_the_activity_closes_when_the_last_message_is_explained(self):
        self.gateway.behave("unknown_sentence", text=SENTENCE, count=1)
        self.announce(2)
        self.dispatch()
        self.assertEqual(len(self.sender.activity_ids), 1)
        self.ask(self.sender.action_ask_meaning(), meaning="accepted").action_apply()
        self.env.invalidate_all()
        self.assertFalse(self.sender.activity_ids)

    def test_notes_and_activities_lead_to_the_question(self):
        link = r'data-oe-model="sms.wiserv.message" data-oe-id="(\d+)">What does this reply mean\?<'
        self.answered(SENTENCE, 2)
        activity = self.sender.activity_ids
        for text in (self.notes("Wiserv Failure Response")[0], str(activity.note)):
            self.assertIn(int(re.search(link, text)[1]), self.messages("unknown").ids)
        self.queue(10)
        self.gateway.behave("unknown_sentence", text=SENTENCE)
        self.dispatch()
        self.assertRegex(str((self.sender.activity_ids - activity).note), link)

    def test_what_pauses_a_sender_can_be_explained_without_an_unknown_message(self):
        self.gateway.behave("http_403", text="Error 403")
        self.announce(20)
        self.dispatch()
        self.assertFalse(self.messages("unknown"))
        wizard = self.ask(self.sender.action_ask_meaning(), meaning="refused")
        self.assertEqual(wizard.reply, self.sender.pause_reply)
        wizard.action_apply()
        self.dispatch()
        self.assertTrue(self.messages("failed"))

    def test_what_a_pause_is_for_is_said_once_its_reply_is_explained(self):
        for meaning, cause, reason, slowly in (
            ("account", "credentials", "The gateway refused the user name or password.", True),
            ("credit", "credit", "The account has no credit left.", True),
            ("later", "gateway", "The gateway asks to try again later.", False),
        ):
            with self.subTest(meaning):
                text = f"Sentence for {meaning}"
                self.gateway.behave("unknown_sentence", text=text)
                self.announce(20)
                self.dispatch()
                self.assertEqual(self.sender.pause_cause, "gateway")
                since = self.sender.paused_at = self.sender.paused_at - timedelta(hours=2)
                self.ask(self.sender.action_ask_meaning(), meaning=meaning).action_apply()
                self.assertEqual((self.sender.pause_cause, self.sender.channel_reason), (cause, reason))
                self.assertEqual((self.sender.pause_reply, self.sender.paused_at), (text, since))
                self.assertEqual(self.sender.probe_delay > FIRST_PROBE["gateway"], slowly)
                note = self.sender.activity_search([ACTIVITY]).note
                self.assertIn(str(escape(reason)), str(note))
                self.assertEqual(len(self.taken()), len(self.messages("failed")), "nothing was tried by that")
                self.messages("queued").action_cancel()
                self.gateway.reset()
                self.sender._channel_open()
                self.messages().unlink()

    def test_another_meaning_leaves_the_pauses_of_other_replies_alone(self):
        self.gateway.behave("unknown_sentence", text=SENTENCE)
        self.announce(20)
        self.dispatch()
        before = self.sender.read(["pause_cause", "pause_reason", "probe_at"])
        company = {"company_id": self.company.id, "reply": "No load"}
        self.env["sms.wiserv.meaning"].create({**company, "meaning": "credit"}).action_apply()
        self.assertEqual(self.sender.read(["pause_cause", "pause_reason", "probe_at"]), before)

    def test_a_decision_is_noted_in_the_companys_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.env["ir.module.module"]._load_module_terms(["sms_wiserv"], ["fr_FR"])
        [message] = self.answered(SENTENCE)
        wizard = self.ask(message.action_ask_meaning(), meaning="accepted").with_context(lang="fr_FR")
        told = wizard.action_apply()["params"]["message"]
        self.assertNotIn("From now on", told, "who decides reads a language of their own")
        self.assertIn("From now on", self.notes("What a Reply Means")[0])
        self.assertIn("says what Wiserv's reply means: Accepted", message.history)

    # === THE OTHER MEANINGS === #

    def test_refused_messages_can_be_resent_without_doubt(self):
        messages = self.answered("No such number", 2)
        self.ask(messages.action_ask_meaning(), meaning="refused").action_apply()
        self.assertEqual(set(messages.mapped("state")), {"failed"})
        self.assertEqual(messages[0].reason, "The gateway's answer means that it refused the message.")
        messages.action_resend()
        self.assertEqual(set(messages.mapped("state")), {"queued"})
        self.assertIn("Wiserv had said: “No such number”", messages[0].history)
        self.assertEqual(self.answered("no such number").state, "failed")

    def test_what_the_account_lacked_is_no_doubt_either(self):
        for meaning, reason in (
            ("credit", "no credit"),
            ("account", "user name or password"),
            ("later", "later"),
        ):
            with self.subTest(meaning):
                messages = self.answered(f"Sentence of {meaning}")
                self.ask(messages.action_ask_meaning(), meaning=meaning).action_apply()
                self.assertEqual(messages.state, "failed")
                self.assertIn(reason, messages.reason)
                self.assertEqual(self.answered(f"Sentence of {meaning}").state, "queued")

    def test_what_was_accepted_by_mistake_can_be_put_right(self):
        messages = self.answered(SENTENCE)
        self.ask(messages.action_ask_meaning(), meaning="accepted").action_apply()
        wizard = self.ask(messages.action_ask_meaning(), meaning="refused")
        self.assertEqual(wizard.past_count, 1)
        wizard.action_apply()
        self.assertEqual(messages.state, "failed")

    def test_only_the_past_or_only_the_future(self):
        messages = self.answered(SENTENCE)
        self.ask(messages.action_ask_meaning(), meaning="accepted", also_past=False).action_apply()
        self.assertEqual(messages.state, "unknown")
        with self.assertRaisesRegex(UserError, "nothing to resend. 1 is left out: Wiserv's reply means"):
            messages.with_context(resend_unknown=True).action_resend()
        others = self.answered("Something else")
        self.ask(others.action_ask_meaning(), meaning="accepted", from_now_on=False).action_apply()
        self.assertEqual(others.state, "accepted")
        self.assertEqual(self.answered("Something else").state, "unknown")
        wizard = self.ask(others.action_ask_meaning(), meaning="accepted", from_now_on=False, also_past=False)
        with self.assertRaisesRegex(UserError, "Choose from when on"):
            wizard.action_apply()

    def test_not_known_yet_takes_a_meaning_back(self):
        self.declare(SENTENCE, "accepted")
        self.ask(
            self.replies(("pattern", "=", SENTENCE)).action_ask_meaning(), meaning="unknown"
        ).action_apply()
        self.assertEqual(self.answered(SENTENCE).state, "unknown")

    # === NO CONTRADICTION === #

    def test_a_pattern_that_does_not_match_the_reply_is_refused(self):
        barred = self.answered("Number is barred <br>").action_ask_meaning()
        for pattern in ("Number is bared", "Number is", "barred*"):
            wizard = self.ask(barred, meaning="refused", pattern=pattern)
            self.assertIn("does not match the reply “Number is barred", wizard.obstacle)
            with self.assertRaisesRegex(UserError, "does not match"):
                wizard.action_apply()
        self.assertFalse(self.ask(barred, meaning="refused", pattern="NUMBER * barred.").obstacle)

    def test_a_pattern_that_means_two_things_is_refused(self):
        messages = self.answered("Message lost")
        for pattern in ("Message *", "*queued"):
            wizard = self.ask(messages.action_ask_meaning(), meaning="refused", pattern=pattern)
            self.assertIn("“Message Queued” means something else: Accepted", wizard.obstacle)
            with self.assertRaisesRegex(UserError, "means something else"):
                wizard.action_apply()
        self.declare("Busy*", "later")
        wizard = self.ask(messages.action_ask_meaning(), meaning="refused", pattern="Busy with you")
        self.assertIn("“Busy*” means something else", wizard.obstacle)
        for pattern in ("*", " ", "** .", "a*"):
            wizard.pattern = pattern
            self.assertIn("keep more of its words", wizard.obstacle)

    def test_other_replies_that_it_would_match_are_shown_and_become_one_with_it(self):
        self.answered("Busy with rice")
        self.answered("Busy with seeds", 2)
        messages = self.answered("Busy with cash")
        wizard = self.ask(messages.action_ask_meaning(), meaning="later", pattern="Busy with *")
        self.assertEqual(wizard.past_count, 4)
        for text in ("rice", "seeds", "cash"):
            self.assertIn(f"“Busy with {text}”", wizard.alike)
        wizard.action_apply()
        self.assertEqual(self.replies(("pattern", "=like", "Busy%")).mapped("pattern"), ["Busy with *"])
        self.assertEqual(self.replies(("pattern", "=", "Busy with *")).seen_count, 4)

    def test_usual_words_for_a_refused_account_are_a_proposal(self):
        messages = self.answered("Invalid Password.")
        self.assertEqual(messages.state, "unknown")
        self.assertEqual(self.ask(messages.action_ask_meaning()).meaning, "account")

    # === WHO, AND FROM WHERE === #

    def test_different_replies_are_not_one_question(self):
        messages = self.answered("One thing") + self.answered("Another")
        with self.assertRaisesRegex(UserError, "different replies"):
            messages.action_ask_meaning()
        with self.assertRaisesRegex(UserError, "has not said anything"):
            self.messages("queued").action_ask_meaning()

    def test_a_test_leads_to_the_question(self):
        self.gateway.behave("unknown_sentence", text=SENTENCE)
        test = self.env["sms.wiserv.test"].create(
            {"sender_id": self.sender.id, "phone": "09170004567", "body": "Hello"}
        )
        test.action_send()
        wizard = self.ask(test.action_ask_meaning(), meaning="accepted")
        self.assertIn("1 message", wizard.past)
        wizard.action_apply()
        self.assertEqual(self.messages().state, "accepted")

    def test_another_companys_replies_and_messages_are_out_of_reach(self):
        messages = self.answered(SENTENCE)
        company = self.env["res.company"].create({"name": "Elsewhere"})
        wizard = self.ask(messages.action_ask_meaning(), meaning="accepted", company_id=company.id)
        self.assertEqual(wizard.past_count, 0)
        with self.assertRaises(AccessError):
            wizard.action_apply()
        self.assertEqual(messages.state, "unknown")
