# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo.exceptions import AccessError

from .screens import ScreenCase


class TestReadiness(ScreenCase):
    """Ready is a sender that was seen to work since it was changed."""

    def status(self):
        self.sender.invalidate_recordset()
        return self.sender.status

    def test_a_sender_is_not_ready_before_an_sms_was_accepted(self):
        self.assertEqual(self.status(), "not_tested")
        self.gateway.behave("fault", count=1)
        self.sender.send_now("manual", "09170000001", "Hello")
        self.assertEqual(self.status(), "not_tested")
        self.sender.send_now("manual", "09170000001", "Hello")
        self.assertEqual(self.status(), "ready")

    def test_what_the_outbox_sends_proves_it_as_well(self):
        self.queue()
        self.gateway.behave("fault", count=1)
        self.dispatch()
        self.assertEqual(self.status(), "not_tested")
        self.queue()
        self.dispatch()
        self.assertEqual(self.status(), "ready")

    def test_any_change_of_how_it_sends_unproves_it(self):
        for record, values in (
            (self.sender, {"number_format": "international"}),
            (self.sender, {"user_name": self.gateway.user}),
            (self.company, {"wiserv_password": self.gateway.password}),
            (self.company, {"wiserv_user_name": "other"}),
        ):
            with self.subTest(values):
                self.sender._prove()
                self.assertEqual(self.status(), "ready")
                record.write(values)
                self.assertEqual(self.status(), "not_tested")
        self.sender._prove()
        self.sender.name = "Renamed"
        self.assertEqual(self.status(), "ready")

    def test_a_closed_channel_comes_first(self):
        self.sender._prove()
        self.sender.action_pause()
        self.assertEqual(self.status(), "paused")
        self.company.wiserv_user_name = False
        self.assertEqual(self.status(), "unconfigured")

    def test_the_door_may_know_better(self):
        door = type(self.env["sms.wiserv.door"])
        self.patch(door, "_sender_status", lambda door, sender: "not_used")
        self.assertEqual(self.status(), "not_used")

    def test_nobody_declares_it_ready(self):
        with self.assertRaises(AccessError):
            self.sender.with_user(self.users["administrator"]).proven_at = "2026-01-01 00:00:00"

    def test_the_list_shows_status_and_counts_and_opens_what_people_know(self):
        arch = self.sender.with_user(self.user).get_view(view_type="list")["arch"]
        for name in ("status", "queued_count", "failed_count", "unknown_count"):
            self.assertIn(f'name="{name}"', arch)
        self.assertIn('action="action_open"', arch)
