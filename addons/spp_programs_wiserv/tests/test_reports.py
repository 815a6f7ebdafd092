# Part of spp_programs_wiserv. License LGPL-3.0 or later (see LICENSE).
from datetime import timedelta

from odoo import fields
from odoo.tests import new_test_user

from .common import ProgramCase


class TestReports(ProgramCase):
    """What a program's SMS came to, and whom of its members none has reached, as a program's manager sees it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        groups = "base.group_user,spp_programs.group_programs_manager"
        cls.env_of_manager = cls.env(user=new_test_user(cls.env, "manager", groups=groups))

    def accepted(self):
        """Return ``{program id: accepted messages}``."""
        report = self.env_of_manager["sms.wiserv.report"]
        groups = report.formatted_read_group([], ["program_id"], ["accepted:sum"])
        return {group["program_id"] and group["program_id"][0]: group["accepted:sum"] for group in groups}

    def test_programs_are_told_apart_when_messages_are_gone_too(self):
        other, manager = self.make_program("Seed Grants")
        self.make_members(self.make_registrants(2), state="enrolled")
        self.make_members(self.make_registrants(1), other, state="enrolled")
        self.end_transaction()
        self.dispatch()
        expected = {self.program.id: 2, other.id: 1}
        self.assertEqual(self.accepted(), expected)
        long_ago = fields.Datetime.now() - timedelta(days=100)
        (self.messages() | self.messages(sender=manager.sender_id)).write({"answered_at": long_ago})
        self.env["sms.wiserv.message"]._gc_messages()
        self.assertFalse(self.messages())
        self.assertEqual(self.accepted(), expected)

    def test_members_whom_nothing_has_reached(self):
        reached, silent, gone = self.make_registrants(3)
        unreachable = self.make_registrants(1, phone=False)
        self.make_members(reached, state="enrolled")
        self.end_transaction()
        self.dispatch()
        self.make_members(unreachable, state="enrolled")
        self.make_members(gone, state="enrolled").state = "exited"
        self.enrolled(silent)
        self.end_transaction()
        found = self.env_of_manager["sms.wiserv.person"].search([("program_id", "=", self.program.id)])
        self.assertEqual(
            {
                person.partner_id: (bool(person.reached_at), person.not_told, person.reason)
                for person in found
            },
            {
                reached: (True, 0, False),
                silent: (False, 0, False),
                unreachable: (False, 1, "no_number"),
            },
        )
