# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
import itertools

from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..dev.gateway import Gateway
from ..models.wiserv_account import values_in_effect
from .common import WiservCase
from .rpc import RefusedError, RpcCase

SENDER, MESSAGE, SKIPPED = "g2p.program.notification.manager.wiserv", "g2p.wiserv.sms", "g2p.wiserv.skipped"


class TwoCompanies:
    """Beside the company that there is, another one with a gateway and an account of its own."""

    @classmethod
    def set_up_wiserv(cls):  # pylint: disable=missing-return
        super().set_up_wiserv()
        cls.other_gateway = Gateway()
        cls.other_gateway.start()
        cls.addClassCleanup(cls.other_gateway.stop)
        cls.other_gateway.set_credentials("their user", "their password")
        cls.other = cls.env["res.company"].create(
            {
                "name": "Elsewhere",
                "country_id": cls.env.ref("base.ph").id,
                "wiserv_api_url": cls.other_gateway.url("http"),
                "wiserv_user_name": "their user",
                "wiserv_password": "their password",
                "wiserv_retention_days": 299,
            }
        )
        cls.env.user.company_ids += cls.other
        cls.other_program, cls.other_sender = cls.make_program("Elsewhere", company_id=cls.other.id)


class TestCompanies(TwoCompanies, WiservCase):
    def setUp(self):
        super().setUp()
        self.other_gateway.reset()
        self.other_gateway.set_credentials("their user", "their password")

    def enrol_in_both(self):
        people = self.make_registrants(4)
        self.make_members(people[:2]).enroll_eligible_registrants()
        self.make_members(people[2:], self.other_program).enroll_eligible_registrants()
        return people

    def test_each_sender_uses_its_programs_company_in_one_run_of_the_cron(self):
        self.enrol_in_both()
        self.dispatch()
        self.assertEqual({number for number, _text in self.taken()}, {"09170000001", "09170000002"})
        theirs = {entry["number"] for entry in self.other_gateway.journal}
        self.assertEqual(theirs, {"09170000003", "09170000004"})
        self.assertEqual(self.messages().company_id, self.company)
        self.assertEqual(self.messages(sender=self.other_sender).company_id, self.other)

    def test_direct_sends_use_the_senders_company_and_not_the_users(self):
        self.assertEqual(self.env.company, self.company)
        self.assertEqual(self.other_sender.send_sms("09170000009", "Hello"), "Message Queued")
        self.assertFalse(self.taken())
        self.assertEqual(len(self.other_gateway.journal), 1)

    def test_refused_credentials_of_one_company_do_not_hold_up_the_other(self):
        self.other_gateway.set_credentials("their user", "changed", refusal="reply")
        self.enrol_in_both()
        self.dispatch()
        self.assertEqual(self.other_sender.channel_state, "paused")
        self.assertEqual(len(self.taken()), 2)

    def test_activity_goes_to_an_administrator_of_the_company_its_creator_first(self):
        ours, theirs, creator = (
            self.make_user(login, "g2p_registry_base.group_g2p_admin") for login in ("ana", "ben", "cora")
        )
        for user in (theirs, creator):
            user.write({"company_ids": [Command.set(self.other.ids)], "company_id": self.other.id})
        _program, sender = self.make_program("Seeds", company_id=self.other.id)
        self.env.ref("g2p_registry_base.group_g2p_admin").user_ids = ours | theirs | creator
        sender._channel_tell("The gateway could not be reached.")
        self.assertEqual(sender.activity_ids.user_id, theirs)
        mine = self.env[SENDER].with_user(creator).create({"name": "Mine"}).sudo()
        mine._channel_tell("The gateway could not be reached.")
        self.assertEqual(mine.activity_ids.user_id, creator)

    def test_sender_without_a_program_stays_with_the_company_of_its_maker(self):
        maker = self.make_user("mara", "g2p_registry_base.group_g2p_admin")
        maker.write({"company_ids": [Command.set(self.other.ids)], "company_id": self.other.id})
        sender = self.env[SENDER].with_user(maker).create({"name": "For one-time passwords"})
        self.assertEqual(sender.company_id, self.other)
        # The cron's user works for another company.
        self.assertEqual(
            values_in_effect(sender.with_user(self.env.ref("base.user_root")))["user_name"][0], "their user"
        )

    def test_program_takes_its_sender_along_to_another_company(self):
        self.program.company_id = self.other
        self.assertEqual(self.sender.company_id, self.other)
        self.assertEqual(values_in_effect(self.sender)["user_name"][0], "their user")

    def test_sender_cannot_be_of_another_company_than_its_program(self):
        with self.assertRaisesRegex(ValidationError, "its program's company"):
            self.sender.company_id = self.other

    def test_program_cannot_choose_the_sender_of_another_company(self):
        with self.assertRaisesRegex(ValidationError, "belongs to another company"):
            self.env["g2p.program.notification.manager"].create(
                {"program_id": self.program.id, "manager_ref_id": f"{SENDER},{self.other_sender.id}"}
            )

    def their_manager(self):
        return self.env["g2p.program.notification.manager"].create(
            {"manager_ref_id": f"{SENDER},{self.other_sender.id}"}
        )

    def test_program_cannot_take_up_the_sender_of_another_company_by_way_of_its_managers(self):
        manager = self.their_manager()
        with self.assertRaisesRegex(ValidationError, "belongs to another company"):
            self.program.notification_managers += manager
        with self.assertRaisesRegex(ValidationError, "belongs to another company"):
            manager.program_id = self.program

    def test_manager_of_a_program_cannot_be_turned_to_the_sender_of_another_company(self):
        ours = self.program.notification_managers
        ours.program_id = False
        with self.assertRaisesRegex(ValidationError, "belongs to another company"):
            ours.manager_ref_id = self.other_sender

    def test_program_with_the_sender_of_a_second_program_cannot_move_to_another_company(self):
        program, _sender = self.make_program("Second")
        program.notification_managers += self.program.notification_managers
        with self.assertRaisesRegex(ValidationError, "belongs to another company"):
            program.company_id = self.other

    def test_sender_of_another_company_tells_nobody_however_it_came_to_be_called(self):
        self.env.cr.execute(
            "INSERT INTO g2p_program_g2p_program_notification_manager_rel"
            " (g2p_program_id, g2p_program_notification_manager_id) VALUES (%s, %s)",
            (self.program.id, self.their_manager().id),
        )
        self.env.invalidate_all()
        members = self.make_members(self.make_registrants(1))
        with self.assertLogs("odoo.addons.g2p_notifications_wiserv", "WARNING") as logs:
            members.enroll_eligible_registrants()
        self.assertIn("belongs to another company", "".join(logs.output))
        self.assertFalse(self.messages(sender=self.other_sender))
        self.assertEqual(len(self.messages()), 1)

    def test_sender_does_not_leave_for_another_company_while_a_second_program_uses_it(self):
        second, _sender = self.make_program("Second")
        second.notification_managers = self.program.notification_managers
        with self.assertRaisesRegex(ValidationError, "belongs to another company than Second"):
            self.program.company_id = self.other
        with self.assertRaisesRegex(ValidationError, "belongs to another company than Second"):
            self.sender.program_id = self.other_program

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_sender_cannot_be_given_a_program_that_its_owner_does_not_see(self):
        manager = self.make_user("mara", "g2p_programs.g2p_program_manager")
        sender = self.env[SENDER].create({"name": "Not in use", "program_id": self.program.id})
        with self.assertRaises(AccessError):
            sender.with_user(manager).program_id = self.other_program
        with self.assertRaises(AccessError):
            self.env[SENDER].with_user(manager).create({"name": "Mine", "program_id": self.other_program.id})
        with self.assertRaises(AccessError):
            sender.with_user(manager).write({"company_id": self.other.id, "program_id": False})
        mine = self.env[SENDER].with_user(manager).create({"name": "Mine", "company_id": self.other.id})
        self.assertEqual(mine.company_id, self.company)

    def test_companys_own_settings_stay_with_it(self):
        self.company.wiserv_timeout, self.other.wiserv_timeout = 7, 9
        self.other.wiserv_accepted_replies = "Taken"
        self.enrol_in_both()
        self.dispatch()
        self.assertEqual(set(self.messages().mapped("state")), {"accepted"})
        self.assertEqual(set(self.messages(sender=self.other_sender).mapped("state")), {"unknown"})


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
