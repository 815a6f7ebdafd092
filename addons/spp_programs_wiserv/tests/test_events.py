# Part of spp_programs_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import Command, fields
from odoo.exceptions import ValidationError
from odoo.tests import new_test_user

from .common import MEMBER, ProgramCase


class TestEvents(ProgramCase):
    """Who is told of what happens in programs, on each way that leads there."""

    # === ENROLMENT === #

    def test_program_button_enrols_and_tells(self):
        partners = self.make_registrants(2)
        self.make_members(partners)
        self.program.enroll_eligible_registrants()
        self.assertEqual(self.told(), {p: f"{p.name}, you are enrolled in Rice Allowance." for p in partners})

    def test_membership_button_enrols_and_tells(self):
        member = self.make_members(self.make_registrants(1))
        member.enroll_eligible_registrants()
        self.assertEqual([*self.told("enrolled_in_program")], [member.partner_id])

    def test_created_enrolled(self):
        member = self.make_members(self.make_registrants(1), state="enrolled")
        self.assertEqual([*self.told("enrolled_in_program")], [member.partner_id])

    def test_bulk_method_that_passes_overrides(self):
        partner = self.make_registrants(1)
        values = {"partner_id": partner.id, "program_id": self.program.id, "state": "enrolled"}
        self.env[MEMBER].bulk_create_memberships([values])
        self.assertEqual([*self.told("enrolled_in_program")], [partner])

    def test_import_by_sql(self):
        partners = self.make_registrants(3)
        members = self.make_members(partners[0])
        manager = self.program.get_managers(self.program.MANAGER_ELIGIBILITY)[0]
        manager.import_eligible_registrants(state="enrolled")
        self.assertEqual(members.state, "draft")
        told = self.told("enrolled_in_program")
        self.assertLessEqual({*partners[1:]}, told.keys())
        self.assertNotIn(partners[0], told)

    def test_the_api_writes_with_all_rights_as_nobody_in_a_savepoint(self):
        partner = self.make_registrants(1)
        members = self.env[MEMBER].with_user(self.env.ref("base.public_user")).sudo()
        values = {"partner_id": partner.id, "program_id": self.program.id}
        with self.env.cr.savepoint():
            member = members.create({**values, "state": "draft"})
        with self.env.cr.savepoint():
            member.write({"state": "enrolled"})
        # Odoo's hook went with the savepoint: the scheduled action tells.
        self.dispatch()
        self.assertEqual([*self.told("enrolled_in_program")], [partner])

    def test_a_program_whose_wizard_imports_before_there_is_a_channel(self):
        partners = self.make_registrants(3)
        wizard = self.env["spp.program.create.wizard"].create(
            {
                "name": "Seeds",
                "import_beneficiaries": "yes",
                "eligibility_domain": repr([("id", "in", partners.ids)]),
                "entitlement_cash_item_ids": [Command.create({"amount": 1500})],
            }
        )
        program = self.env["spp.program"].browse(wizard.create_program()["params"]["program_id"])
        self.end_transaction()
        self.add_channel(program)
        manager = program.notification_manager_ids.manager_ref_id
        manager.consent_purpose = False
        # They were enrolled when there was nobody to tell them.
        self.env[MEMBER]._cron_wiserv_see_unseen()
        self.assertFalse(self.told(manager=manager))
        for _again in range(2):
            program.notify_eligible_beneficiaries()
            told = self.told(manager=manager)
            self.assertEqual(told, {p: f"{p.name}, you are enrolled in Seeds." for p in partners})
        self.assertEqual(len(self.messages(sender=manager.sender_id)), 3)

    def test_sql_that_nobody_sees_is_found_within_a_day(self):
        partners = self.make_registrants(2)
        for partner, date in zip(partners, (fields.Datetime.now(), "2020-01-01"), strict=True):
            self.env.cr.execute(
                "INSERT INTO spp_program_membership (partner_id, program_id, state, enrollment_date) "
                "VALUES (%s, %s, 'enrolled', %s)",
                (partner.id, self.program.id, date),
            )
        self.assertFalse(self.told())
        for _again in range(2):
            self.env[MEMBER]._cron_wiserv_see_unseen()
            self.assertEqual([*self.told("enrolled_in_program")], [partners[0]])
        # The program's button asks for it, however long ago it was.
        self.program.notify_eligible_beneficiaries()
        self.assertEqual({*self.told("enrolled_in_program")}, {*partners})
        self.assertEqual(len(self.messages()), 2)

    def test_notify_button_and_the_search_within_a_day_tell_once(self):
        partner = self.make_registrants(1)
        self.env.cr.execute(
            "INSERT INTO spp_program_membership (partner_id, program_id, state, enrollment_date) "
            "VALUES (%s, %s, 'enrolled', %s)",
            (partner.id, self.program.id, fields.Datetime.now()),
        )
        self.program.notify_eligible_beneficiaries()
        self.end_transaction()
        self.env[MEMBER]._cron_wiserv_see_unseen()
        self.end_transaction()
        self.assertEqual(self.messages().partner_id, partner)
        self.assertEqual(len(self.messages()), 1)

    def test_notify_button_tells_those_whom_nobody_told(self):
        old = self.enrolled(self.make_registrants(2))
        self.assertFalse(self.told())
        self.program.notify_eligible_beneficiaries()
        self.assertEqual({*self.told("enrolled_in_program")}, {*old.partner_id})
        self.program.notify_eligible_beneficiaries()
        self.end_transaction()
        self.assertEqual(len(self.messages()), 2)

    def test_resuming_and_writing_again_are_no_news(self):
        member = self.enrolled(self.make_registrants(1))
        member.action_pause()
        member.action_resume()
        member.write({"state": "enrolled"})
        self.assertFalse(self.told())

    def test_who_comes_back_is_told_again(self):
        member = self.make_members(self.make_registrants(1), state="enrolled")
        self.end_transaction()
        member.state = "exited"
        member.state = "enrolled"
        self.told()
        self.assertEqual(len(self.messages()), 2)

    def test_who_left_before_the_end_is_not_told(self):
        member = self.make_members(self.make_registrants(1), state="enrolled")
        member.state = "not_eligible"
        self.assertFalse(self.told())

    def test_nobody_is_told_of_a_program_that_has_ended(self):
        self.make_members(self.make_registrants(1), state="enrolled")
        self.program.state = "ended"
        self.assertFalse(self.told())

    def test_switched_off(self):
        self.manager.is_on_enrolled_in_program = False
        member = self.make_members(self.make_registrants(1), state="enrolled")
        self.assertFalse(self.told())
        self.assertFalse(self.skipped())
        self.assertEqual(member.sudo().wiserv_times, 1)

    def test_dispatched(self):
        member = self.make_members(self.make_registrants(1), state="enrolled")
        self.told()
        self.dispatch()
        self.assertEqual(
            self.taken(), [("09170000001", f"{member.partner_id.name}, you are enrolled in Rice Allowance.")]
        )
        self.assertEqual(self.messages().state, "accepted")

    # === CYCLES === #

    def test_cycle_approved_and_ended(self):
        members = self.enrolled(self.make_registrants(2))
        cycle = self.cycle(members.partner_id[0])
        self.entitled(cycle)
        self.manager.is_on_entitlement_approved = False
        self.assertFalse(self.told())
        cycle.action_approve()
        expected = f"{members[0].partner_id.name}, Cycle 1 of Rice Allowance has started."
        self.assertEqual(self.told(), {members[0].partner_id: expected})
        cycle.mark_ended()
        self.assertEqual([*self.told("cycle_ended")], [members[0].partner_id])

    def test_cycle_that_falls_back_is_told_once(self):
        cycle = self.cycle(self.enrolled(self.make_registrants(1)).partner_id)
        for state in ("to_approve", "approved", "to_approve", "approved", "distributed"):
            cycle.state = state
            self.end_transaction()
        self.assertEqual(self.messages().mapped("event"), ["cycle_started"])

    def test_cycle_that_has_fallen_back_by_the_end_is_not_told(self):
        cycle = self.cycle(self.enrolled(self.make_registrants(1)).partner_id)
        cycle.state = "approved"
        cycle.state = "to_approve"
        self.assertFalse(self.told())

    def test_cycle_whose_approval_is_refused_is_not_told(self):
        cycle = self.cycle(self.enrolled(self.make_registrants(1)).partner_id)
        self.entitled(cycle)
        self.program.get_manager(self.program.MANAGER_CYCLE).approval_definition_id = False
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            cycle.action_approve()
        self.assertFalse(self.told())

    # === ENTITLEMENTS AND PAYMENTS === #

    def test_entitlement_approved_in_the_currency_of_the_program(self):
        self.program.currency_id = self.env.ref("base.PHP")
        cycle = self.cycle(self.enrolled(self.make_registrants(1)).partner_id)
        entitlement = self.entitled(cycle)
        self.assertFalse(entitlement.currency_id)
        cycle.validate_entitlement()
        partner = entitlement.partner_id
        expected = f"{partner.name}, 1500.00 PHP from Rice Allowance are approved for you."
        self.assertEqual(self.told(), {partner: expected})

    def test_money_that_does_not_last_and_a_cycle_that_falls_back_for_it(self):
        partners = self.make_registrants(2)
        cycle = self.cycle(self.enrolled(partners).partner_id)
        self.entitled(cycle)
        cycle.action_approve()
        self.end_transaction()
        self.env["spp.program.fund"].search([("program_id", "=", self.program.id)]).amount = 1500
        cycle.validate_entitlement()
        self.assertEqual(cycle.state, "to_approve")
        told = self.told("entitlement_approved")
        approved = cycle.entitlement_ids.filtered(lambda entitlement: entitlement.state == "approved")
        self.assertEqual([*told], [approved.partner_id])
        self.env["spp.program.fund"].create({"program_id": self.program.id, "amount": 9000}).post_fund()
        cycle.action_approve()
        cycle.validate_entitlement()
        self.assertEqual({*self.told("entitlement_approved")}, {*partners})
        self.assertEqual(self.messages().mapped("event").count("cycle_started"), 2)

    def test_a_cycle_that_does_not_last_to_the_end_of_its_transaction(self):
        cycle = self.cycle(self.enrolled(self.make_registrants(1)).partner_id)
        self.entitled(cycle)
        self.env["spp.program.fund"].search([("program_id", "=", self.program.id)]).amount = 1
        cycle.auto_approve_entitlements = True
        cycle.action_approve()
        self.assertEqual(cycle.state, "to_approve")
        self.assertFalse(self.told())

    def test_entitlement_switched_off(self):
        self.manager.is_on_entitlement_approved = False
        cycle = self.cycle(self.enrolled(self.make_registrants(1)).partner_id)
        self.entitled(cycle)
        cycle.validate_entitlement()
        self.assertFalse(self.told())

    def goods(self, partners, **values):
        """Return goods of a program that gives them, submitted for approval."""
        inkind = "spp.program.entitlement.manager.inkind"
        definition = self.program.get_manager(self.program.MANAGER_CYCLE).approval_definition_id
        manager = self.env[inkind].create(
            {"program_id": self.program.id, "approval_definition_id": definition.id}
        )
        self.program.entitlement_manager_ids = self.env["spp.program.entitlement.manager"].create(
            {"program_id": self.program.id, "manager_ref_id": f"{inkind},{manager.id}"}
        )
        cycle = self.cycle(partners)
        product = self.env["product.product"].create({"name": "Rice 25 kg"})
        self.env["spp.entitlement.inkind"].create(
            [
                {
                    "partner_id": partner.id,
                    "cycle_id": cycle.id,
                    "product_id": product.id,
                    "quantity": 2,
                    **values,
                }
                for partner in partners
            ]
        )
        manager.set_pending_validation_entitlements(cycle)
        return cycle.inkind_entitlement_ids

    def test_goods_approved(self):
        partner = self.enrolled(self.make_registrants(1)).partner_id
        groups = "base.group_user,spp_programs.group_programs_cycle_approver"
        self.goods(partner).with_user(new_test_user(self.env, "approver", groups=groups)).action_approve()
        expected = f"{partner.name}, 2 x Rice 25 kg from Rice Allowance are approved for you."
        self.assertEqual(self.told("inkind_approved"), {partner: expected})

    def test_goods_approved_by_the_cycles_manager(self):
        partner = self.enrolled(self.make_registrants(1)).partner_id
        self.goods(partner).cycle_id.validate_entitlement()
        self.assertEqual([*self.told("inkind_approved")], [partner])

    def test_goods_that_stock_cannot_procure_are_told_to_nobody(self):
        partners = self.enrolled(self.make_registrants(2)).partner_id
        goods = self.goods(partners, manage_inventory=True)

        def fail_for_the_last(entitlement):
            if entitlement == goods[-1]:
                raise LookupError("No rule has been found.")
            return True

        self.patch(self.registry[goods._name], "_action_launch_stock_rule", fail_for_the_last)
        with self.assertRaises(LookupError), self.env.cr.savepoint():
            goods.cycle_id.validate_entitlement()
        self.assertEqual(set(goods.mapped("state")), {"pending_validation"})
        self.assertFalse(self.told())

    def test_goods_switched_off(self):
        self.manager.is_on_inkind_approved = False
        self.goods(self.enrolled(self.make_registrants(1)).partner_id).cycle_id.validate_entitlement()
        self.assertFalse(self.told())

    def test_payment_paid_with_the_amount_written_afterwards(self):
        self.manager.is_on_entitlement_approved = False
        cycle = self.cycle(self.enrolled(self.make_registrants(2)).partner_id)
        self.entitled(cycle)
        cycle.validate_entitlement()
        cycle.prepare_payment()
        payments = self.env["spp.payment"].search([("cycle_id", "=", cycle.id)])
        self.assertEqual(len(payments), 2)
        payments[0].write({"state": "reconciled", "status": "paid"})
        payments[0].amount_paid = 1400
        payments[1].status = "failed"
        currency = self.program.currency_id.name
        text = f"{payments[0].partner_id.name}, your payment of 1400.00 {currency} from Rice Allowance has been made."
        self.assertEqual(self.told(), {payments[0].partner_id: text})
