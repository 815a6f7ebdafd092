# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import Command

from .events import EventsCase


class TestEventsCost(EventsCase):
    """How many people there are must not decide how many queries an event takes."""

    def assertConstant(self, prepare, most=300):
        """Check that an event takes no more queries for hundreds of people than for ten.

        :param prepare: ``(count) -> `` the function that is measured
        """

        def queries(count):
            function = prepare(count)
            self.end_transaction()
            self.env.invalidate_all()
            before, told = self.env.cr.sql_log_count, len(self.all_messages())
            function()
            self.end_transaction()
            spent = self.env.cr.sql_log_count - before
            self.assertGreater(len(self.all_messages()) - told, count / 2)
            return spent

        queries(10)  # fills what is cached for the process
        few, many = queries(10), queries(most)
        # Each hundred updated records take a query of their own in Odoo.
        self.assertLessEqual(many, few + most // 100)

    def all_messages(self):
        return self.env["sms.wiserv.message"].search([])

    def people(self, count):
        """Return registrants of each kind: told, not told, without a number, of another language, of a country."""
        self.env["res.lang"]._activate_lang("fr_FR")
        partners = self.make_registrants(count)
        for start, values in enumerate(
            (
                {"notification_preference": "none"},
                {"lang": "fr_FR"},
                {"country_id": self.env.ref("base.uk").id},
            )
        ):
            partners[start::5].write(values)
        return partners

    def test_enrolment(self):
        def prepare(count):
            members = self.make_members(self.people(count))
            return lambda: members.write({"state": "enrolled"})

        self.assertConstant(prepare)

    def test_a_write_changes_each_membership_once(self):
        """A second time in one transaction PostgreSQL looks all its foreign keys up again."""
        members = self.make_members(self.people(30))
        self.end_transaction()
        query = "SELECT n_tup_upd FROM pg_stat_xact_user_tables WHERE relname = 'g2p_program_membership'"

        def updated():
            self.env.cr.execute(query)
            return self.env.cr.fetchone()[0]

        before = updated()
        members.write({"state": "enrolled"})
        self.end_transaction()
        self.assertEqual(updated() - before, len(members))
        self.assertEqual(set(members.sudo().mapped("wiserv_times")), {1})

    def test_notify(self):
        def prepare(count):
            program, manager = self.make_program(f"For {count}")
            members = list(self.enrolled(self.people(count), program))
            return lambda: manager.on_enrolled_in_program(members)

        self.assertConstant(prepare)

    def test_start_of_a_cycle(self):
        def prepare(count):
            cycle = self.cycle(self.enrolled(self.people(count)).partner_id)
            return lambda: cycle.write({"state": "approved"})

        self.assertConstant(prepare)

    def test_payments(self):
        def prepare(count):
            batch = self.batches(self.cycle(self.people(count)))
            payments = self.env["g2p.payment"].browse(batch.payment_ids.ids)
            return lambda: payments.write({"status": "paid"})

        self.assertConstant(prepare)

    def test_households_without_numbers(self):
        head = self.env.ref("g2p_registry_membership.group_membership_kind_head")

        def prepare(count):
            groups = self.make_registrants(count, is_group=True, phone=False)
            self.env["g2p.group.membership"].create(
                [
                    {"group": group.id, "individual": individual.id, "kind": [Command.set(head.ids)]}
                    for group, individual in zip(groups, self.make_registrants(count), strict=True)
                ]
            )
            members = self.make_members(groups)
            return lambda: members.write({"state": "enrolled"})

        self.assertConstant(prepare, most=200)
