# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
import itertools

from odoo.tests import tagged

from .companies import TwoCompanies
from .rpc import RefusedError, RpcCase

SENDER, MESSAGE, SKIPPED = "sms.wiserv.sender", "sms.wiserv.message", "sms.wiserv.skipped"
TEST, RESEND, MEANING = "sms.wiserv.test", "sms.wiserv.resend", "sms.wiserv.meaning"
REPLY = "sms.wiserv.reply"


@tagged("post_install", "-at_install")
class TestCompaniesOverRpc(TwoCompanies, RpcCase):
    """An administrator of one company goes for what is another company's."""

    def setUp(self):
        super().setUp()
        people = self.make_people(3)
        people[2].phone = False
        self.env["sms.wiserv.door"].queue(self.other_sender, "manual", people, body="Theirs")
        self.foreign = {
            SENDER: self.other_sender,
            MESSAGE: self.messages(sender=self.other_sender),
            SKIPPED: self.skipped(self.other_sender),
            REPLY: self.declare("Their sentence", "refused", self.other),
        }
        self.env.flush_all()

    def test_nothing_of_it_is_shown(self):
        for way, (model, records) in itertools.product(self.ways, self.foreign.items()):
            with self.subTest(way=way.__name__, model=model):
                self.assertTrue(records)
                found = way("administrator", model, "search", domain=[])
                self.assertFalse(set(found) & set(records.ids))
                self.assertRefused(way, "administrator", model, "read", records.ids, fields=["display_name"])

    def test_nothing_of_it_can_be_acted_on(self):
        acts = [
            (SENDER, "action_open"),
            (SENDER, "action_pause"),
            (SENDER, "action_resume"),
            (SENDER, "action_wiserv_test"),
            (SENDER, "action_wiserv_forget_password"),
            (SENDER, "unlink"),
            (MESSAGE, "action_resend"),
            (MESSAGE, "action_cancel"),
            (MESSAGE, "action_mark_handled"),
            (MESSAGE, "action_mark_not_handled"),
            (MESSAGE, "action_ask_meaning"),
            (SENDER, "action_ask_meaning"),
            (REPLY, "action_ask_meaning"),
            (SKIPPED, "action_notify_again"),
        ]
        for way, (model, method) in itertools.product(self.ways, acts):
            with self.subTest(way=way.__name__, method=method):
                self.assertRefused(way, "administrator", model, method, self.foreign[model].ids)
        self.assertEqual(self.other_sender.exists().channel_state, "ready")
        self.assertEqual(set(self.foreign[MESSAGE].mapped("state")), {"queued"})

    def test_wizards_do_not_reach_it(self):
        for way in self.ways:
            values = {"message_ids": [[6, 0, self.foreign[MESSAGE].ids]]}
            arguments = {"vals": values, "specification": {"question": {}}}
            self.assertRefused(way, "administrator", RESEND, "web_save", [], **arguments)
            arguments = {
                "values": values,
                "field_names": ["message_ids"],
                "fields_spec": {"message_ids": {}, "question": {}},
            }
            self.assertRefused(way, "administrator", RESEND, "onchange", [], **arguments)
            values = {"sender_id": self.other_sender.id, "phone": "09170000001", "body": "Test"}
            shown = {"sender_id": {}, "api_url": {}, "user_name": {}}
            arguments = {"vals": values, "specification": shown}
            self.assertRefused(way, "administrator", TEST, "web_save", [], **arguments)
            arguments = {"values": values, "field_names": ["sender_id"], "fields_spec": shown}
            self.assertRefused(way, "administrator", TEST, "onchange", [], **arguments)
            [wizard] = way("administrator", TEST, "web_save", [], vals=values, specification={})
            self.assertRefused(way, "administrator", TEST, "action_send", [wizard["id"]])
        self.assertFalse(self.other_gateway.journal)

    def test_what_their_replies_mean_is_neither_shown_nor_decided(self):
        self.foreign[MESSAGE].write({"state": "unknown", "reply": "Their sentence 1"})
        self.env.flush_all()
        values = {"company_id": self.other.id, "reply": "Their sentence 1", "pattern": "Their*"}
        values["meaning"] = "accepted"
        shown = {"past_count": {}, "alike": {}, "obstacle": {}, "meaning": {}}
        for way in self.ways:
            with self.subTest(way=way.__name__):
                arguments = {"vals": values, "specification": shown}
                [wizard] = way("administrator", MEANING, "web_save", [], **arguments)
                told = wizard["past_count"], wizard["alike"], wizard["obstacle"]
                self.assertEqual([bool(each) for each in told], [False] * 3)
                self.assertRefused(way, "administrator", MEANING, "action_apply", [wizard["id"]])
        self.assertEqual(set(self.foreign[MESSAGE].mapped("state")), {"unknown"})
        self.assertNotIn(("Their*", "accepted"), self.env[REPLY]._declared(self.other))

    def test_dialogs_that_others_have_open_are_not_shown(self):
        """They hold the number, text and reply of a test, and which messages are to be resent."""
        dialogs = [
            self.env[TEST].create(
                {"sender_id": self.other_sender.id, "phone": "09170000001", "body": "Test"}
            ),
            self.env[RESEND].create({"message_ids": self.foreign[MESSAGE].ids}),
            self.env[MEANING].create({"company_id": self.other.id, "reply": "Their sentence"}),
        ]
        for way, dialog in itertools.product(self.ways, dialogs):
            with self.subTest(way=way.__name__, model=dialog._name):
                self.assertFalse(way("administrator", dialog._name, "search", domain=[]))
                self.assertRefused(
                    way, "administrator", dialog._name, "read", dialog.ids, fields=["create_date"]
                )

    def test_form_that_is_not_saved_shows_nothing_of_it(self):
        url = {"api_url": "https://sms.example.com/soap/?wsdl"}
        drafts = [{"company_id": self.other.id, **url}, {"company_id": {"id": self.other.id}, **url}]
        for way, values, beside, name, changed in itertools.product(
            self.ways,
            drafts,
            ({}, {"company_id": {}}),
            ("account_in_effect", "channel_reason", "timeout", "retention_days"),
            (["company_id"], ["api_url"], []),
        ):
            with self.subTest(way=way.__name__, values=values, name=name, beside=beside, changed=changed):
                arguments = {"values": values, "field_names": changed}
                try:
                    answer = way(
                        "administrator", SENDER, "onchange", [], fields_spec={**beside, name: {}}, **arguments
                    )
                except RefusedError:
                    continue
                self.assertNotIn("their user", str(answer))
                self.assertNotIn("299", str(answer))

    def test_counts_do_not_tell_of_it(self):
        for way in self.ways:
            names = {each["name"] for each in way("administrator", SENDER, "running")}
            self.assertNotIn(self.other_sender.name, names)
