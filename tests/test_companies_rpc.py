# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
import itertools

from odoo.tests import tagged

from .companies import TwoCompanies
from .rpc import RefusedError, RpcCase

SENDER, MESSAGE, SKIPPED = "g2p.program.notification.manager.wiserv", "g2p.wiserv.sms", "g2p.wiserv.skipped"


@tagged("post_install", "-at_install")
class TestCompaniesOverRpc(TwoCompanies, RpcCase):
    """An administrator of one company goes for what is another company's."""

    def setUp(self):
        super().setUp()
        people = self.make_registrants(2)
        self.make_members(people, self.other_program).enroll_eligible_registrants()
        people.notification_preference = "none"
        self.other_program.program_membership_ids.write({"state": "exited"})
        self.other_program.program_membership_ids.enroll_eligible_registrants()
        self.foreign = {
            model: self.env[model].search([("manager_id", "=", self.other_sender.id)])
            for model in (MESSAGE, SKIPPED)
        } | {SENDER: self.other_sender}
        self.env.flush_all()

    def test_nothing_of_it_is_shown(self):
        for way in self.ways:
            for model, records in self.foreign.items():
                with self.subTest(way=way.__name__, model=model):
                    self.assertTrue(records)
                    found = way("administrator", model, "search", domain=[])
                    self.assertFalse(set(found) & set(records.ids))
                    self.assertRefused(
                        way, "administrator", model, "read", records.ids, fields=["display_name"]
                    )

    def test_nothing_of_it_can_be_acted_on(self):
        acts = [
            (SENDER, "action_pause"),
            (SENDER, "action_resume"),
            (SENDER, "action_wiserv_forget_password"),
            (SENDER, "action_use"),
            (SENDER, "unlink"),
            (MESSAGE, "action_resend"),
            (MESSAGE, "action_cancel"),
            (MESSAGE, "action_mark_handled"),
            (SKIPPED, "action_notify_again"),
        ]
        for way in self.ways:
            for model, method in acts:
                with self.subTest(way=way.__name__, method=method):
                    self.assertRefused(way, "administrator", model, method, self.foreign[model].ids)
        self.assertTrue(self.other_sender.exists().channel_state == "ready")

    def test_wizards_do_not_reach_it(self):
        for way in self.ways:
            values = {"message_ids": [[6, 0, self.foreign[MESSAGE].ids]]}
            arguments = {"vals": values, "specification": {"question": {}}}
            self.assertRefused(way, "administrator", "g2p.wiserv.resend", "web_save", [], **arguments)
            arguments = {
                "values": values,
                "field_names": ["message_ids"],
                "fields_spec": {"message_ids": {}, "question": {}},
            }
            self.assertRefused(way, "administrator", "g2p.wiserv.resend", "onchange", [], **arguments)
            values = {"manager_id": self.other_sender.id, "phone": "09170000001", "body": "Test"}
            shown = {"manager_id": {}, "api_url": {}, "user_name": {}}
            arguments = {"vals": values, "specification": shown}
            self.assertRefused(way, "administrator", "g2p.wiserv.test", "web_save", [], **arguments)
            arguments = {"values": values, "field_names": ["manager_id"], "fields_spec": shown}
            self.assertRefused(way, "administrator", "g2p.wiserv.test", "onchange", [], **arguments)
            [wizard] = way("administrator", "g2p.wiserv.test", "web_save", [], vals=values, specification={})
            self.assertRefused(way, "administrator", "g2p.wiserv.test", "action_send", [wizard["id"]])
        self.assertFalse(self.other_gateway.journal)

    def test_dialogs_that_others_have_open_are_not_shown(self):
        """They hold the number, text and reply of a test, and which messages are to be resent."""
        dialogs = [
            self.env["g2p.wiserv.test"].create(
                {"manager_id": self.other_sender.id, "phone": "09170000001", "body": "Test"}
            ),
            self.env["g2p.wiserv.resend"].create({"message_ids": self.foreign[MESSAGE].ids}),
        ]
        for way, dialog in itertools.product(self.ways, dialogs):
            with self.subTest(way=way.__name__, model=dialog._name):
                self.assertFalse(way("administrator", dialog._name, "search", domain=[]))
                self.assertRefused(
                    way, "administrator", dialog._name, "read", dialog.ids, fields=["create_date"]
                )

    def test_form_that_is_not_saved_shows_nothing_of_it(self):
        program = self.other_program.id
        drafts = [
            {"program_id": program},
            {"program_id": {"id": program}},
            {"program_id": {"id": self.program.id, "company_id": self.other.id}},
            {"company_id": self.other.id, "program_id": False},
            {"company_id": {"id": self.other.id}, "program_id": False},
        ]
        for way, values, name, changed in itertools.product(
            self.ways,
            drafts,
            ("account_in_effect", "channel_reason", "timeout"),
            (["program_id"], []),
        ):
            with self.subTest(way=way.__name__, values=values, name=name, changed=changed):
                arguments = {"values": values, "field_names": changed}
                shown = {"program_id": {}, "company_id": {}, name: {}}
                try:
                    answer = way("administrator", SENDER, "onchange", [], fields_spec=shown, **arguments)
                except RefusedError:
                    continue
                self.assertNotIn("their user", str(answer))
                self.assertNotIn("299", str(answer))

    def test_counts_do_not_tell_of_it(self):
        for way in self.ways:
            names = {each["name"] for each in way("administrator", SENDER, "running")}
            self.assertNotIn(self.other_sender.name, names)
