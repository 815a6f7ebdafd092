# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo.tests import Form

from odoo.addons.sms_wiserv.tests.lists import ListsMixin

from .common import MANAGER
from .events import EventsCase

# Forms of the stack that lead to the messages about their record, and the roles whom the stack lets open them.
SOURCES = {
    "g2p_registry_individual.view_individuals_form": {"administrator", "registrar", "manager"},
    "g2p_registry_group.view_groups_form": {"administrator", "registrar", "manager"},
    "g2p_programs.view_program_membership_form": {"administrator", "registrar", "manager"},
    "g2p_programs.view_payment_form": {
        "administrator",
        "registrar",
        "manager",
        "validator",
        "approver",
        "finance",
    },
    "g2p_programs.view_entitlement_form": {"administrator", "manager", "validator", "approver"},
}
READERS_OF_MESSAGES = {"administrator", "manager"}
# Not those of forms inside of the form.
MAIN_BUTTON = "//button[@name='action_wiserv_sms'][not(ancestor::field)]"


class TestLists(ListsMixin, EventsCase):
    addon = "g2p_notifications_wiserv"


class TestScreens(EventsCase):
    def test_senders_have_cards_for_a_telephone(self):
        action = self.env.ref("g2p_notifications_wiserv.action_notification_manager_wiservsms")
        self.assertEqual((action.view_mode, action.mobile_view_mode), ("list,kanban,form", "kanban"))
        arch = self.as_role("manager", self.manager).get_view(view_type="kanban")["arch"]
        for name in ("name", "program_id", "status", "channel_reason", "failed_count", "unknown_count"):
            self.assertIn(f'name="{name}"', arch)

    def open(self, record, role, view=None):
        """Open a form as the web client does; return its architecture."""
        record = self.as_role(role, record)
        record.invalidate_recordset()
        return Form(record, view=view)._view["tree"]

    def test_forms_of_the_stack_open_for_each_role_with_the_button_for_those_who_may_read_messages(self):
        person = self.enrol().partner_id
        member = self.enrol(name="Ana Reyes")
        group = self.make_registrants(1, is_group=True, name="Reyes Household")
        payment = self.batches(self.cycle(member.partner_id)).payment_ids
        payment.status = "paid"
        self.end_transaction()
        records = dict(zip(SOURCES, (person, group, member, payment, payment.entitlement_id), strict=True))
        for (view, roles), role in ((source, role) for source in SOURCES.items() for role in self.users):
            if role in roles:
                with self.subTest(view=view, role=role):
                    buttons = self.open(records[view], role, view).xpath(MAIN_BUTTON)
                    self.assertEqual(len(buttons), role in READERS_OF_MESSAGES)
        for record, count in ((person, 1), (member.partner_id, 2), (member, 1), (payment, 1), (group, 0)):
            record = self.as_role("manager", record)
            self.assertEqual(record.wiserv_sms_count, count, record)
            action = record.action_wiserv_sms()
            found = self.env[action["res_model"]].with_user(self.users["manager"]).search(action["domain"])
            self.assertEqual(len(found), count)

    def test_the_form_of_the_program_opens_with_ours_and_others_in_its_list(self):
        view = "g2p_programs.view_program_list_form"
        for role in ("administrator", "manager", "validator", "approver"):
            with self.subTest(role):
                self.open(self.program, role, view)
                names = [
                    source.display_name
                    for source in self.as_role(role, self.program).get_managers(
                        self.program.MANAGER_NOTIFICATION
                    )
                ]
                self.assertIn("SMS of Rice Allowance", names)

    # === THE SENDER'S OWN FORM === #

    def visible(self, arch, name):
        return bool(arch.xpath(f"//*[@name='{name}']"))

    def test_the_senders_form_has_header_banner_counts_and_settings_for_those_whose_business_they_are(self):
        everybody = {
            "name",
            "program_id",
            "number_format",
            "on_payment_send_template",
            "payment_example",
            "channel_state",
        }
        officers = {"action_pause", "action_resume", "action_use", "queued_count", "failed_count", "progress"}
        administrators = {
            "action_wiserv_test", "settings", "api_url", "protocol", "user_name", "wiserv_password",
            "account_in_effect", "connections",
        }  # fmt: skip
        for role in self.users:
            if role == "registrar":
                continue
            arch = self.open(self.manager, role)
            for names, allowed in (
                (everybody, True),
                (officers, role in READERS_OF_MESSAGES),
                (administrators, role == "administrator"),
            ):
                for name in names:
                    with self.subTest(role=role, name=name):
                        self.assertEqual(self.visible(arch, name), allowed)

    def test_nothing_is_on_the_form_twice_though_other_addons_extend_the_same_one(self):
        arch = self.open(self.manager, "administrator")
        names = [
            node.get("name")
            for node in arch.iter("field")
            if not any(up.tag == "field" for up in node.iterancestors())
        ]
        shown_once = [name for name in self.manager._fields if name.endswith(("_template", "_example"))]
        self.assertEqual({name: names.count(name) for name in shown_once}, dict.fromkeys(shown_once, 1))
        self.assertEqual(len(arch.xpath("//header")), 1)
        self.assertEqual(len(arch.xpath("//div[@name='button_box']")), 1)
        self.assertFalse(
            arch.xpath("//div[starts-with(@name, 'sender_')]"), "a place that nothing was put into"
        )

    def test_the_lists_dialog_shows_the_same_form(self):
        pointer = self.manager._entries()
        for role in ("administrator", "manager", "validator"):
            action = self.as_role(role, pointer).open_manager_form()
            view = self.env.ref("g2p_notifications_wiserv.view_notification_manager_wiservsms_form")
            self.assertEqual((action["res_model"], action["views"][0][0]), (MANAGER, view.id))

    def test_a_banner_says_why_nothing_is_sent(self):
        self.company.wiserv_user_name = False
        with Form(self.as_role("manager", self.manager)) as form:
            self.assertEqual(form.channel_state, "unconfigured")
            self.assertIn("user name", form.channel_reason)

    def test_lists_and_searches_of_messages_know_programs(self):
        self.enrol()
        self.make_members(self.make_registrants(1, preference="none")).state = "enrolled"
        self.end_transaction()
        for model in ("sms.wiserv.message", "sms.wiserv.skipped"):
            records = self.env[model].with_user(self.users["manager"])
            for kind in ("list", "search"):
                self.assertIn('name="program_id"', records.get_view(view_type=kind)["arch"])
            self.assertEqual(records.search([("program_id", "=", self.program.id)]).program_id, self.program)
            [group] = records.web_read_group([], ["program_id"], ["__count"])["groups"]
            self.assertEqual(group["program_id"][0], self.program.id)

    def test_menus(self):
        ours = self.env.ref("g2p_notifications_wiserv.menu_notification_manager_wiservsms")
        for role, user in self.users.items():
            shown = self.env["ir.ui.menu"].with_user(user)._visible_menu_ids()
            self.assertEqual(ours.id in shown, role in READERS_OF_MESSAGES, role)
