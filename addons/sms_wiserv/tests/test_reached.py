# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
import ast
from datetime import timedelta

from lxml import etree

from odoo import fields

from .screens import MESSAGE, ScreenCase

PERSON = "sms.wiserv.person"


class TestReached(ScreenCase):
    """Who has not got an SMS for months, though there was something to tell."""

    def make_told(self, days, state="accepted", **values):
        """Return somebody with one message, so many days old."""
        at = fields.Datetime.now() - timedelta(days=days)
        partner = self.make_people(1)
        self.make_messages(state, queued_at=at, answered_at=at, partner_id=partner.id, handled=True, **values)
        return partner

    def found(self, name):
        """Return the people whom a filter of the list finds."""
        arch = etree.fromstring(self.env.ref("sms_wiserv.view_person_search").arch)
        [node] = arch.xpath(f"//filter[@name='{name}']")
        domain = ast.literal_eval(node.get("domain"))
        return self.env[PERSON].with_user(self.users["user"]).search(domain).partner_id

    def test_filters_find_those_who_got_none_for_so_long_also_when_the_messages_are_gone(self):
        recent, of_spring, of_last_year = (self.make_told(days) for days in (5, 120, 500))
        failed, tested = self.make_told(500, "failed"), self.make_told(5, event="test")
        unreachable = self.make_people(1, phone=False)
        self.announce(visits=self.make_visits(unreachable))
        never = failed | unreachable
        expected = {
            "months_1": of_spring | of_last_year | never,
            "months_3": of_spring | of_last_year | never,
            "months_6": of_last_year | never,
            "months_12": of_last_year | never,
            "never": never,
        }
        for name, people in expected.items():
            with self.subTest(name):
                self.assertEqual(self.found(name), people)
        self.env[MESSAGE]._gc_messages()
        self.assertEqual(self.messages().partner_id, recent | tested)
        for name, people in expected.items():
            with self.subTest(name, gone=True):
                # Of a failed message nothing is kept that names anybody.
                self.assertEqual(self.found(name), people - failed)
        # Whoever is told once more after that was reached.
        self.make_messages("accepted", partner_id=of_last_year.id)
        self.assertNotIn(of_last_year, self.found("months_1"))

    def test_the_list_says_how_often_and_why_and_opens_the_person(self):
        people = self.make_people(1, phone=False)
        self.announce(visits=self.make_visits(people) | self.make_visits(people))
        people.function = "busy"
        self.announce(visits=self.make_visits(people))
        person = self.env[PERSON].with_user(self.users["user"]).search([])
        self.assertEqual((person.not_told, person.reason, person.reached_at), (3, "busy", False))
        action = person.action_open_person()
        self.assertEqual((action["res_model"], action["res_id"]), ("res.partner", people.id))
        people.active = False
        self.assertFalse(self.env[PERSON].search([]))

    def test_a_later_deletion_never_puts_the_date_back(self):
        partner = self.make_told(100)
        self.env[MESSAGE]._gc_messages()
        reached_at = self.env[PERSON].search([]).reached_at
        at = fields.Datetime.now() - timedelta(days=300)
        self.make_messages("accepted", partner_id=partner.id, answered_at=at)
        self.env[MESSAGE]._gc_messages()
        self.env[PERSON].invalidate_model()
        self.assertEqual(self.env[PERSON].search([]).reached_at, reached_at)
