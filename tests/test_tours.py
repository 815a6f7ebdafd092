# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo.tests import tagged

from .browser_case import SENDERS, BrowserCase


@tagged("post_install", "-at_install")
class TestTours(BrowserCase):
    def tour(self, name, action, login="admin", **options):
        self.start_tour(f"/odoo/action-{action}", name, login=login, timeout=180, **options)

    def test_first_set_up_to_an_accepted_test_sms(self):
        self.env[self.sender._name].search([]).unlink()
        self.company.action_wiserv_forget_password()
        self.company.write({"wiserv_api_url": False, "wiserv_user_name": False})
        self.start_tour(
            "/odoo/settings",
            "wiserv_set_up",
            login="admin",
            timeout=180,
            cookies={"wiserv_url": self.gateway.url("soap")},
        )
        self.assertEqual(self.taken(), [("09171234567", "Hello")])
        self.assertEqual(self.company.wiserv_protocol, "soap")
        self.assertTrue(self.program.notification_managers)

    def test_a_program_from_its_creation_to_its_sms(self):
        self.make_registrants(1)
        self.make_registrants(1, preference="none", name="Registrant 2")
        self.tour("wiserv_program", "g2p_programs.action_program")
        self.assertEqual(self.taken(), [("09170000001", "Registrant 1, you are enrolled in Seed Grants.")])

    def test_an_outage_from_pause_to_resume(self):
        self.enrol(3)
        self.gateway.behave("http_503", retry_after=600)
        self.tour("wiserv_outage_begins", SENDERS)
        self.assertEqual(self.sender.pause_cause, "gateway")
        self.gateway.reset()
        self.tour("wiserv_outage_ends", SENDERS)
        self.assertEqual(len(self.taken()), 3)
        self.assertEqual(self.sender.pause_cause, "manual")

    def test_a_form_that_follows_leaves_a_slow_button_alone(self):
        self.enrol(2)
        self.sender.action_pause()
        self.tour("wiserv_slow_line", SENDERS)

    def test_failed_and_unknown_messages_are_found_and_resent(self):
        self.gateway.behave("fault", count=1)
        self.enrol(1)
        self.dispatch()
        self.gateway.behave("unknown_sentence", taken=False)
        self.make_members(self.make_registrants(4)[1:]).enroll_eligible_registrants()
        self.dispatch()
        self.gateway.reset()
        self.tour("wiserv_resend", SENDERS)
        dealt_with = self.messages("unknown")
        self.assertEqual((dealt_with.partner_id.name, dealt_with.handled), ("Registrant 4", True))
        self.assertEqual((self.messages() - dealt_with).mapped("state"), ["accepted"] * 3)
        self.assertEqual(len(self.taken()), 3)

    def test_a_validator_may_look_and_not_touch(self):
        self.make_user("validator", "g2p_programs.g2p_program_validator").password = "validator"
        self.tour("wiserv_validator", "g2p_programs.action_program", login="validator")
