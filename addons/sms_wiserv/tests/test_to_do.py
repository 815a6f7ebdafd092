# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from datetime import timedelta

from lxml import etree

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tools.safe_eval import safe_eval

from .screens import MESSAGE, ScreenCase

TO_DO = "sms.wiserv.to.do"
LONG_AGO = timedelta(hours=2)


class TestToDo(ScreenCase):
    """What waits for somebody, each kind with its count, and the list behind it."""

    def to_do(self, role="user"):
        """Return ``{kind: (count, entry)}`` of this test's sender, as a role sees it."""
        self.env.flush_all()
        entries = self.env[TO_DO].with_user(self.users[role]).search([("sender_id", "=", self.sender.id)])
        return {entry.kind: (entry.count, entry) for entry in entries}

    def counts(self):
        return {kind: count for kind, (count, _entry) in self.to_do().items()}

    def listed(self, entry):
        """Return the records of the list that an entry opens."""
        action = entry.action_open()
        context = action["context"]
        view = "view_message_search" if action["res_model"] == MESSAGE else "view_skipped_search"
        arch = etree.fromstring(self.env.ref(f"sms_wiserv.{view}").arch)
        domain = [("sender_id", "in", context["search_default_sender_id"])]
        for key in context.keys() - {"search_default_sender_id"}:
            [node] = arch.xpath(f"//filter[@name='{key.removeprefix('search_default_')}']")
            domain += safe_eval(node.get("domain") or "[]")
        return self.env[action["res_model"]].search(domain)

    def test_nothing(self):
        self.make_messages("accepted")
        self.make_messages("failed", handled=True)
        self.make_messages("failed", event="test")
        self.make_messages("queued")
        self.announce(visits=self.make_visits(self.make_people(1, function="busy")))
        self.assertEqual(self.to_do(), {})

    def test_each_kind_leads_to_what_it_counts(self):
        before = fields.Datetime.now() - LONG_AGO
        expected = {
            "failed": self.make_messages("failed", 2),
            "unknown": self.make_messages("unknown", 3),
            "waiting": self.make_messages("queued", 4, queued_at=before),
        }
        self.make_messages("queued")
        people = self.make_people(2, phone=False)
        # One of them was not told of two things, and is one to be mended.
        self.announce(visits=self.make_visits(people) | self.make_visits(people[0]))
        self.announce(visits=self.make_visits(self.make_people(1, function="busy")))
        found = self.to_do()
        self.assertEqual(
            {kind: count for kind, (count, _entry) in found.items()},
            {"failed": 2, "unknown": 3, "waiting": 4, "not_told": 2},
        )
        for kind, messages in expected.items():
            self.assertEqual(self.listed(found[kind][1]), messages.sorted("id", reverse=True), kind)
        self.assertEqual(self.listed(found["not_told"][1]).partner_id, people)
        self.assertIn("search_default_group_reply", found["unknown"][1].action_open()["context"])

    def test_a_paused_sender_is_one_thing_to_do_however_many_wait(self):
        self.make_messages("queued", 2, queued_at=fields.Datetime.now() - LONG_AGO)
        self.sender.action_pause()
        found = self.to_do()
        self.assertEqual({kind: count for kind, (count, _entry) in found.items()}, {"paused": 2})
        action = found["paused"][1].action_open()
        self.assertEqual((action["res_model"], action["res_id"]), (self.sender._name, self.sender.id))

    def test_what_waits_for_the_morning_is_nobodys_work(self):
        self.make_messages("queued", queued_at=fields.Datetime.now() - LONG_AGO)
        self.assertEqual(self.counts(), {"waiting": 1})
        hour = fields.Datetime.now().hour
        self.sender.write(
            {"hours": "own", "hours_from": (hour + 2) % 24, "hours_to": (hour + 3) % 24, "hours_tz": "UTC"}
        )
        self.assertEqual(self.counts(), {})

    def test_who_sees_it(self):
        self.make_messages("failed")
        for role in ("user", "officer", "administrator"):
            self.assertEqual([*self.to_do(role)], ["failed"], role)
        other = self.env["res.company"].create({"name": "Other"})
        self.sender.company_id = other
        self.assertEqual(self.to_do(), {})
        with self.assertRaises(AccessError):
            self.env[TO_DO].with_user(self.make_user("nobody")).search([])
