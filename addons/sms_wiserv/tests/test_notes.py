# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
import re
from unittest.mock import patch

from markupsafe import escape

from odoo.tools import mute_logger

from ..dispatch.connection_pool import Message
from ..dispatch.run_report import RunReport
from ..models.outbox import event
from ..policy import REPLIES_NOTED
from ..wire import REFUSED, Result
from .common import WiservCase


class TestNotes(WiservCase):
    """What chatter tells of runs and of events: one note each, however many pieces they come in."""

    def test_one_note_tells_a_run(self):
        self.announce(30)
        self.dispatch()
        notes = self.notes("Wiserv Response")
        self.assertEqual(len(notes), 1)
        self.assertIn("Visit 30. Accepted: 30 (Message Queued)", notes[0])

    def test_a_note_says_of_what_and_one_reason_of_all_is_said_once(self):
        self.announce(2)
        self.queue(1)
        self.gateway.behave("fault")
        self.dispatch()
        [note] = self.notes("Wiserv Failure Response")
        self.assertIn("Visit 2, Manual 1. Refused: 3 (", note)
        [reason] = set(self.messages().mapped("reason"))
        self.assertEqual(note.count(str(escape(reason))), 1)

    def test_notes_have_one_language_the_companys(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.env["ir.module.module"]._load_module_terms(["sms_wiserv"], ["fr_FR"])
        people = self.make_people(2)
        people[0].phone = False
        french = self.env["sms.wiserv.door"].with_context(lang="fr_FR")
        line = french.queue(self.sender.with_context(lang="fr_FR"), "manual", people, body="Hello")
        self.assertNotIn("queued", line, "who clicked reads a language of their own")
        self.assertIn("1 SMS queued, 1 skipped", self.notes()[0])
        self.sender.with_context(lang="fr_FR").send_now("manual", "09170000001", "Hello", who="Ana")
        self.assertIn("SMS to Ana", self.notes()[0])
        self.sender.with_context(lang="fr_FR").send_now("test", "09170000001", "Hello")
        self.assertIn("SMS to Test (", self.notes()[0])
        self.sender.with_context(lang="fr_FR").action_pause()
        self.assertIn("Paused by", self.sender.pause_reason)
        self.sender.action_resume()
        self.company.partner_id.lang = "fr_FR"
        self.dispatch()
        self.assertNotIn("Accepted: 1", self.notes()[0])

    def test_the_first_twenty_failures_are_named_with_masked_numbers(self):
        self.declare("The message was refused", "refused")
        self.gateway.behave("fault")
        self.announce(25)
        self.dispatch()
        note = self.notes("Wiserv Failure Response")[0]
        self.assertEqual(note.count("Person "), 20)
        self.assertIn("And 5 more.", note)
        self.assertIn("0917•••", note)
        self.assertNotIn("0917000", note)

    def test_a_note_stays_short_whatever_the_gateway_says(self):
        self.declare("Taken * so far", "accepted")
        words = [a + b for a in "abcdefg" for b in "abcdefg"]
        for word in words:
            self.gateway.behave("unknown_sentence", text=f"Taken {word} so far", count=1)
            self.gateway.behave("fault", text=f"Not {word} now", count=1)
        self.announce(2 * len(words))
        self.dispatch()
        self.assertEqual({message.state for message in self.messages()}, {"accepted", "failed"})
        note = self.notes("Wiserv Failure Response")[0]
        counts = note.partition("Recipient")[0]
        self.assertLess(counts.count("<tr>"), REPLIES_NOTED + 5)
        told = [int(count) for count in re.findall(r"<td[^>]*>(\d+)</td>", counts)]
        self.assertEqual(sum(told), 2 * len(words), "the others are summed up")
        self.assertIn(">other replies<", counts)
        self.assertIn("(other replies)", counts)

    def test_what_a_run_has_to_tell_is_bounded(self):
        report, whole = RunReport(), RunReport()
        for nth in range(5000):
            refused = Result(REFUSED, f"reply {nth}", f"reason (HTTP {nth % 1000})", "fault")
            report.add(Message(nth, 1, "", "", 1, 0, False, "visit"), refused)
        whole.merge(report)
        whole.merge(RunReport(report.to_save()))
        self.assertLessEqual(len(report.counts), 2 * REPLIES_NOTED + 1)
        self.assertLessEqual(len(whole.counts), 2 * REPLIES_NOTED + 1)
        self.assertEqual((report.not_accepted, whole.not_accepted), (5000, 10_000))

    def test_a_run_that_the_clock_cuts_off_is_told_with_the_next(self):
        self.company.wiserv_connections = 1
        self.gateway.behave("fault", count=1)
        self.announce(40)
        with self.enter_registry_test_mode(), self.registry.cursor() as cr:
            handled, goes_on = self.env(cr=cr)["sms.wiserv.message"]._dispatch(0)
        self.env.invalidate_all()
        self.assertTrue(0 < handled < 40 and goes_on)
        self.assertFalse(self.notes("Wiserv Failure Response"))
        self.dispatch()
        [note] = self.notes("Wiserv Failure Response")
        self.assertIn("Accepted: 39, Refused: 1", note)
        self.assertFalse(self.sender.sudo().open_report)

    def test_an_event_in_pieces_is_told_in_one_note_that_adds_up(self):
        people = self.make_people(7)
        people[2:5].function = "busy"
        people[6].phone = False
        visits = self.make_visits(people)
        visits[0].template_id = self.template.id
        self.template.body = "{{ object.place if object.place != 'nowhere' else 1 / 0 }}"
        visits[1].place = visits[5].place = "nowhere"
        with (
            patch.multiple(event, EVENT_PIECE=2, MASS_EVENT=2),
            mute_logger("odoo.addons.mail.models.mail_render_mixin"),
        ):
            self.announce(visits=visits)
            self.assertFalse(
                self.notes("Wiserv Response") or self.messages(), "the click is answered at once"
            )
            self.dispatch()
        told = [note for note in self.notes() if "queued" in note]
        self.assertEqual(len(told), 1)
        self.assertIn(
            "Visit: 1 SMS queued, 4 skipped (No phone number 1, busy 3), 2 failed: the text could not be rendered. "
            "The template Visit cannot be filled in for Person 2: check",
            told[0],
        )
