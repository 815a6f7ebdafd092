# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo.exceptions import UserError

from .events import EventsCase


class TestActions(EventsCase):
    """What people do with messages: resend, cancel, mark as dealt with."""

    def test_a_failed_message_can_be_resent(self):
        self.gateway.behave("fault", count=1)
        self.enrol()
        self.dispatch()
        message = self.messages()
        message.action_resend()
        self.assertEqual((message.state, message.attempts), ("queued", 0))
        self.dispatch()
        self.assertEqual(message.state, "accepted")

    def test_the_history_tells_of_attempts_and_of_people(self):
        self.gateway.behave("fault", count=1)
        self.enrol()
        self.dispatch()
        message = self.messages().with_user(self.env.ref("base.user_admin"))
        message.action_resend()
        message.action_cancel()
        message.action_resend()
        self.dispatch()
        lines = [line.partition(" UTC: ")[2].partition(".")[0] for line in message.history.splitlines()]
        name = self.env.ref("base.user_admin").name
        self.assertEqual(
            lines, ["failed", f"resent by {name}", f"cancelled by {name}", f"resent by {name}", "accepted"]
        )

    def test_only_what_went_wrong_is_dealt_with_until_it_is_resent(self):
        self.gateway.behave("fault", count=1)
        self.enrol(2)
        self.dispatch()
        failed, accepted = self.messages("failed"), self.messages("accepted")
        (failed | accepted).action_mark_handled()
        self.assertTrue(failed.handled)
        self.assertFalse(accepted.handled)
        failed.action_resend()
        self.assertFalse(failed.handled)

    def test_resending_an_unknown_message_asks_first(self):
        self.gateway.behave("close", count=2)
        self.enrol(2)
        self.dispatch()
        messages = self.messages("unknown")
        self.assertEqual(len(messages), 2)
        action = messages.action_resend()
        self.assertEqual(action["res_model"], "g2p.wiserv.resend")
        self.assertEqual(set(messages.mapped("state")), {"unknown"})
        wizard = self.env["g2p.wiserv.resend"].with_context(**action["context"]).create({})
        self.assertIn("2 people may get the same SMS twice", wizard.question)
        wizard.action_resend()
        self.dispatch()
        self.assertEqual(set(messages.mapped("state")), {"accepted"})

    def test_an_accepted_message_cannot_be_resent(self):
        self.enrol()
        self.dispatch()
        with self.assertRaisesRegex(UserError, "accepted 1"):
            self.messages().action_resend()

    def test_a_queued_message_can_be_cancelled_and_stays_so(self):
        self.enrol(2)
        messages = self.messages()
        messages[0].action_cancel()
        self.dispatch()
        self.assertEqual(messages.mapped("state"), ["cancelled", "accepted"])
        with self.assertRaisesRegex(UserError, "Only queued"):
            messages.action_cancel()

    # === TO WHOM IT GOES NOW === #

    def failed(self, count=1):
        partners = self.make_registrants(count)
        self.enrol_all(partners)
        self.gateway.behave("fault", count=count)
        self.dispatch()
        return self.messages("failed").sorted("id")

    def test_a_resent_message_goes_to_the_number_of_now(self):
        message = self.failed()
        message.partner_id.phone = "0918 765 4321"
        self.as_role("manager", message).action_resend()
        self.dispatch()
        self.assertEqual([number for number, _text in self.taken()], ["09187654321"])

    def test_whoever_wants_no_sms_any_more_is_left_out_of_resending(self):
        messages = self.failed(4)
        messages[0].partner_id.notification_preference = "none"
        messages[1].partner_id.active = False
        messages[2].partner_id.phone = "12"
        action = self.as_role("manager", messages).action_resend()
        self.assertEqual(
            action["params"]["message"],
            "1 SMS queued again, 3 skipped (preference 1, impossible number 1, archived 1).",
        )
        self.assertEqual(messages.mapped("state"), ["failed"] * 3 + ["queued"])
        with self.assertRaisesRegex(
            UserError, "cannot be told now: preference 1, impossible number 1, archived 1"
        ):
            self.as_role("manager", messages[:3]).action_resend()

    def test_the_registrants_wish_counts_when_what_a_message_told_of_is_gone(self):
        messages = self.failed(2)
        self.env["g2p.program_membership"].browse(messages.mapped("res_id")).unlink()
        messages[0].partner_id.notification_preference = "none"
        messages.action_resend()
        self.assertEqual(messages.mapped("state"), ["failed", "queued"])

    def test_a_message_keeps_its_number_when_its_registrant_is_gone(self):
        message = self.failed()
        self.env["g2p.program_membership"].browse(message.res_id).unlink()
        message.partner_id.unlink()
        message.action_resend()
        self.dispatch()
        self.assertEqual([number for number, _text in self.taken()], ["09170000001"])

    def test_what_becomes_unknown_while_it_is_asked_about_others_is_not_resent(self):
        failed = self.failed(2)
        self.enrol_all(self.make_registrants(1))
        late = self.messages("queued")
        failed[0].state = "unknown"
        action = (failed | late).action_resend()
        late.state = "unknown"
        wizard = self.env["g2p.wiserv.resend"].with_context(**action["context"]).create({})
        wizard.action_resend()
        self.assertEqual((failed | late).mapped("state"), ["queued", "queued", "unknown"])

    def test_what_has_just_become_unknown_is_not_resent_unasked(self):
        message = self.failed()
        message.state = "unknown"
        message._resend()
        self.assertEqual(message.state, "unknown")
