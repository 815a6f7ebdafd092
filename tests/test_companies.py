# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.tools import mute_logger

from ..models.wiserv_account import values_in_effect
from .common import WiservCase
from .companies import TwoCompanies

SENDER = "g2p.program.notification.manager.wiserv"


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
