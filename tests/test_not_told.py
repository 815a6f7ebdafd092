# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from unittest.mock import patch

from lxml import etree

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import Form, new_test_user
from odoo.tools.safe_eval import safe_eval

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

    def test_the_recipient_of_a_message_opens_that_form_too(self):
        node = etree.fromstring(self.env.ref("sms_wiserv.view_message_form").arch)
        [recipient] = node.xpath("//h1/field[@name='partner_id']")
        context = safe_eval(recipient.get("context"))
        group = self.make_registrants(1, is_group=True, name="Reyes Household")
        user = new_test_user(
            self.env,
            "registrar and sms",
            groups="base.group_user,g2p_registry_base.group_g2p_registrar,sms_wiserv.group_sms_user",
        )
        for partner, form in (
            (self.make_registrants(1), "g2p_registry_individual.view_individuals_form"),
            (group, "g2p_registry_group.view_groups_form"),
        ):
            action = partner.with_user(user).with_context(**context).get_formview_action()
            self.assertEqual(
                (action["res_id"], action["views"]), (partner.id, [(self.env.ref(form).id, "form")])
            )
        others = self.env.company.partner_id.with_context(**context).get_formview_action()
        self.assertEqual(others["views"], [(False, "form")], "who is no registrant has Odoo's")
        self.assertEqual(
            partner.get_formview_action()["views"], [(False, "form")], "elsewhere it is not ours to say"
        )

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

    def left_out(self, role="manager"):
        """Return what the program says of those who get no SMS."""
        self.env.flush_all()
        self.env.invalidate_all()
        return self.as_role(role, self.program).wiserv_left_out

    def enrol_silently(self, count, **values):
        return self.enrolled(self.make_registrants(count, **values))

    def test_a_program_says_that_many_get_none(self):
        self.enrol_silently(8)
        left_out = self.enrol_silently(1, preference="none") + self.enrol_silently(1, phone=False)
        self.assertFalse(self.left_out(), "one in five is not many")
        left_out += self.enrol_silently(1, preference="email")
        self.assertEqual(
            self.left_out(), "3 of 11 beneficiaries get no SMS (No phone number 1, Wants no SMS 2)."
        )
        action = self.as_role("manager", self.program).action_wiserv_left_out()
        self.assertEqual(
            self.env[action["res_model"]].search(action["domain"]), left_out.sorted("id", reverse=True)
        )
        self.program.notification_managers._of_wiserv().unlink()
        self.assertFalse(self.left_out(), "a program that tells nobody by SMS")

    def test_whoever_cannot_be_told_for_whatever_reason_is_among_them(self):
        self.env.company.country_id = self.env.ref("base.ph")
        for number in ("0917 555 00O2", "02 8123 4567"):
            self.enrol_silently(1, phone=number)
        # Not the first one who is looked at, but the only one who gets one: the head's number is the group's.
        household = self.make_registrants(1, is_group=True, phone=False, name="Reyes Household")
        self.enrolled(household)
        self.enrol_silently(1).partner_id.disabled = fields.Datetime.now()
        head = self.env.ref("g2p_registry_membership.group_membership_kind_head")
        self.env["g2p.group.membership"].create(
            {"group": household.id, "individual": self.make_registrants(1).id, "kind": head.ids}
        )
        self.assertEqual(
            self.left_out(),
            "3 of 4 beneficiaries get no SMS (Number cannot be right 1, Landline: cannot get SMS 1, "
            "Disabled in the registry 1).",
        )

    def test_one_person_is_spoken_of_as_one(self):
        self.enrol_silently(2)
        self.enrol_silently(1, phone=False)
        self.assertEqual(self.left_out(), "1 of 3 beneficiaries gets no SMS (No phone number 1).")

    def test_of_a_large_program_a_sample_speaks_and_says_so(self):
        # Who came first is not like those who came later.
        self.enrol_silently(40)
        self.enrol_silently(40, preference="none")
        with patch("odoo.addons.g2p_notifications_wiserv.models.preference._LOOKED_AT", 40):
            self.assertEqual(self.left_out(), "About 40 of 80 beneficiaries get no SMS (Wants no SMS 40).")
            action = self.as_role("manager", self.program).action_wiserv_left_out()
        self.assertEqual(action["res_model"], "sms.wiserv.person")
        self.assertEqual(action["domain"], [("program_id", "in", self.program.ids)])

    def test_a_beat_in_the_order_of_members_does_not_decide(self):
        for _household in range(20):
            self.enrol_silently(1)
            self.enrol_silently(1, preference="none")
        with patch("odoo.addons.g2p_notifications_wiserv.models.preference._LOOKED_AT", 20):
            found = self.left_out()
        self.assertTrue(found and not found.startswith("About 40 of 40"), found)

    def test_that_costs_as_many_queries_however_many_members_there_are(self):
        def queries():
            self.left_out()
            before = self.env.cr.sql_log_count
            self.left_out()
            return self.env.cr.sql_log_count - before

        self.enrol_silently(5, preference="none")
        self.enrol_silently(1)
        few = queries()
        self.enrol_silently(50, preference="none")
        self.enrol_silently(50)
        self.assertEqual(queries(), few)
