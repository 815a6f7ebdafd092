# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from datetime import timedelta

from odoo import Command, fields

from .screens import ScreenCase

REFUSED = "The gateway refused the message."


class TestSummary(ScreenCase):
    """What SMS administrators are told once a day."""

    def summaries(self):
        """Run the scheduled action; return ``{user: text}`` of what it told those of this test."""
        last = self.env["mail.message"].search([], order="id desc", limit=1)
        cron = self.env.ref("sms_wiserv.ir_cron_daily_summary")
        self.assertEqual((cron.interval_number, cron.interval_type), (1, "days"))
        self.env["sms.wiserv.sender"]._cron_daily_summary()
        notes = self.env["mail.message"].search(
            [("id", ">", last.id), ("message_type", "=", "user_notification")]
        )
        return {
            role: str(note.body)
            for note in notes
            for role, user in self.users.items()
            if user.partner_id in note.partner_ids
        }

    def test_when_all_is_well_nobody_is_told(self):
        self.make_messages("accepted", 2)
        self.make_messages("queued")
        self.make_messages("failed", handled=True)
        self.make_messages("failed", event="test")
        self.announce(visits=self.make_visits(self.make_people(1, function="busy")))
        self.assertFalse(self.summaries())

    def test_what_needs_somebody_is_told_to_administrators_alone(self):
        self.make_messages("failed", 2, failure_reason=REFUSED)
        self.make_messages("unknown")
        self.make_messages("queued", 3, queued_at=fields.Datetime.now() - timedelta(hours=2))
        person = self.make_people(1, phone=False)
        # Not told of two things, and one to be mended.
        self.announce(visits=self.make_visits(person) | self.make_visits(person))
        told = self.summaries()
        self.assertEqual([*told], ["administrator"])
        self.assertIn(
            "Office: 2 failed, not handled yet, 1 unknown, not handled yet, 3 waiting for more than an hour, "
            "1 not told since yesterday, which can be mended",
            told["administrator"],
        )
        self.assertNotIn("0917", told["administrator"])

    def test_what_waits_for_the_morning_is_nobodys_work(self):
        self.make_messages("queued", queued_at=fields.Datetime.now() - timedelta(hours=2))
        self.assertIn("1 waiting", self.summaries()["administrator"])
        hour = fields.Datetime.now().hour
        self.sender.write(
            {"hours": "own", "hours_from": (hour + 2) % 24, "hours_to": (hour + 3) % 24, "hours_tz": "UTC"}
        )
        self.assertFalse(self.summaries())
        self.sender.action_pause()
        self.assertIn("1 waiting", self.summaries()["administrator"], "a paused sender is somebody's work")

    def test_it_is_switched_off_in_the_settings(self):
        self.make_messages("failed")
        settings = self.env["res.config.settings"].create({})
        self.assertTrue(settings.wiserv_daily_summary)
        settings.wiserv_daily_summary = False
        settings.execute()
        self.assertFalse(self.summaries())

    def test_each_company_tells_its_own(self):
        other = self.env["res.company"].create({"name": "Other"})
        sender = self.make_sender("Seeds", company_id=other.id)
        self.make_messages("failed", sender_id=sender.id, company_id=other.id)
        self.assertFalse(self.summaries())
        self.users["administrator"].company_ids = [Command.link(other.id)]
        self.assertIn("Seeds: 1 failed", self.summaries()["administrator"])
