# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
import itertools
from ast import literal_eval
from datetime import timedelta

from lxml import etree

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import Form

from .lists import ListsMixin
from .screens import MESSAGE, ROLES, ScreenCase


class TestLists(ListsMixin, ScreenCase):
    addon = "sms_wiserv"


class TestCounts(ScreenCase):
    def test_a_sender_counts_its_own_messages(self):
        self.make_messages("queued", 3)
        self.make_messages("sending")
        self.make_messages("accepted", 2)
        self.make_messages("accepted", answered_at=fields.Datetime.now() - timedelta(days=2))
        self.make_messages("failed", 2)
        self.make_messages("failed", handled=True)
        self.make_messages("unknown")
        self.make_messages("cancelled")
        self.make_messages("queued", sender_id=self.make_sender("Other").id)
        sender = self.sender.with_user(self.user)
        counts = sender.queued_count, sender.accepted_today_count, sender.failed_count, sender.unknown_count
        self.assertEqual(counts, (4, 2, 2, 1))

    def test_each_number_is_that_of_the_list_behind_it(self):
        for state in ("queued", "sending", "accepted", "failed", "unknown"):
            self.make_messages(state)
        self.make_messages("failed", handled=True)
        self.make_messages("accepted", answered_at=fields.Datetime.now() - timedelta(days=2))
        form = Form(self.sender.with_user(self.user))
        arch = form._view["tree"]
        filters = self.env.ref("sms_wiserv.view_message_search")
        domains = {
            node.get("name"): node.get("domain")
            for node in self.env[MESSAGE]._get_view(filters.id)[0].iter("filter")
        }
        for name in ("queued_count", "accepted_today_count", "failed_count", "unknown_count"):
            (button,) = arch.xpath(f"//button[field[@name='{name}']]")
            chosen = literal_eval(button.get("context"))["message_filters"]
            action = self.sender.with_context(message_filters=chosen).action_wiserv_messages()
            self.assertEqual(
                action["context"],
                {
                    "search_default_sender_id": self.sender.ids,
                    "search_default_no_tests": 1,
                    **{f"search_default_{key}": 1 for key in chosen},
                },
            )
            domain = [("sender_id", "=", self.sender.id)]
            domain += [term for key in chosen for term in literal_eval(domains[key] or "[]")]
            found = self.env[MESSAGE].with_user(self.user).search_count(domain)
            self.assertEqual(form[name], found, name)
            self.assertTrue(found)

    def test_many_senders_are_counted_with_no_more_queries_than_one(self):
        senders = self.sender | self.env[self.sender._name].create(
            [{"name": f"Sender {nth}"} for nth in range(5)]
        )
        names = ["queued_count", "accepted_today_count", "failed_count", "unknown_count"]
        self.env.invalidate_all()
        self.sender.read(names)
        self.env.invalidate_all()
        with self.assertQueryCount(4):
            senders.read(names)


class TestSources(ScreenCase):
    def test_a_record_leads_to_its_messages(self):
        visits = self.announce(2)
        for record in (visits[0], visits[0].partner_id):
            record = record.with_user(self.user)
            self.assertEqual(record.wiserv_sms_count, 1)
            action = record.action_wiserv_sms()
            found = self.env[action["res_model"]].with_user(self.user).search(action["domain"])
            self.assertEqual(found.partner_id, visits[0].partner_id)

    def test_a_contact_has_the_button_for_who_may_read_messages(self):
        partner = self.announce(1).partner_id
        form = Form(partner.with_user(self.user))
        (count,) = form._view["tree"].xpath(
            "//button[@name='action_wiserv_sms']/field[@name='wiserv_sms_count']"
        )
        self.assertFalse(count.getparent().get("invisible"), "where nobody was told, too, one asks why")
        self.assertFalse(
            Form(partner.with_user(self.employee))._view["tree"].xpath("//button[@name='action_wiserv_sms']")
        )

    def test_numbers_are_for_administrators(self):
        message = self.make_messages("accepted")
        export = self.env.ref("base.group_allow_export")
        for user in self.users.values():
            user.group_ids += export
        exported = message.with_user(self.user).export_data(["number_masked"])["datas"]
        self.assertEqual(exported, [["0917•••0000"]])
        with self.assertRaises(AccessError):
            message.with_user(self.user).export_data(["number"])
        exported = message.with_user(self.users["administrator"]).export_data(["number"])["datas"]
        self.assertEqual(exported, [["09170000000"]])

    def test_a_message_is_called_after_who_it_is_for(self):
        message = self.make_messages("accepted").with_user(self.user)
        self.assertEqual(message.display_name, "SMS to 0917•••0000")
        message.sudo().partner_id = self.make_people(1)
        self.assertEqual(message.display_name, "Person 1")
        self.assertEqual(message.name_search("Person 1"), [(message.id, "Person 1")])


class TestViews(ScreenCase):
    def test_each_screen_opens_for_each_role_and_shows_what_is_there(self):
        """Whoever may open a screen may read all that it shows."""
        self.make_messages("failed", partner_id=self.make_people(1).id)
        self.announce(visits=self.make_visits(self.make_people(1, phone=False)))
        for role, menu in itertools.product(ROLES, self.env.ref("sms_wiserv.menu_sms_root").child_id):
            if not menu.action or menu.action._name != "ir.actions.act_window":
                # It opens what has tests of its own.
                continue
            model = self.env[menu.action.res_model].with_user(self.users[role])
            views = [(False, kind) for kind in menu.action.view_mode.split(",")] + [(False, "search")]
            shown = model.get_views(views)
            for kind, view in shown["views"].items():
                with self.subTest(role=role, screen=menu.name, view=kind):
                    fields = shown["models"][model._name]["fields"]
                    names = [node.get("name") for node in etree.fromstring(view["arch"]).iter("field")]
                    names = {name for name in names if name in fields}
                    self.assertTrue(names)
                    found = model.web_search_read([], {name: {} for name in names})
                    self.assertTrue(found["records"])

    def buttons(self, record, role):
        """Return what can be pressed on a record's form, hidden or not."""
        form = Form(record.with_user(self.users[role]))
        buttons = form._view["tree"].xpath("//header/button | //sheet//button")
        return {button.get("name") for button in buttons}

    def test_each_role_has_the_buttons_of_what_it_may_do(self):
        acts = {"action_resend", "action_cancel", "action_mark_handled", "action_mark_not_handled"}
        message = self.make_messages("failed")
        for role, expected in (
            ("user", set()),
            ("officer", acts),
            ("administrator", {*acts, "action_ask_meaning"}),
        ):
            self.assertEqual(self.buttons(message, role), expected, role)
        looks = {"action_wiserv_messages"}
        pauses = {*looks, "action_pause", "action_resume", "action_resume_all"}
        account = str(self.env.ref("sms_wiserv.action_account").id)
        for role, expected in (
            ("user", looks),
            ("officer", pauses),
            ("administrator", {*pauses, "action_wiserv_test", account}),
        ):
            self.assertEqual(self.buttons(self.sender, role), expected, role)

    def test_who_sets_up_no_accounts_sees_the_sender_without_them(self):
        for role in ("user", "officer"):
            form = Form(self.sender.with_user(self.users[role]))
            self.assertEqual(form.channel_state, "ready")
            shown = {"api_url", "user_name", "wiserv_password", "account_in_effect", "connections"}
            self.assertFalse(shown & form._view["fields"].keys())

    def test_settings_are_for_system_administrators(self):
        form = Form(self.env["res.config.settings"].with_user(self.env.ref("base.user_admin")))
        self.assertIn("wiserv_api_url", form._view["fields"])
        with self.assertRaises(AccessError):
            Form(self.env["res.config.settings"].with_user(self.users["administrator"]))

    def test_lists_have_no_way_to_write_what_the_engine_writes(self):
        # Of who was not told, the number is written in place: the person's.
        for name, ways in (
            ("message_list", ("create", "edit", "delete")),
            ("message_form", ("create", "edit", "delete")),
            ("skipped_list", ("create", "delete")),
        ):
            arch = etree.fromstring(self.env.ref(f"sms_wiserv.view_{name}").arch)
            self.assertEqual({arch.get(way) for way in ways}, {"0"}, name)
