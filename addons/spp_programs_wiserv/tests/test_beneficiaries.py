# Part of spp_programs_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo.exceptions import UserError
from odoo.tests import Form, new_test_user

from .common import ProgramCase


class TestBeneficiaries(ProgramCase):
    """A program's manager writes to beneficiaries in Odoo's dialog."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.wiserv_sms_provider = "wiserv"
        groups = "base.group_user,spp_programs.group_programs_manager"
        cls.as_manager = cls.env(user=new_test_user(cls.env, "manager", groups=groups))

    def write_to(self, records):
        """Press the button on these records, write, send; return ``(title, [(number, text), …])``."""
        action = records.with_env(self.as_manager).action_wiserv_send_sms()
        composer = Form(self.as_manager["sms.composer"].with_context(**action["context"]))
        composer.body = "The hall opens at 8."
        composer.save().action_send_sms()
        self.run_odoos_queue()
        self.dispatch()
        return action["name"], sorted(self.taken())

    def test_to_a_program_go_its_enrolled_beneficiaries_whom_its_channel_tells(self):
        people = self.make_registrants(5)
        members = self.enrolled(people[:4])
        self.make_members(people[4])
        people[0].disabled = "2026-01-01"
        people[1].function = "no SMS"
        self.manager.audience = "[('function', '!=', 'no SMS')]"
        members[3].write({"state": "paused"})
        self.make_members(self.make_registrants(1))
        title, taken = self.write_to(self.program)
        # OpenSPP shows nobody who is disabled.
        self.assertEqual(title, "Send SMS to 1 of 2 People")
        self.assertEqual(taken, [("+639170000003", "The hall opens at 8.")])

    def test_to_selected_people(self):
        members = self.enrolled(self.make_registrants(3))
        title, taken = self.write_to(members[:2])
        self.assertEqual(title, "Send SMS to 2 of 2 People")
        self.assertEqual([number for number, _text in taken], ["+639170000001", "+639170000002"])

    def reported(self):
        """Return ``{program id: messages}`` of the report."""
        report = self.as_manager["sms.wiserv.report"]
        groups = report.formatted_read_group([], ["program_id"], ["messages:sum"])
        return {group["program_id"] and group["program_id"][0]: group["messages:sum"] for group in groups}

    def test_it_counts_for_the_program_that_it_was_written_from(self):
        members = self.enrolled(self.make_registrants(2))
        self.write_to(self.program)
        self.assertEqual(self.reported(), {self.program.id: 2})
        self.assertEqual(self.messages().partner_id, members.partner_id)
        self.assertEqual(set(self.messages().mapped("event")), {"sms"})

    def test_to_members_of_several_programs_it_counts_for_none(self):
        other, _manager = self.make_program("Seeds")
        here, there = self.make_registrants(2)
        members = self.enrolled(here) | self.silently(self.make_members(there, other)).with_env(self.env)
        self.write_to(members)
        self.assertEqual(self.reported(), {False: 2})

    def test_without_a_channel_it_is_the_companys(self):
        program = self.env["spp.program"].create({"name": "Seeds"})
        self.make_members(self.make_registrants(1), program, state="enrolled")
        self.write_to(program)
        self.assertEqual(self.reported(), {False: 1})

    def test_nobody_is_refused_in_words(self):
        self.enrolled(self.make_registrants(2))
        self.manager.audience = "[('function', '=', 'none has it')]"
        with self.assertRaisesRegex(UserError, "nobody to write to"):
            self.program.action_wiserv_send_sms()

    def test_consent_holds_for_it_too(self):
        self.manager.consent_purpose = "SPBenefitDelivery"
        self.enrolled(self.make_registrants(1))
        with self.assertRaisesRegex(UserError, "nobody to write to"):
            self.program.action_wiserv_send_sms()

    def test_whose_action_it_is(self):
        def offered(login):
            user = new_test_user(
                self.env, login, groups=f"base.group_user,spp_programs.group_programs_{login}"
            )
            actions = self.env["ir.actions.actions"].with_user(user).get_bindings("spp.program")
            return "Send SMS to Beneficiaries" in [action["name"] for action in actions.get("action", ())]

        self.assertTrue(
            self.env["ir.actions.actions"].with_env(self.as_manager).get_bindings("spp.program")["action"]
        )
        self.assertFalse(offered("officer"))
        self.assertFalse(offered("viewer"))
