# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
import itertools

from odoo.tests import tagged

from odoo.addons.sms_wiserv.tests.test_failing_rows import unchecked

from .roles import ADMINISTRATOR, MANAGER, MANAGERS, MEMBER, NOBODY, PAYMENT, ROLES
from .roles_buttons import ButtonRolesCase

_LIMITS = "numbers_per_request connections messages_per_second max_attempts timeout retention_days"
FIELDS = {
    MANAGER: [
        (
            ADMINISTRATOR,
            f"api_url protocol user_name wiserv_password wiserv_password_is_set account_in_effect {_LIMITS}",
        ),
        (MANAGERS, "queued_count accepted_today_count failed_count unknown_count progress"),
        (
            NOBODY,
            "wiserv_password_secret wiserv_password_origin loopback_allowed open_report consecutive_failures door",
        ),
    ],
    MEMBER: [(MANAGERS, "wiserv_sms_count"), (NOBODY, "wiserv_times")],
    PAYMENT: [(MANAGERS, "wiserv_sms_count")],
    "g2p.entitlement": [(MANAGERS, "wiserv_sms_count")],
    "res.partner": [(MANAGERS, "wiserv_sms_count wiserv_not_told_count")],
    "g2p.program": [(MANAGERS, "wiserv_left_out")],
}
# They send to whom the caller wants, or tell of what has not happened: for other addons' Python code alone.
PRIVATE = (
    "send_sms", "send_sms_to_membership", "on_otp_send", "may_send_otp", "on_enrolled_in_program", "on_payment_send",
    "on_cycle_started", "on_cycle_ended", "on_generate_voucher",
)  # fmt: skip


@tagged("post_install", "-at_install")
class TestRoles(ButtonRolesCase):
    """Who may do what: the table in README.md, cell by cell, tried over OpenG2P's own groups from outside."""

    maxDiff = None

    def test_who_may_do_what(self):
        called = self.assertWhoMay(self.table())
        methods = self.methods_from_outside("g2p_notifications_wiserv")
        # Odoo asks it for menus of actions, and it shows nothing of ours.
        ours = {(model, method) for model, method in methods if method != "get_bindings"}
        self.assertFalse(ours - called, "not in the table")

    def test_no_log_shows_a_text_that_a_constraint_refuses(self):
        self.assertFalse(unchecked(self.env, "g2p_notifications_wiserv"))

    def test_nobody_sends_past_the_events(self):
        for way, method in itertools.product(self.ways, PRIVATE):
            with self.subTest(way=way.__name__, method=method):
                refused = self.assertRefused(way, "administrator", MANAGER, method, self.manager.ids)
                self.assertIn("Private methods", str(refused))
        self.assertFalse(self.taken())

    def test_who_sees_which_field(self):
        self.assertSeesFields(FIELDS)

    def test_nobody_reads_a_password_back(self):
        self.manager.write({"api_url": self.gateway.url("soap"), "wiserv_password": "very secret"})
        for role in ROLES:
            try:
                answer = str(self.json2(role, MANAGER, "read", self.manager.ids))
            except Exception as error:
                answer = str(error)
            self.assertNotIn("very secret", answer, role)
