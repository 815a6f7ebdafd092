# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from datetime import datetime
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError

from ..models.screens import empty_lists
from .screens import ScreenCase

SKIPPED = "sms.wiserv.skipped"


class TestNotTold(ScreenCase):
    """Who was not told, as a list of work."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Contacts are everybody's to read, and of contact managers to write.
        cls.users["officer"].write({"group_ids": [(4, cls.env.ref("base.group_partner_manager").id)]})

    def leave_out(self, count=1, **values):
        """Have people not told of a visit; return the rows, as the officer sees them."""
        people = self.make_people(count, **values)
        self.announce(visits=self.make_visits(people))
        return (
            self.skipped().filtered(lambda skip: skip.partner_id in people).with_user(self.users["officer"])
        )

    def test_a_number_is_mended_in_place_and_the_person_told(self):
        skip = self.leave_out(phone="0917 555 00O2")
        self.assertEqual((skip.phone, skip.may_mend), ("0917 555 00O2", True))
        skip.phone = "0917 555 0002"
        self.assertEqual(skip.partner_id.phone, "0917 555 0002")
        skip.action_notify_again()
        self.assertEqual(self.messages().number, "09175550002")
        self.assertFalse(self.skipped())

    def test_what_cannot_get_an_sms_is_not_entered(self):
        skip = self.leave_out(phone=False)
        for phone, reason in (
            ("0917 555 00O2", "Number cannot be right"),
            ("02 8123 4567", "Landline: cannot get SMS"),
            (" ", "Enter a phone number for Person 1"),
        ):
            with self.subTest(phone), self.assertRaisesRegex(UserError, reason), self.cr.savepoint():
                skip.phone = phone
        self.assertFalse(skip.partner_id.phone)

    def test_whoever_may_not_write_a_contact_mends_none_and_nobody_writes_the_list(self):
        skip = self.leave_out(phone=False)
        administrator = skip.with_user(self.users["administrator"])
        self.assertFalse(administrator.may_mend)
        with self.assertRaises(AccessError), self.cr.savepoint():
            administrator.phone = "0917 555 0002"
            self.env.flush_all()
        for values in (
            {"reason": "busy"},
            {"partner_id": self.env.user.partner_id.id},
            {"create_date": False},
        ):
            with self.subTest(values), self.assertRaises(AccessError), self.cr.savepoint():
                skip.write(values)
        with self.assertRaises(AccessError):
            skip.with_user(self.user).write({"phone": "0917 555 0002"})

    def test_numbers_of_people_whom_one_may_not_read_are_masked(self):
        skip = self.leave_out(phone="0917 555 0002", function="busy")
        self.env["ir.rule"].create(
            {
                "name": "Nobody reads the busy",
                "model_id": self.env["ir.model"]._get("res.partner").id,
                "domain_force": "[('function', '!=', 'busy')]",
            }
        )
        skip.invalidate_recordset()
        self.assertEqual(skip.phone, "0917•••0002")
        self.assertFalse(skip.may_mend)

    def test_whoever_stays_on_the_list_is_there_since_the_first_time(self):
        skip = self.leave_out(function="busy")
        first = datetime(2025, 3, 1, 8)
        self.env.cr.execute(
            "UPDATE sms_wiserv_skipped SET create_date = %s, write_date = create_date", (first,)
        )
        skip.invalidate_recordset()
        skip.action_notify_again()
        [again] = self.skipped()
        self.assertEqual(again.create_date, first)
        self.assertGreater(again.write_date, first)

    def test_the_list_begins_with_what_can_be_mended(self):
        self.leave_out(phone=False)
        self.leave_out(function="busy")
        action = self.env["ir.actions.act_window"]._for_xml_id("sms_wiserv.action_skipped")
        self.assertEqual(action["name"], "Not Told")
        self.assertIn("can_be_mended", action["context"])
        node = self.env[SKIPPED].get_view(view_type="search")["arch"]
        self.assertIn("'no_number', 'bad_number', 'landline'", node)

    def test_a_row_opens_the_person(self):
        action = self.leave_out(phone=False).action_open_person()
        self.assertEqual((action["res_model"], action["views"][0][1]), ("res.partner", "form"))

    def test_buttons_count_what_was_told_and_what_was_not(self):
        people = self.make_people(1)
        self.announce(visits=self.make_visits(people))
        people.function = "busy"
        visits = self.make_visits(people) | self.make_visits(people)
        self.announce(visits=visits)
        partner = people.with_user(self.user)
        self.assertEqual((partner.wiserv_sms_count, partner.wiserv_not_told_count), (1, 2))
        self.assertEqual(visits[0].with_user(self.user).wiserv_not_told_count, 1)
        action = partner.action_wiserv_not_told()
        self.assertEqual(action["context"], {}, "all of them, whatever can be done about it")
        self.assertEqual(len(self.env[SKIPPED].with_user(self.user).search(action["domain"])), 2)

    def test_an_empty_list_says_why(self):
        def help_of(model):
            action = "sms_wiserv.action_" + model.rpartition(".")[2]
            return self.env["ir.actions.actions"].with_user(self.user)._for_xml_id(action)["help"]

        self.assertIn("Nobody was left out", help_of(SKIPPED))
        self.assertIn("No SMS yet", help_of("sms.wiserv.message"))
        self.leave_out(2, function="busy")
        self.queue()
        self.assertIn("On the list are: busy 2.", help_of(SKIPPED))
        self.assertIn("There is 1 message in all.", help_of("sms.wiserv.message"))
        self.assertNotIn("deleted", help_of("sms.wiserv.message"))
        self.queue(2)
        self.assertIn("There are 3 messages in all.", help_of("sms.wiserv.message"))
        total = {
            "sender_id": self.sender.id,
            "company_id": self.company.id,
            "event": "visit",
            "state": "failed",
        }
        self.env["sms.wiserv.total"].create({**total, "month": "2025-03-01", "messages": 1, "segments": 1})
        self.assertIn("Older ones have been deleted", help_of("sms.wiserv.message"))
        self.assertIn("Nothing to do", help_of("sms.wiserv.to_do"))
        self.leave_out(1, phone=False)
        self.env.flush_all()
        self.assertIn("There is something to do.", help_of("sms.wiserv.to_do"))
        with patch.object(empty_lists, "_COUNTED", 2):
            self.assertIn("There are more than 2 messages in all.", help_of("sms.wiserv.message"))

    def test_an_empty_list_says_how_many_there_are_without_a_filter(self):
        models = {
            "sms.wiserv.person": ("There is nobody to tell by SMS yet", "Nobody matches this search"),
            "sms.wiserv.reply": ("Wiserv has not answered yet", "No reply matches this search"),
            "sms.wiserv.sender": ("Add a sender", "No sender matches this search"),
        }

        def helps():
            for model, texts in models.items():
                action = "sms_wiserv.action_" + model.rpartition(".")[2]
                reader = self.env["ir.actions.actions"].with_user(self.user)
                yield model, *texts, reader._for_xml_id(action)["help"]

        self.queue()
        other = self.env["res.company"].create({"name": "Other"})
        self.env["sms.wiserv.sender"].create({"name": "Another company's", "company_id": other.id})
        self.env.flush_all()
        for model, without, searched, help_text in helps():
            count = self.env[model].with_user(self.user).search_count([])
            with self.subTest(model):
                self.assertIn(f"{searched}</p><p>On the list without any filter: {count}</p>", help_text)
                self.assertNotIn(without, help_text)
        with patch.object(empty_lists, "_COUNTED", 0):
            self.assertIn("On the list without any filter: 0+</p>", [*helps()][0][-1])
        for model in models:
            self.patch(self.env.registry[model], "search_count", lambda *_args, **_options: 0)
        for model, without, searched, help_text in helps():
            with self.subTest(model):
                self.assertIn(without, help_text)
                self.assertNotIn(searched, help_text)
