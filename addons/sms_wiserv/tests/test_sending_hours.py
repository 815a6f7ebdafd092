# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from datetime import datetime

from freezegun import freeze_time

from .common import WiservCase

# Manila is eight hours ahead of UTC all year.
EVENING, NIGHT, EARLY, MORNING = (
    "2026-03-02 12:59:00",
    "2026-03-02 13:00:00",
    "2026-03-02 22:59:00",
    "2026-03-02 23:00:00",
)
SEVEN = datetime(2026, 3, 2, 23, 0)


class TestSendingHours(WiservCase):
    """Outside of the sending hours SMS wait, and nothing has failed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sender.expire_days = 0
        cls.user = cls.make_user("reader", "sms_wiserv.group_sms_user")

    def philippine(self):
        self.env["res.config.settings"].create({}).action_wiserv_philippine_hours()

    def resting(self, at, **values):
        self.sender.write(values)
        self.env.invalidate_all()
        with freeze_time(at):
            return self.sender.resting_until

    def test_by_default_there_are_none(self):
        for at in (EVENING, NIGHT, EARLY):
            self.assertFalse(self.resting(at))

    def test_the_philippine_hours_are_offered(self):
        self.philippine()
        self.assertFalse(self.resting(EVENING))
        self.assertEqual(self.resting(NIGHT), SEVEN)
        self.assertEqual(self.resting(EARLY), SEVEN)
        self.assertFalse(self.resting(MORNING))

    def test_a_sender_has_its_own_or_none(self):
        self.philippine()
        self.assertFalse(self.resting(NIGHT, hours="any"))
        own = {"hours": "own", "hours_from": 22.5, "hours_to": 6.0, "hours_tz": "UTC"}
        self.assertEqual(self.resting("2026-03-02 06:00:00", **own), datetime(2026, 3, 2, 22, 30))
        self.assertFalse(self.resting("2026-03-02 22:30:00", **own), "over midnight")
        self.assertFalse(self.resting("2026-03-02 05:59:00", **own))
        self.assertFalse(self.resting(NIGHT, hours_from=0.0, hours_to=24.0), "all day")

    def test_the_companys_time_zone_counts_where_none_is_named(self):
        self.company.partner_id.tz = "Asia/Manila"
        self.company.write({"wiserv_hours_from": 7, "wiserv_hours_to": 21})
        self.assertEqual(self.resting(NIGHT), SEVEN)

    def test_hours_follow_the_clock_of_the_place_when_it_changes(self):
        own = {"hours": "own", "hours_from": 7.0, "hours_to": 21.0, "hours_tz": "Europe/Paris"}
        # Summer time began at 1:00 UTC.
        self.assertEqual(self.resting("2026-03-29 00:30:00", **own), datetime(2026, 3, 29, 5, 0))

    def test_hours_that_begin_in_the_hour_shown_twice_begin_later_never_in_the_past(self):
        own = {"hours": "own", "hours_from": 2.5, "hours_to": 21.0, "hours_tz": "Europe/Paris"}
        # Summer time ended at 1:00 UTC: from 0:00 to 2:00 UTC clocks show 2:00 to 3:00 twice.
        self.assertEqual(self.resting("2026-10-25 00:15:00", **own), datetime(2026, 10, 25, 0, 30))
        self.assertFalse(self.resting("2026-10-25 00:45:00"))
        self.assertEqual(self.resting("2026-10-25 01:15:00"), datetime(2026, 10, 25, 1, 30))
        self.assertFalse(self.resting("2026-10-25 01:30:00"))

    def test_hours_in_the_hour_that_is_never_shown(self):
        # On 29 March, at 1:00 UTC, 2:00 became 3:00.
        own = {"hours": "own", "hours_from": 2.5, "hours_to": 21.0, "hours_tz": "Europe/Paris"}
        self.assertEqual(self.resting("2026-03-29 00:30:00", **own), datetime(2026, 3, 29, 1, 0))
        self.assertFalse(self.resting("2026-03-29 01:00:00"))
        self.assertEqual(self.resting("2026-03-29 00:30:00", hours_to=3.0), datetime(2026, 3, 30, 0, 30))

    def test_what_falls_outside_waits_and_is_sent_in_the_morning(self):
        self.philippine()
        with freeze_time(NIGHT):
            self.announce(3)
            self.dispatch()
            self.assertFalse(self.taken())
            message = self.messages()[0]
            self.assertEqual((message.state, message.attempts, message.failure_reason), ("queued", 0, False))
            self.assertEqual(message.reason, "Waits for the sending hours.")
            self.assertFalse(self.sender.activity_ids, "no failure")
            self.assertEqual(self.sender.channel_state, "ready")
            progress = self.sender.with_user(self.user).with_context(tz="Asia/Manila").progress
            self.assertRegex(
                progress, r"^SMS waiting for the sending hours, until .*7:00.*: 3 \(Visit 3\)\.$"
            )
            self.assertEqual(
                self.env["sms.wiserv.message"]._next_due(self.sender), SEVEN, "and the cron will come"
            )
        self.env.invalidate_all()
        with freeze_time(MORNING):
            self.assertFalse(self.messages()[0].reason)
            self.dispatch()
        self.assertEqual(len(self.taken()), 3)

    def test_urgent_ones_leave_where_the_company_says_so(self):
        self.philippine()
        with freeze_time(NIGHT):
            self.announce()
            self.assertEqual(self.messages().priority, "1")
            self.dispatch()
            self.assertFalse(self.taken())
            self.company.wiserv_hours_urgent = True
            self.announce(2)
            self.dispatch()
            self.assertEqual(len(self.taken()), 1)
            self.assertEqual(len(self.messages("queued")), 2)

    def test_one_time_passwords_and_tests_leave_at_any_time(self):
        self.philippine()
        with freeze_time(NIGHT):
            self.sender.send_now("otp", "09170000001", "123456")
            self.sender.send_sms("09170000001", "Test")
        self.assertEqual(len(self.taken()), 2)

    def test_one_sender_rests_while_another_of_the_same_account_sends(self):
        other = self.make_sender("Night Shift")
        self.sender.write({"hours": "own", "hours_tz": "Asia/Manila"})
        with freeze_time(NIGHT):
            self.announce(2)
            self.announce(visits=self.make_visits(self.make_people(2), sender_id=other.id))
            self.dispatch()
        self.assertEqual(set(self.messages().mapped("state")), {"queued"})
        self.assertEqual(set(self.messages(sender=other).mapped("state")), {"accepted"})

    def test_no_probe_is_made_at_night(self):
        self.philippine()
        with freeze_time(NIGHT):
            self.announce()
            self.sender._channel_pause("gateway", "The gateway could not be reached.")
            self.sender.probe_at = "2026-03-02 12:00:00"
            self.dispatch()
            self.assertFalse(self.gateway.counters.get("requests"))
