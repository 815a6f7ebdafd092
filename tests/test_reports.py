# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from datetime import timedelta

from odoo import fields

from .common import ProgramCase


class TestReports(ProgramCase):
    """What a program's SMS came to, and whom of its members none has reached."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager_user = cls.make_user("manager", "g2p_programs.g2p_program_manager")

    def report(self):
        groups = (
            self.env["sms.wiserv.report"]
            .with_user(self.manager_user)
            .formatted_read_group([], ["program_id"], ["messages:sum", "accepted:sum"])
        )
        return {group["program_id"] and group["program_id"][0]: group["accepted:sum"] for group in groups}

    def test_programs_are_told_apart_when_messages_and_senders_are_gone_too(self):
        other, manager = self.make_program("Seed Grants")
        self.enrol(2)
        self.make_members(self.make_registrants(1), other, state="enrolled")
        self.end_transaction()
        self.dispatch()
        expected = {self.program.id: 2, other.id: 1}
        self.assertEqual(self.report(), expected)
        long_ago = fields.Datetime.now() - timedelta(days=100)
        (self.messages() | self.messages(sender=manager)).write({"answered_at": long_ago})
        self.env["sms.wiserv.message"]._gc_messages()
        self.assertFalse(self.messages())
        self.assertEqual(self.report(), expected)
        manager.unlink()
        self.assertEqual(self.report(), expected)

    def test_members_whom_nothing_has_reached(self):
        reached = self.enrol(1).partner_id
        self.dispatch()
        unwilling = self.enrol(1, preference="none").partner_id
        silent = self.make_members(self.make_registrants(1)).with_context(sms_wiserv_silent=True)
        silent.state = "enrolled"
        gone = self.enrol(1, preference="none")
        gone.state = "exited"
        people = self.env["sms.wiserv.person"].with_user(self.manager_user)
        found = people.search([("program_id", "=", self.program.id)])
        self.assertEqual(
            {
                person.partner_id: (bool(person.reached_at), person.not_told, person.reason)
                for person in found
            },
            {
                reached: (True, 0, False),
                unwilling: (False, 1, "preference"),
                silent.partner_id: (False, 0, False),
            },
        )

    def test_members_of_before_the_sender_and_whatever_becomes_of_them(self):
        """A sender is set up when many are enrolled already."""
        program = self.env["g2p.program"].create({"name": "Rice"})
        stays, changes = self.make_members(self.make_registrants(2), program, state="enrolled")
        self.env["g2p.program.notification.manager.wiserv"].create(
            {"name": "SMS of Rice", "program_id": program.id}
        )

        def listed():
            return self.env["sms.wiserv.person"].search([("program_id", "=", program.id)]).partner_id

        self.assertEqual(listed(), stays.partner_id | changes.partner_id)
        changes.state = "exited"
        self.assertEqual(listed(), stays.partner_id)
        changes.state = "enrolled"
        changes.partner_id.active = False
        self.assertEqual(listed(), stays.partner_id)
        changes.partner_id.active = True
        self.assertEqual(listed(), stays.partner_id | changes.partner_id)
        changes.unlink()
        self.assertEqual(listed(), stays.partner_id)

    def test_former_members_whom_something_reached_leave_the_list_and_may_come_back(self):
        member = self.enrol()
        person = member.partner_id
        self.dispatch()
        at = fields.Datetime.now() - timedelta(days=100)
        self.messages().write({"answered_at": at})
        self.env["sms.wiserv.message"]._gc_messages()
        self.assertFalse(self.messages())

        def kept():
            people = self.env["sms.wiserv.person"].with_context(active_test=False)
            found = people.search([("partner_id", "=", person.id)])
            return found.mapped(lambda one: (one.active, one.reached_at))

        self.assertEqual(kept(), [(True, at)])
        member.state = "exited"
        self.assertEqual(kept(), [(False, at)])
        member.with_context(sms_wiserv_silent=True).state = "enrolled"
        self.assertEqual(kept(), [(True, at)])
