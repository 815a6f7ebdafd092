# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo.exceptions import AccessError
from odoo.tests import Form, new_test_user

from .events import EventsCase

PREFERENCE = "g2p_notifications_base.default_notification_preference"


class TestNotTold(EventsCase):
    """What keeps registrants from being told is mended where it is listed, and seen where programs are."""

    def leave_out(self, **values):
        members = self.enrol(1, **values)
        [skip] = self.skipped().filtered(lambda skip: skip.partner_id == members.partner_id)
        return self.as_role("administrator", skip)

    def test_a_number_goes_into_the_registrys_list(self):
        skip = self.leave_out(phone="0917 555 00O2")
        skip.phone = "0917 555 0002"
        self.assertEqual(skip.partner_id.phone_number_ids.phone_no, "0917 555 0002")
        self.assertEqual(skip.partner_id.phone, "0917 555 0002")
        skip.action_notify_again()
        self.end_transaction()
        self.assertEqual(self.messages().number, "09175550002")

    def test_the_list_shows_the_registrys_numbers(self):
        skip = self.leave_out(preference="none")
        self.assertEqual(skip.phone, "09170000001")

    def test_a_preference_is_mended_by_those_who_may_write_registrants(self):
        skip = self.leave_out(preference="none")
        self.assertEqual((skip.reason, skip.notification_preference), ("preference", "none"))
        skip.notification_preference = "sms"
        self.assertEqual(skip.partner_id.notification_preference, "sms")
        skip.action_notify_again()
        self.end_transaction()
        self.assertEqual(len(self.messages()), 1)

    def test_others_mend_nothing(self):
        skip = self.leave_out(preference="none")
        for role in ("validator", "finance", "registrar"):
            with self.subTest(role), self.assertRaises(AccessError), self.cr.savepoint():
                self.as_role(role, skip).notification_preference = "sms"
                self.env.flush_all()

    def test_a_row_opens_the_registrants_own_form(self):
        for values, form in (
            ({}, "g2p_registry_individual.view_individuals_form"),
            ({"is_group": True, "name": "Reyes Household"}, "g2p_registry_group.view_groups_form"),
        ):
            action = self.leave_out(preference="none", **values).action_open_person()
            self.assertEqual(action["views"], [(self.env.ref(form).id, "form")])

    def test_whoever_may_not_read_the_registry_gets_odoos_form(self):
        user = new_test_user(self.env, "sms only", groups="base.group_user,sms_wiserv.group_sms_user")
        action = self.leave_out(preference="none").with_user(user).action_open_person()
        self.assertEqual(action["views"], [(False, "form")])
        partner = self.env["res.partner"].with_user(user).browse(action["res_id"])
        Form(partner)

    # === WHO WANTS TO BE TOLD === #

    def test_what_new_registrants_begin_with_is_in_the_settings(self):
        self.env["ir.config_parameter"].set_param(PREFERENCE, "none")
        settings = self.env["res.config.settings"].create({})
        self.assertEqual(settings.wiserv_default_preference, "none")
        settings.wiserv_default_preference = "both"
        settings.execute()
        self.assertEqual(self.env["res.partner"].create({"name": "Ana"}).notification_preference, "both")

    def test_a_program_says_that_many_get_none(self):
        program = self.as_role("manager", self.program)
        self.enrol(8)
        self.enrol(1, preference="none")
        self.enrol(1, phone=False)
        self.assertFalse(program.wiserv_left_out, "one in five is not many")
        self.enrol(1, preference="email")
        program.invalidate_recordset()
        self.assertEqual(
            program.wiserv_left_out, "3 of 11 beneficiaries get no SMS (want none: 2, have no number: 1)."
        )
        action = program.action_wiserv_left_out()
        self.assertEqual(action["domain"], [("program_id", "=", self.program.id)])
        program.sudo().notification_managers._of_wiserv().unlink()
        program.invalidate_recordset()
        self.assertFalse(program.wiserv_left_out, "a program that tells nobody by SMS")
