# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from contextlib import suppress
from datetime import datetime
from queue import SimpleQueue
from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..dispatch.pools import ConnectionPools
from .rpc import RefusedError, RpcCase

TROUBLED = "odoo.addons.sms_wiserv.models.sender.troubled"
SENDER, ACCOUNT = "sms.wiserv.sender", "sms.wiserv.account"
# What its own fields let through, and no calendar or clock does.
EXTREMES = (
    {"expire_days": 1_000_000},
    {"expire_days": 2**31 - 1},
    {"hours": "own", "hours_from": 23.9999, "hours_to": 1.0},
    {"hours": "own", "hours_from": 0.0, "hours_to": 1e-9},
    {"hours": "own", "hours_from": 12.0, "hours_to": 11.9999999, "hours_tz": "Etc/GMT+12"},
)


@tagged("post_install", "-at_install")
class TestOneSendersTrouble(RpcCase):
    """What is wrong with one sender, one company or one record keeps no other message from leaving."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.make_sender("Other")

    @mute_logger("odoo.sql_db")
    def test_no_setting_of_one_sender_stops_the_others(self):
        # Before the clock is another.
        self.json2("user", SENDER, "search", domain=[])
        for nth, vals in enumerate(EXTREMES):
            with self.subTest(**vals):
                with suppress(RefusedError):
                    self.json2("officer", SENDER, "write", self.other.ids, vals=vals)
                for sender in (self.sender, self.other):
                    self.env["sms.wiserv.door"].queue(
                        sender, "manual", self.make_people(1), body=f"Hello {nth}"
                    )
                with patch.object(fields.Datetime, "now", lambda: datetime(2026, 11, 26, 11, 59, 59)):
                    [shown] = self.json2(
                        "user", SENDER, "read", self.sender.ids, fields=["status", "progress"]
                    )
                    self.assertIn("SMS left: 1", shown["progress"])
                    self.dispatch()
                self.assertEqual(set(self.messages().mapped("state")), {"accepted"})

    def test_a_time_zone_that_this_server_does_not_know_holds_back_its_sender_alone(self):
        """As after a move to a server with other time zones."""
        self.other.write({"hours": "own", "hours_from": 0.0, "hours_to": 23.0})
        self.env.flush_all()
        for name in ("Mars/Base", "Asia", "../etc/passwd", "\N{SNOWMAN}"):
            with self.subTest(name):
                self.env.cr.execute(
                    "UPDATE sms_wiserv_sender SET hours_tz = %s WHERE id = %s", (name, self.other.id)
                )
                self.env.invalidate_all()
                for sender in (self.sender, self.other):
                    self.env["sms.wiserv.door"].queue(sender, "manual", self.make_people(1), body="Hello")
                self.dispatch()
                self.assertEqual(set(self.messages().mapped("state")), {"accepted"})
                self.assertEqual(set(self.messages(sender=self.other).mapped("state")), {"queued"})
                [shown] = self.json2("user", SENDER, "read", self.other.ids, fields=["channel_reason"])
                self.assertIn(f"time zone of the sending hours: {name}", shown["channel_reason"])

    def test_a_company_in_an_unknown_time_zone_queues_and_sends(self):
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE res_partner SET tz = 'Mars/Base' WHERE id = %s", (self.company.partner_id.id,)
        )
        self.env.invalidate_all()
        self.queue()
        self.dispatch()
        self.assertEqual(self.messages().state, "accepted")

    @mute_logger("odoo.addons.sms_wiserv.models.outbox.recheck")
    def test_a_record_that_its_door_cannot_judge_stops_no_other(self):
        door = self.registry["sms.wiserv.test.door"]
        untrue = door._untrue

        def fails(self, event, records, occasion):
            if "Nowhere" in records.mapped("place"):
                raise ValueError("not to be judged")
            return untrue(self, event, records, occasion)

        visits = self.announce(3)
        visits[1].place = "Nowhere"
        with patch.object(door, "_untrue", fails):
            self.dispatch()
            stuck = self.messages("queued")
            self.assertEqual(stuck.res_id, visits[1].id)
            self.assertEqual(len(self.messages("accepted")), 2)
            self.assertGreater(stuck.next_attempt_at, fields.Datetime.now())
            self.assertEqual(stuck.attempts, 0)
        stuck.sudo().next_attempt_at = False
        self.dispatch()
        self.assertEqual(stuck.state, "accepted")

    @mute_logger("odoo.sql_db")
    def test_no_retention_stops_the_clean_up(self):
        with suppress(RefusedError):
            self.json2("administrator", ACCOUNT, "create", vals_list=[{"wiserv_retention_days": 2**31 - 1}])
        self.env.invalidate_all()
        self.env["sms.wiserv.message"]._gc_messages()

    def check_trouble(self, method):
        """Have a method raise for the other sender: it alone does not send, and says so until it is over."""
        secret = "the password is Company-Secret-1"
        senders = self.registry[SENDER]
        works = getattr(senders, method)

        def fails(sender, *args):
            if self.other in sender:
                raise ZeroDivisionError(secret)
            return works(sender, *args)

        for sender in (self.sender, self.other):
            self.env["sms.wiserv.door"].queue(sender, "manual", self.make_people(1), body="Hello")
        with patch.object(senders, method, fails), self.assertLogs(TROUBLED, "ERROR") as log:
            self.dispatch()
            self.dispatch()
            self.assertEqual(len(log.output), 2, "one of each run")
            run = ConnectionPools(SimpleQueue())
            self.addCleanup(run.end)
            run.refresh(self.env)
            run.refresh(self.env)
            self.assertEqual(len(log.output), 3, "a run asks once a second, and says so once")
        self.assertEqual(set(self.messages().mapped("state")), {"accepted"})
        self.assertEqual(self.messages(sender=self.other).mapped("state"), ["queued"])
        self.assertIn(f"Sender {self.other.id} could not be asked about, ZeroDivisionError", log.output[0])
        self.assertIn(method, log.output[0])
        self.assertNotIn(secret, "".join(log.output))
        [activity] = self.other.activity_ids
        self.assertIn("could not be found out", activity.note)
        self.assertEqual(self.other.channel_state, "stalled")
        self.assertIn("could not be found out", self.other.channel_reason)
        self.dispatch()
        self.assertEqual(self.messages(sender=self.other).mapped("state"), ["accepted"])
        self.assertFalse(self.other.activity_ids)
        self.assertEqual(self.other.channel_state, "ready")

    def test_a_sender_that_raises_stops_no_other_and_says_so(self):
        self.check_trouble("_wiserv_obstacle")

    def test_one_whose_account_cannot_be_made_out(self):
        self.check_trouble("_wiserv_protocol")

    def test_one_whose_hours_cannot_be_made_out(self):
        self.check_trouble("_resting_until")

    def test_one_that_is_paused_and_raises(self):
        self.sender._channel_pause("gateway", "The gateway could not be reached.")
        self.other._channel_pause("gateway", "The gateway could not be reached.")
        (self.sender | self.other).probe_at = "2026-01-01 00:00:00"
        works = self.registry[SENDER]._channel_key

        def fails(sender):
            if sender == self.other:
                raise ZeroDivisionError
            return works(sender)

        self.env["sms.wiserv.door"].queue(self.sender, "manual", self.make_people(1), body="Hello")
        with patch.object(self.registry[SENDER], "_channel_key", fails), mute_logger(TROUBLED):
            self.dispatch()
        self.assertEqual(self.messages().state, "accepted")
