# Part of spp_programs_wiserv. License LGPL-3.0 or later (see LICENSE).
from lxml import etree

from odoo.exceptions import AccessError
from odoo.tests import new_test_user

from odoo.addons.sms_wiserv.tests.test_failing_rows import unchecked

from .common import MANAGER, ProgramCase

# OpenSPP's groups do not make an internal user: a site adds that.
ROLES = {
    "administrator": "spp_security.group_spp_admin",
    "manager": "spp_programs.group_programs_manager",
    "officer": "spp_programs.group_programs_officer",
    "validator": "spp_programs.group_programs_validator",
    "approver": "spp_programs.group_programs_cycle_approver",
}


class TestRights(ProgramCase):
    """What roles of OpenSPP may do with a channel, and that they need no right to numbers to have people told."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users = {
            role: new_test_user(cls.env, role, groups=f"base.group_user,{group}")
            for role, group in ROLES.items()
        }

    def test_validator_who_may_read_no_number_has_people_told(self):
        partner = self.make_registrants(1)
        cycle = self.cycle(self.enrolled(partner).partner_id)
        self.entitled(cycle)
        validator = self.users["validator"]
        with self.assertRaises(AccessError):
            self.env["spp.phone.number"].with_user(validator).search([])
        cycle.entitlement_ids.with_user(validator).write({"state": "approved"})
        self.assertEqual([*self.told("entitlement_approved")], [partner])

    def test_no_log_shows_a_text_that_a_constraint_refuses(self):
        self.assertFalse(unchecked(self.env, "spp_programs_wiserv"))

    def test_officer_enrols_and_notifies(self):
        member = self.make_members(self.make_registrants(1)).with_user(self.users["officer"])
        member.write({"state": "enrolled"})
        self.program.with_user(self.users["officer"]).notify_eligible_beneficiaries()
        self.assertEqual([*self.told("enrolled_in_program")], [member.sudo().partner_id])

    def test_who_may_set_up_a_channel(self):
        for role in ("administrator", "manager"):
            program = self.env["spp.program"].create({"name": f"Program of {role}"})
            self.add_channel(program.with_user(self.users[role]))
            self.assertEqual(program.notification_manager_ids.manager_ref_id.create_uid, self.users[role])
        for role in ("officer", "validator", "approver"):
            manager = self.manager.with_user(self.users[role])
            self.assertEqual(manager.name, "SMS")
            with self.assertRaises(AccessError, msg=role):
                manager.name = "Mine"

    def test_an_empty_list_of_senders_says_where_one_is_added(self):
        senders = self.env["sms.wiserv.sender"].with_user(self.users["administrator"])
        self.assertIn("No sender matches this search", senders.get_empty_list_help("Add a sender"))
        self.program.notification_manager_ids.unlink()
        self.manager.unlink()
        senders.search([]).sudo().unlink()
        self.assertIn("on a program's Configuration page", senders.get_empty_list_help("Add a sender"))

    def test_password_is_the_administrators(self):
        self.manager.with_user(self.users["administrator"]).write(
            {"api_url": "https://sms.example.com/soap/?wsdl", "wiserv_password": "hush-hush"}
        )
        self.assertFalse(self.manager.with_user(self.users["administrator"]).wiserv_password)
        with self.assertRaises(AccessError):
            self.manager.with_user(self.users["manager"]).read(["user_name"])

    def test_a_message_leads_to_its_program_for_who_may_read_programs(self):
        sms = "base.group_user,sms_wiserv.group_sms_user"
        users = {
            True: new_test_user(self.env, "in_programs", groups=f"{sms},{ROLES['validator']}"),
            False: new_test_user(
                self.env, "in_registry", groups=f"{sms},spp_registry.group_registry_officer"
            ),
        }
        self.make_members(self.make_registrants(1), state="enrolled")
        self.end_transaction()
        message = self.messages()
        for may_read, user in users.items():
            self.assertEqual(message.with_user(user).program_id.sudo(), self.program)
            [node] = etree.fromstring(message.with_user(user).get_view(view_type="form")["arch"]).xpath(
                "//field[@name='program_id']"
            )
            self.assertEqual("no_open" not in node.get("options", ""), may_read)
            self.assertEqual(node.get("invisible"), "not program_id", "Odoo's own SMS are of no program")

    def test_links_lead_to_forms_that_open(self):
        """Of OpenSPP's forms, which show numbers, those of people and members open for who may read numbers alone."""
        sms = "base.group_user,sms_wiserv.group_sms_user"
        users = {
            True: new_test_user(self.env, "registrar", groups=f"{sms},spp_registry.group_registry_officer"),
            False: new_test_user(self.env, "finance", groups=f"{sms},{ROLES['validator']}"),
        }
        people = self.make_registrants(1) | self.make_registrants(1, phone=False)
        self.make_members(people, state="enrolled")
        self.end_transaction()
        skipped, persons = self.skipped(), self.env["sms.wiserv.person"].search([])
        for opens, user in users.items():
            message = self.messages().with_user(user)
            self.assertEqual(message.may_open_source, opens)
            told, not_told = people.with_user(user)
            for person, action in (
                (told, told.with_context(wiserv_person=True).get_formview_action()),
                (not_told, skipped.with_user(user).action_open_person()),
                *((one.partner_id, one.action_open_person()) for one in persons.with_user(user)),
            ):
                instead = "sms.wiserv.message" if person == told else "sms.wiserv.skipped"
                self.assertEqual(action["res_model"], "res.partner" if opens else instead)
                if not opens:
                    self.assertEqual(action["name"], person.display_name)
                    found = self.env[instead].with_user(user).search(action["domain"])
                    self.assertEqual(found.partner_id, person)

    # === COMPANIES === #

    def test_a_channel_is_its_programs_companys(self):
        other = self.env["res.company"].create(
            {"name": "Elsewhere", "country_id": self.company.country_id.id}
        )
        program = self.env["spp.program"].create({"name": "There", "company_id": other.id})
        self.add_channel(program)
        manager = program.notification_manager_ids.manager_ref_id
        self.assertEqual(manager.company_id, other)
        stranger = self.users["manager"]
        self.assertNotIn(other, stranger.company_ids)
        self.assertFalse(self.env[MANAGER].with_user(stranger).search([("id", "=", manager.id)]))
        with self.assertRaises(AccessError):
            self.env[MANAGER].with_user(stranger).create({"name": "Mine", "program_id": program.id})
        with self.assertRaises(AccessError):
            self.manager.with_user(stranger).program_id = program
        manager.consent_purpose = False
        people = self.make_registrants(1, company_id=other.id)
        self.make_members(people, program=program, state="enrolled")
        self.end_transaction()
        self.assertEqual(self.messages(sender=manager.sender_id).company_id, other)
