# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo.exceptions import UserError
from odoo.tools import mute_logger

from .common import WiservCase


class TestActions(WiservCase):
    """What people do with messages: resend, cancel, mark as handled."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.officer = cls.make_user("officer", "sms_wiserv.group_sms_officer")

    def failed(self, count=1):
        """Return messages, an officer's, that the gateway has refused."""
        self.gateway.behave("fault", count=count)
        self.announce(count)
        self.dispatch()
        return self.messages("failed").sorted("id").with_user(self.officer)

    def question(self, action):
        """Return the dialog that an action opens."""
        wizard = self.env[action["res_model"]].with_user(self.officer)
        return wizard.with_context(**action["context"]).create({})

    def test_the_history_tells_of_attempts_and_of_people(self):
        message = self.failed()
        message.action_resend()
        self.assertEqual((message.state, message.attempts, message.reason), ("queued", 0, False))
        message.action_cancel()
        message.action_resend()
        self.dispatch()
        lines = [line.partition(" UTC: ")[2].partition(".")[0] for line in message.history.splitlines()]
        name = self.officer.name
        self.assertEqual(
            lines, ["failed", f"resent by {name}", f"cancelled by {name}", f"resent by {name}", "accepted"]
        )

    def test_only_what_went_wrong_is_handled_until_it_is_resent(self):
        failed = self.failed()
        self.announce()
        self.dispatch()
        accepted = self.messages("accepted")
        action = (failed | accepted).action_mark_handled()
        self.assertEqual(
            action["params"]["message"],
            "Marked as handled: 1 of 2 messages. Only failed and unknown ones that are not handled yet can be.",
        )
        self.assertTrue(failed.handled)
        self.assertFalse(accepted.handled)
        with self.assertRaisesRegex(UserError, "can be marked as handled"):
            failed.action_mark_handled()
        failed.action_resend()
        self.assertFalse(failed.handled)

    def test_what_is_handled_is_told_in_the_history_and_can_be_undone(self):
        messages = self.failed(2)
        self.assertIn("2 messages marked", messages.action_mark_handled()["params"]["message"])
        self.assertIn("2 messages marked as not", messages.action_mark_not_handled()["params"]["message"])
        self.assertEqual(messages.mapped("handled"), [False, False])
        lines = [line.partition(" UTC: ")[2] for line in messages[0].history.splitlines()[1:]]
        name = self.officer.name
        self.assertEqual(lines, [f"marked as handled by {name}", f"marked as not handled by {name}"])
        with self.assertRaisesRegex(UserError, "can be marked as not handled"):
            messages.action_mark_not_handled()

    def test_resending_an_unknown_message_asks_first(self):
        self.gateway.behave("close", count=2)
        self.announce(2)
        self.dispatch()
        messages = self.messages("unknown").with_user(self.officer)
        wizard = self.question(messages.action_resend())
        self.assertEqual(messages.mapped("state"), ["unknown"] * 2)
        self.assertIn("2 people may get the same SMS twice", wizard.question)
        wizard.action_resend()
        self.dispatch()
        self.assertEqual(messages.mapped("state"), ["accepted"] * 2)

    def test_an_accepted_message_cannot_be_resent(self):
        self.announce()
        self.dispatch()
        with self.assertRaisesRegex(UserError, "nothing to resend. 1 is left out: Wiserv accepted it."):
            self.messages().action_resend()
        self.assertEqual(len(self.taken()), 1)

    def test_a_queued_message_can_be_cancelled_and_stays_so(self):
        self.announce(2)
        messages = self.messages().with_user(self.officer)
        self.assertEqual(messages[0].action_cancel()["params"]["message"], "1 SMS cancelled.")
        self.dispatch()
        self.assertEqual(messages.mapped("state"), ["cancelled", "accepted"])
        with self.assertRaisesRegex(UserError, "Only queued"):
            messages.action_cancel()

    def test_what_is_not_to_be_resent_is_left_out_of_a_mixed_selection_and_counted(self):
        self.announce(3)
        self.dispatch()
        failed = self.failed(2)
        accepted = self.messages("accepted").with_user(self.officer)
        self.announce(2)
        everything = self.messages().with_user(self.officer)
        told = everything.action_resend()["params"]
        self.assertEqual(
            told["message"],
            "2 SMS queued again. 3 are left out: Wiserv accepted them. 2 are left out: they are still to be sent.",
        )
        self.assertEqual(told["type"], "warning")
        self.assertEqual(
            (set(failed.mapped("state")), set(accepted.mapped("state"))), ({"queued"}, {"accepted"})
        )
        with self.assertRaisesRegex(
            UserError, "nothing to resend. 3 are left out: Wiserv accepted them. 4 are"
        ):
            everything.action_resend()

    def test_the_question_counts_accepted_ones_and_those_that_wait(self):
        self.gateway.behave("close", count=1)
        self.announce()
        self.dispatch()
        self.announce()
        self.dispatch()
        self.announce()
        wizard = self.question(self.messages().with_user(self.officer).action_resend())
        self.assertIn("about this SMS", wizard.question)
        self.assertIn("1 is left out: Wiserv accepted it.", wizard.question)
        self.assertIn("1 is left out: it is still to be sent.", wizard.question)
        wizard.action_resend()
        self.assertEqual(sorted(self.messages().mapped("state")), ["accepted", "queued", "queued"])

    def test_a_text_that_cannot_be_made_stops_no_other(self):
        self.template.body = "{{ object.partner_id.function and object.place.nothing or 'Come at 8.' }}"
        failed = self.failed(3)
        failed[0].partner_id.sudo().function = "guard"
        failed[1:].sudo().body = False
        failed[2].sudo().partner_id.function = "guard"
        failed[0].sudo().body = "x" * 160 * 11
        told = failed.action_resend()["params"]
        self.assertIn("1 SMS queued again. 2 are left out, the first: The", told["message"])
        self.assertEqual(failed.mapped("state"), ["failed", "queued", "failed"])
        with self.assertRaisesRegex(
            UserError, "nothing to resend. 1 is left out: it is still.*2 are left out"
        ):
            failed.action_resend()

    def test_what_was_not_marked_as_handled_is_counted(self):
        first, second = self.failed(2)
        first.action_mark_handled()
        told = (first | second).action_mark_not_handled()["params"]
        self.assertEqual(
            (told["message"], told["type"]),
            (
                "Marked as not handled: 1 of 2 messages. Only those that were marked as handled can be.",
                "warning",
            ),
        )

    def test_resending_says_how_many_are_queued_again(self):
        told = self.failed(2).action_resend()["params"]
        self.assertEqual((told["message"], told["type"]), ("2 SMS queued again.", "success"))

    def test_what_cannot_be_cancelled_is_counted(self):
        failed = self.failed()
        self.announce(2)
        waiting = self.messages("queued").with_user(self.officer)
        told = (failed | waiting).action_cancel()["params"]
        self.assertEqual(told["message"], "Cancelled: 2 of 3 SMS. Only queued ones can be.")
        self.assertEqual(told["type"], "warning")
        self.assertEqual(set(waiting.mapped("state")), {"cancelled"})

    def test_what_becomes_unknown_while_it_is_asked_about_others_is_not_resent(self):
        failed = self.failed(2)
        self.announce()
        late = self.messages("queued")
        failed[0].sudo().state = "unknown"
        wizard = self.question((failed | late).action_resend())
        late.state = "unknown"
        wizard.action_resend()
        self.assertEqual((failed | late).mapped("state"), ["queued", "queued", "unknown"])

    def test_what_has_just_become_unknown_is_not_resent_unasked(self):
        message = self.failed()
        message.sudo().state = "unknown"
        with self.assertRaisesRegex(UserError, "nothing to resend. 1 is left out: it has just changed."):
            message._resend()
        self.assertEqual(message.state, "unknown")

    # === TO WHOM IT GOES NOW, AND IN WHAT WORDS === #

    def test_a_resent_message_goes_to_the_number_of_now(self):
        message = self.failed()
        message.partner_id.sudo().phone = "0918 000 4321"
        message.action_resend()
        self.dispatch()
        self.assertEqual([number for number, _text in self.taken()], ["09180004321"])

    def test_whoever_cannot_be_told_any_more_is_left_out_of_resending(self):
        messages = self.failed(4)
        for message, values in zip(
            messages, ({"function": "busy"}, {"active": False}, {"phone": "12"}), strict=False
        ):
            message.partner_id.sudo().write(values)
        action = messages.action_resend()
        self.assertEqual(
            action["params"]["message"],
            "1 SMS queued again, 3 skipped (Number cannot be right 1, Archived 1, busy 1).",
        )
        self.assertEqual(messages.mapped("state"), ["failed"] * 3 + ["queued"])
        with self.assertRaisesRegex(
            UserError, "cannot be told now: Number cannot be right 1, Archived 1, busy 1"
        ):
            messages[:3].action_resend()

    def test_nothing_is_resent_when_what_it_told_of_or_whom_is_gone(self):
        first, second = self.failed(2)
        self.env[first.res_model].browse(first.res_id).unlink()
        second.partner_id.sudo().unlink()
        with self.assertRaisesRegex(UserError, "cannot be told now: Deleted 2"):
            (first | second).action_resend()
        self.dispatch()
        self.assertFalse(self.taken())

    def test_a_message_without_a_text_gets_one(self):
        self.template.body = "{{ object.place.nothing }}"
        with mute_logger("odoo.addons.mail.models.mail_render_mixin"):
            self.announce()
        message = self.messages("failed").with_user(self.officer)
        with self.assertRaisesRegex(UserError, "cannot be filled in for Person 1"):
            message.action_resend()
        self.template.body = "{{ object.place }} opens at 8."
        message.action_resend()
        self.dispatch()
        self.assertEqual(self.taken(), [("09170000001", "Hall opens at 8.")])

    def test_a_direct_message_cannot_be_resent_for_its_text_is_not_kept(self):
        self.gateway.behave("fault", count=1)
        self.sender.send_sms("09170000001", "Hello")
        direct = self.messages("failed")
        with self.assertRaisesRegex(UserError, "nothing to resend. 1 is left out: of a test or"):
            direct.action_resend()
        action = (direct | self.failed(2).sudo()).action_resend()
        self.assertEqual(
            action["params"]["message"],
            "2 SMS queued again. 1 is left out: of a test or a one-time password no text is kept.",
        )
        self.assertEqual(direct.state, "failed")

    def test_the_question_counts_what_is_left_out(self):
        self.gateway.behave("unknown_sentence", text="Taken", count=1)
        self.gateway.behave("close")
        self.announce(1)
        self.dispatch()
        self.announce(2)
        self.sender.send_sms("09170000009", "Hello")
        self.sender._channel_open()
        self.dispatch()
        self.declare("Taken", "accepted")
        messages = self.messages("unknown").with_user(self.officer)
        self.assertEqual(len(messages), 4)
        wizard = self.question(messages.action_resend())
        self.assertIn("Of the 2 messages", wizard.question)
        self.assertIn("1 is left out: Wiserv's reply means that it accepted it.", wizard.question)
        self.assertIn("1 is left out: of a test", wizard.question)
        wizard.action_resend()
        self.assertEqual(sorted(messages.mapped("state")), ["queued", "queued", "unknown", "unknown"])
