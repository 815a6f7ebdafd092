# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
import itertools

from odoo.tests import tagged

from .roles import ADMINISTRATOR, COMPANY, MESSAGE, NOBODY, REPLY, SENDER, SKIPPED, SYSTEM, USERS
from .roles_messages import MessageRolesCase

_COUNTED = "queued_count accepted_today_count failed_count unknown_count"
_LIMITS = (
    "numbers_per_request connections messages_per_second max_attempts timeout retention_days max_segments"
)
_SECRET = "wiserv_password_secret wiserv_password_origin"
_ACCOUNT = "wiserv_password wiserv_password_is_set"
# The fields that not everybody sees who sees the record, and who does.
FIELDS = {
    SENDER: [
        (
            ADMINISTRATOR,
            f"api_url protocol user_name {_ACCOUNT} wiserv_password_goes account_in_effect {_LIMITS}",
        ),
        (USERS, f"{_COUNTED} progress unclear"),
        (
            NOBODY,
            f"{_SECRET} loopback_allowed door open_report open_report_since consecutive_failures probed_at",
        ),
        (NOBODY, "otp_refused_at stalled_at troubled_at"),
    ],
    MESSAGE: [
        (ADMINISTRATOR, "number number_part"),
        (NOBODY, "dispatcher door occasion group_limit left_out queued_for segment_price"),
    ],
    SKIPPED: [(NOBODY, "door occasion")],
    REPLY: [(NOBODY, "normal")],
    COMPANY: [
        (SYSTEM, f"wiserv_api_url wiserv_protocol wiserv_user_name {_ACCOUNT}"),
        (SYSTEM, "wiserv_allow_plain_http wiserv_no_loopback"),
        (SYSTEM, "wiserv_hours_from wiserv_hours_to wiserv_hours_tz wiserv_hours_urgent"),
        (SYSTEM, "wiserv_otp_per_number wiserv_otp_per_sender"),
        (SYSTEM, " ".join(f"wiserv_{name}" for name in _LIMITS.split())),
        (SYSTEM, "wiserv_segment_price wiserv_daily_summary"),
        (NOBODY, f"{_SECRET} wiserv_sms_sender_id"),
    ],
    "res.partner": [(USERS, "wiserv_sms_count wiserv_not_told_count")],
    "sms.wiserv.person": [(NOBODY, "reached_before")],
    "sms.wiserv.test.visit": [(USERS, "wiserv_sms_count wiserv_not_told_count")],
}
# What else test doors tell of has what visits have.
LIKE_VISITS = ("lunch.order", "sms.wiserv.test.parcel")
# They send to whom the caller wants: for other addons' Python code alone.
PRIVATE = [
    (SENDER, "send_sms"),
    (SENDER, "send_now"),
    (SENDER, "may_send_otp"),
    ("sms.wiserv.door", "queue"),
    ("sms.wiserv.door", "see"),
]


@tagged("post_install", "-at_install")
class TestRoles(MessageRolesCase):
    """Who may do what, tried by everybody from outside of Odoo."""

    maxDiff = None

    def test_who_may_do_what(self):
        called = self.assertWhoMay(
            itertools.chain(self.table(), self.table_of_messages(), self.table_of_set_up())
        )
        callable_ = {one for one in self.methods_from_outside("sms_wiserv") if one[0] not in LIKE_VISITS}
        self.assertFalse(callable_ - called, "not in the table")

    def test_nobody_sends_past_the_events(self):
        for way, (model, method) in itertools.product(self.ways, PRIVATE):
            with self.subTest(way=way.__name__, method=method):
                refused = self.assertRefused(way, "administrator", model, method, self.sender.ids)
                self.assertIn("Private methods", str(refused))
        self.assertFalse(self.taken())

    def test_every_field_that_is_not_for_everybody_is_in_the_table(self):
        restricted = {}
        for model, cls in self.env.registry.items():
            # The settings' fields are the company's.
            if not (cls._abstract or cls._transient or model in LIKE_VISITS):
                for name, field in cls._fields.items():
                    if field.groups and "sms_wiserv" in field._modules and not field.inherited:
                        restricted.setdefault(model, set()).add(name)
        known = {
            model: {*" ".join(names for _allowed, names in rows).split()} for model, rows in FIELDS.items()
        }
        self.assertEqual(restricted, known)

    def test_who_sees_which_field(self):
        self.assertSeesFields(FIELDS)
