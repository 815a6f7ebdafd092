# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import new_test_user

from .common import ROLES, ProgramsCase


class TestRights(ProgramsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users = {
            role: new_test_user(cls.env, f"{role}_of_programs", groups=f"base.group_user,{group}")
            for role, group in ROLES.items()
        }

    def test_groups_imply_nothing(self):
        partner_manager = self.env.ref("base.group_partner_manager")
        # Addons that stand on the stack let them imply groups of their own.
        names = (*ROLES.values(), "g2p_programs.g2p_program_cycle_approver", "base.group_user")
        known = partner_manager.union(*map(self.env.ref, names))
        implied = {role: self.env.ref(group).implied_ids & known for role, group in ROLES.items()}
        self.assertEqual((implied.pop("admin"), implied.pop("registrar")), (partner_manager, partner_manager))
        self.assertFalse(any(implied.values()), "not even to be a user")
        approver = self.env.ref("g2p_programs.g2p_program_cycle_approver")
        self.assertEqual(approver.implied_ids & known, self.env.ref("g2p_programs.g2p_program_validator"))

    def test_programs_alone_know_companies(self):
        company = self.env["res.company"].create({"name": "Second"})
        self.members(1)
        self.program.company_id = company
        manager = self.users["manager"]
        self.assertTrue(self.program.program_membership_ids.with_user(manager).search_count([]))
        self.assertFalse(self.program.with_user(manager).search([("id", "=", self.program.id)]))

    def test_memberships_of_the_disabled_are_hidden_from_all_but_sudo(self):
        member = self.members(1)
        wizard = {"partner_id": member.partner_id.id, "disabled_reason": "moved"}
        self.env["g2p.disable.registrant.wizard"].create(wizard).disable_registrant()
        found = member.with_user(self.users["admin"]).search([("id", "=", member.id)])
        self.assertEqual((found, member.sudo().search([("id", "=", member.id)])), (member.browse(), member))
        self.assertTrue(member.partner_id.active)

    def test_who_may_read_notification_managers_and_phone_numbers(self):
        pointer = self.program.notification_managers
        for role, user in self.users.items():
            for model, readers in (
                (pointer, {"admin", "manager", "validator"}),
                (pointer.manager_ref_id, {"admin", "manager", "validator"}),
                (self.env["g2p.phone.number"], {"admin", "registrar", "manager"}),
                (self.env["g2p.group.membership"], {"admin", "registrar", "manager"}),
                (self.env["g2p.payment"], {*self.users}),
            ):
                self.assertEqual(model.with_user(user).has_access("read"), role in readers, (role, model))

    def test_everybody_makes_programs_and_writes_parameters(self):
        portal = new_test_user(self.env, "portal_of_programs", groups="base.group_portal")
        for model in ("g2p.program", "ir.config_parameter", "g2p.group.membership.kind"):
            self.assertTrue(self.env[model].with_user(portal).has_access("create"), model)

    def test_no_role_alone_approves_entitlements(self):
        self.fund(1500)
        self.members(1, "enrolled")
        self.program.create_new_cycle()
        self.program.cycle_ids.prepare_entitlement()
        for user in self.users.values():
            with self.assertRaises(AccessError):
                self.program.cycle_ids.entitlement_ids.with_user(user).approve_entitlement()

    def test_a_finance_validator_opens_no_entitlement(self):
        with self.assertRaises(ValidationError):
            self.env["g2p.entitlement"].with_user(self.users["finance"]).get_view(view_type="form")

    def test_a_program_manager_loses_the_right_to_make_contacts(self):
        user = self.users["manager"]
        user.write({"group_ids": [(4, self.env.ref("base.group_partner_manager").id)]})
        self.assertNotIn(self.env.ref("base.group_partner_manager"), user.group_ids)

    def test_writing_a_contact_needs_rights_on_memberships_of_groups(self):
        person = self.people(1)
        user = self.users["validator"]
        user.group_ids += self.env.ref("base.group_partner_manager")
        with self.assertRaises(AccessError):
            person.with_user(user).write({"comment": "moved"})
