# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
import json
from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError

from ..models.screens.progress import CHANNEL
from .screens import MESSAGE, ScreenCase


class TestProgress(ScreenCase):
    def progress(self, user=None):
        self.env.invalidate_all()
        return self.sender.with_user(user or self.user).progress

    def test_nothing_is_said_when_nothing_is_left(self):
        self.make_messages("accepted")
        self.assertFalse(self.progress())
        self.assertEqual(self.sender.with_user(self.user).running(), [])

    def test_what_is_left_is_told_by_event(self):
        self.make_messages("queued", 2)
        self.make_messages("queued", event="manual")
        self.assertEqual(self.progress(), "SMS left: 3 (Manual 1, Visit 2).")
        told = self.sender.with_user(self.user).running()
        self.assertEqual([line["progress"] for line in told], [self.progress()])

    def test_the_rate_of_the_last_minute_gives_the_end(self):
        now = fields.Datetime.now()
        self.make_messages("queued", 60)
        self.make_messages("accepted", 90, answered_at=now - timedelta(seconds=10))
        self.make_messages("accepted", 100, answered_at=now - timedelta(minutes=5))
        self.assertRegex(
            self.progress(), r"^SMS left: 60 \(Visit 60\)\. At [1-5]\d\d a minute, until \d+:\d\d"
        )

    def test_a_slow_rate_gives_no_time_of_day(self):
        self.make_messages("queued", 200)
        self.env[MESSAGE].create(
            [
                {
                    "sender_id": self.sender.id,
                    "event": "visit",
                    "state": "accepted",
                    "answered_at": fields.Datetime.now() - timedelta(seconds=20),
                }
            ]
        )
        self.env.cr.execute(
            """INSERT INTO sms_wiserv_message
                      (sender_id, company_id, event, state, priority, queued_at, queued_on, idempotency_key)
               SELECT %s, %s, 'visit', 'queued', '0', now(), now(), 'many:' || nth
                 FROM generate_series(1, 10000) AS nth""",
            [self.sender.id, self.company.id],
        )
        self.assertIn("they take more than a day", self.progress())

    def test_a_closed_channel_holds_back(self):
        self.make_messages("queued")
        self.sender.action_pause()
        self.assertEqual(self.progress(), "SMS held back: 1 (Visit 1).")

    def test_figures_are_those_of_the_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.make_messages("queued", 1234)
        self.assertIn("1,234", self.progress())
        french = self.sender.with_user(self.user).with_context(lang="fr_FR")
        french.invalidate_recordset()
        self.assertNotIn("1,234", french.progress)

    def test_running_senders_are_for_readers_of_messages(self):
        # A door may show senders to others.
        self.env["ir.model.access"].create(
            {
                "name": "SMS sender: employee",
                "model_id": self.env["ir.model"]._get_id(self.sender._name),
                "group_id": self.env.ref("base.group_user").id,
                "perm_read": True,
            }
        )
        self.assertTrue(self.sender.with_user(self.employee).read(["name"]))
        with self.assertRaises(AccessError):
            self.sender.with_user(self.employee).running()

    def test_the_dispatcher_tells_those_who_are_there(self):
        self.env["mail.presence"].create({"user_id": self.user.id, "status": "online"})
        self.queue()
        before = self.told()
        self.dispatch()
        told = self.told()[len(before) :]
        self.assertEqual([told[0]["done"], told[-1]["done"]], [False, True])
        self.assertEqual({sender for payload in told for sender in payload["senders"]}, {self.sender.id})

    def test_when_nobody_is_there_only_the_end_is_told_for_those_who_come(self):
        self.env["mail.presence"].search([]).status = "offline"
        self.queue()
        before = self.told()
        self.dispatch()
        self.assertEqual([payload["done"] for payload in self.told()[len(before) :]], [True])

    def told(self):
        messages = self.env["bus.bus"].sudo().search([("message", "like", CHANNEL)], order="id")
        self.assertTrue(all(f'"res.company",{self.company.id}' in message.channel for message in messages))
        return [json.loads(message.message)["payload"] for message in messages]
