# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import fields
from odoo.tests import tagged

from ..policy import STALLED
from ..wire.result import REASONS
from .browser_case import SENDERS, BrowserCase


@tagged("post_install", "-at_install")
class TestTours(BrowserCase):
    def tour(self, name):
        self.sender._prove()
        self.env.flush_all()
        self.start_tour(f"/odoo/action-{SENDERS}", name, login="admin")

    def test_first_set_up_to_an_accepted_test_sms(self):
        self.sender.unlink()
        self.company.action_wiserv_forget_password()
        self.company.write({"wiserv_api_url": False, "wiserv_user_name": False})
        self.start_tour(
            "/odoo/settings",
            "wiserv_set_up",
            login="admin",
            cookies={"wiserv_url": self.gateway.url("soap")},
        )
        self.assertEqual(self.taken(), [("09170004567", "Hello")])
        self.assertEqual(self.company.wiserv_protocol, "soap")

    def test_who_runs_sms_and_not_odoo_sets_up_tests_and_writes_a_text(self):
        self.sender.unlink()
        self.company.action_wiserv_forget_password()
        self.company.wiserv_user_name = False
        self.make_user("sam", "sms_wiserv.group_sms_administrator").password = "sam-password"
        self.env["ir.model.access"].create(
            {
                "name": "SMS template: administrator",
                "model_id": self.env["ir.model"]._get_id("sms.template"),
                "group_id": self.env.ref("sms_wiserv.group_sms_administrator").id,
                **dict.fromkeys(("perm_read", "perm_write", "perm_create"), True),
            }
        )
        self.start_tour(
            "/odoo/action-sms_wiserv.action_to_do",
            "wiserv_account",
            login="sam",
        )
        self.assertEqual(self.taken(), [("09170004567", "Hello")])
        self.assertEqual(self.template.body.strip(), "Dear {{ object.partner_id.name }}")

    def test_a_sender_that_nobody_serves_says_so_and_has_it_told_once(self):
        self.queue(3)
        self.env["ir.cron.trigger"].search([]).call_at = fields.Datetime.now() - 2 * STALLED
        self.tour("wiserv_nobody_sends")
        self.tour("wiserv_nobody_sends")
        self.assertEqual(len(self.sender.activity_ids), 1)

    def test_an_outage_from_pause_to_resume(self):
        self.queue(3)
        self.gateway.behave("http_503", retry_after=600)
        self.tour("wiserv_outage_begins")
        self.assertEqual(self.sender.pause_cause, "gateway")
        self.gateway.reset()
        self.tour("wiserv_outage_ends")
        self.assertEqual(len(self.taken()), 3)
        self.assertEqual(self.sender.pause_cause, "manual")

    def test_a_form_that_follows_leaves_a_slow_button_alone(self):
        self.queue(2)
        self.sender.action_pause()
        self.tour("wiserv_slow_line")

    def make_unknown(self, *replies):
        """Have messages that were answered so, on a channel that is paused for it, and some that wait."""
        values = {
            "sender_id": self.sender.id,
            "company_id": self.company.id,
            "event": "visit",
            "number": "09170000000",
            "body": "Hello",
            "state": "unknown",
            "failure_reason": REASONS["unrecognised"],
            "answered_at": fields.Datetime.now(),
        }
        messages = self.env["sms.wiserv.message"].create([{**values, "reply": reply} for reply in replies])
        self.queue(5)
        self.sender._channel_pause("gateway", REASONS["unrecognised"])
        return messages

    def test_unknown_messages_are_accepted_from_the_banner(self):
        messages = self.make_unknown(*["Your request is being looked at"] * 163)
        self.gateway.behave("unknown_sentence")
        self.tour("wiserv_reply_accepted")
        self.assertEqual(set(messages.mapped("state")), {"accepted"})
        self.assertEqual(len(self.taken()), 5)
        self.assertEqual(self.sender.channel_state, "ready")

    def test_unknown_messages_are_failed_from_the_banner(self):
        messages = self.make_unknown(*["Your request is being looked at"] * 163)
        self.tour("wiserv_reply_refused")
        self.assertEqual(set(messages.mapped("state")), {"failed"})
        self.assertEqual(
            self.env["sms.wiserv.reply"]._declared(self.company)[-1],
            ("Your request is being looked at", "refused"),
        )

    def test_replies_with_identifiers_are_explained_together(self):
        messages = self.make_unknown("Message Queued: 839201", "Message Queued: 839202")
        self.gateway.behave("unknown_sentence", text="Message Queued: 839203")
        self.tour("wiserv_reply_with_identifier")
        self.assertEqual(set(messages.mapped("state")), {"accepted"})
        self.dispatch()
        self.assertEqual(set(self.messages().mapped("state")), {"accepted"})

    def test_failed_and_unknown_messages_are_found_and_resent(self):
        people, door = self.make_people(4), self.env["sms.wiserv.door"]
        self.gateway.behave("fault", count=1)
        door.queue(self.sender, "manual", people[0], body="The hall opens at 8.")
        self.dispatch()
        self.gateway.behave("unknown_sentence", taken=False)
        door.queue(self.sender, "manual", people[1:], body="The hall opens at 8.")
        self.dispatch()
        self.gateway.reset()
        self.tour("wiserv_resend")
        handled = self.messages("unknown")
        self.assertEqual((handled.partner_id, handled.handled), (people[3], True))
        self.assertEqual((self.messages() - handled).mapped("state"), ["accepted"] * 3)
        self.assertEqual(len(self.taken()), 3)

    def test_what_is_to_do_leads_to_its_lists(self):
        door = self.env["sms.wiserv.door"]
        self.gateway.behave("fault", count=1)
        door.queue(self.sender, "manual", self.make_people(1), body="The hall opens at 8.")
        self.dispatch()
        self.gateway.behave("unknown_sentence", text="Request received", count=2)
        door.queue(self.sender, "manual", self.make_people(2), body="The hall opens at 8.")
        self.dispatch()
        door.queue(self.sender, "manual", self.make_people(1, phone=False), body="The hall opens at 8.")
        self.env.flush_all()
        self.start_tour("/odoo/action-sms_wiserv.action_to_do", "wiserv_to_do", login="admin")
        self.assertTrue(self.messages("failed").handled)

    def test_the_counter_below_a_text_speaks_of_who_sends_it(self):
        self.env["sms.template"].search([]).unlink()
        self.env["sms.template"].create(
            {"name": "Reminder", "model_id": self.env["ir.model"]._get_id("res.partner"), "body": "Hello"}
        )
        url = "/odoo/action-sms.sms_template_action"
        self.env.flush_all()
        self.start_tour(url, "wiserv_counter_of_odoo", login="admin")
        self.company.wiserv_sms_provider = "wiserv"
        self.env.flush_all()
        self.start_tour(url, "wiserv_counter", login="admin")
