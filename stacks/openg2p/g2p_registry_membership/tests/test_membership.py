# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from datetime import timedelta

from freezegun import freeze_time

from odoo import Command, fields
from odoo.exceptions import ValidationError
from odoo.tests import TransactionCase

from odoo.addons.queue_job.tests.common import trap_jobs


class TestMembership(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.head = cls.env.ref("g2p_registry_membership.group_membership_kind_head")

    def household(self, **values):
        group = self.env["res.partner"].create({"name": "Reyes", "is_registrant": True, "is_group": True})
        person = self.env["res.partner"].create({"name": "Ana Reyes", "is_registrant": True})
        values |= {"group": group.id, "individual": person.id, "kind": [Command.link(self.head.id)]}
        return self.env["g2p.group.membership"].create({"start_date": "2026-01-01", **values})

    def test_an_end_that_comes_is_not_seen(self):
        end = fields.Datetime.now() + timedelta(days=1)
        membership = self.household(ended_date=end)
        membership.flush_recordset()
        with freeze_time(end + timedelta(days=1)):
            membership.invalidate_recordset()
            self.assertEqual((membership.is_ended, membership.status), (False, "active"))

    def test_two_groups_with_a_head_each_cannot_be_written_together(self):
        groups = self.household().group + self.household(ended_date="2026-02-01").group
        with self.assertRaises(ValidationError):
            groups.write({"comment": "moved"})
        for group in groups:
            group.write({"comment": "moved"})

    def test_a_change_of_a_member_asks_for_a_job(self):
        person = self.household().individual
        self.env.flush_all()
        with trap_jobs() as trap:
            person.write({"comment": "moved"})
            self.env.flush_all()
            trap.assert_jobs_count(1)

    def test_the_head_cannot_be_changed(self):
        with self.assertRaises(ValidationError):
            self.head.name = "Chief"
