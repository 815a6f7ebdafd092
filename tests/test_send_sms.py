# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form

from .events import EventsCase

TEXT = "The office opens at 8."


class TestSendSms(EventsCase):
    """*Send SMS* on registrants, whatever their programs, and on other contacts."""

    def setUp(self):
        super().setUp()
        self.company.wiserv_sms_provider = "wiserv"
        self.own = self.company._wiserv_sms_sender()
        self.registrants = self.make_registrants(3)
        self.shop = self.env["res.partner"].create({"name": "Shop", "phone": "09170000009"})

    def press(self, contacts, role="manager"):
        return self.as_role(role, contacts).action_wiserv_send_sms()

    def begin(self, contacts, role="manager", **values):
        action = self.press(contacts, role)
        one = self.as_role(role, self.env[action["res_model"]].browse(action["res_id"]))
        self.assertEqual((action["target"], action["name"]), ("new", "Send SMS to Registrants"))
        one.write({"body": TEXT, **values})
        return one

    def told_of(self):
        return self.messages(sender=self.own)

    # === THE DIALOG === #

    def test_it_shows_who_gets_it_and_who_does_not_and_sends_to_them_by_the_companys_own_sender(self):
        willing, unwilling, disabled = self.registrants
        unwilling.notification_preference = "email"
        disabled.disabled = fields.Datetime.now()
        listed = self.make_registrants(1, name="Cora Lim", phone="09170000008")
        self.env["phone.blacklist"].create({"number": "+639170000008"})
        lacking = self.make_registrants(1, name="Dan Uy", phone=False)
        one = self.begin(self.registrants | listed | lacking)
        self.assertEqual(one.chosen_line, "5 registrants picked from the list")
        self.assertEqual((one.sender_name, one.obstacle), (self.own.name, ""))
        one.action_check()
        shown = str(one.preview)
        self.assertIn("1 person gets it: 1 SMS segment.", shown)
        for name, said in (
            ("Registrant 1", "0917•••0001"),
            ("Registrant 2", "Wants no SMS"),
            ("Registrant 3", "Disabled in the registry"),
            ("Cora Lim", "On the blacklist"),
            ("Dan Uy", "No phone number"),
        ):
            self.assertRegex(shown, rf"{name} <span[^>]*>{said}<")
        self.assertIn("1 SMS queued, 4 skipped", one.action_send()["params"]["message"])
        self.assertEqual((self.told_of().partner_id, self.told_of().event), (willing, "announcement"))
        self.assertEqual(len(self.skipped(self.own)), 4)
        with self.assertRaisesRegex(UserError, "sent already"):
            one.action_send()
        self.dispatch()
        self.assertEqual(self.taken(), [("09170000001", TEXT)])

    def test_one_registrant_from_the_form(self):
        one = self.begin(self.registrants[0])
        self.assertEqual(one.chosen_line, "Registrant 1")
        self.assertEqual(one.display_name, "SMS to registrants")

    def test_a_template_of_contacts(self):
        template, other = self.env["sms.template"].create(
            [
                {
                    "name": "Come",
                    "model_id": self.env["ir.model"]._get_id(model),
                    "body": "{{ object.name }}, come.",
                }
                for model in ("res.partner", "g2p.program_membership")
            ]
        )
        one = self.begin(self.registrants, template_id=template.id)
        one.action_check()
        self.assertIn("Registrant 1, come.", str(one.preview))
        one.action_send()
        self.assertEqual(len(set(self.told_of().mapped("body"))), 3)
        with self.assertRaisesRegex(ValidationError, "template for contacts"):
            self.begin(self.registrants, template_id=other.id)

    def test_who_changes_their_mind_while_it_waits_is_left_out(self):
        one = self.begin(self.registrants)
        one.action_check()
        one.action_send()
        self.registrants[0].notification_preference = "none"
        self.dispatch()
        self.assertEqual(len(self.taken()), 2)

    def test_many_are_told_after_the_transaction(self):
        one = self.begin(self.registrants)
        one.action_check()
        with (
            patch("odoo.addons.g2p_notifications_wiserv.models.announcement_steps.MASS_EVENT", 2),
            patch("odoo.addons.sms_wiserv.models.outbox.event.MASS_EVENT", 2),
        ):
            self.assertIn("3 people are told in the next minutes", one.action_send()["params"]["message"])
            self.end_transaction()
        self.dispatch()
        self.assertEqual(self.told_of().partner_id, self.registrants)

    def test_those_left_out_are_told_once_they_want_it(self):
        person = self.registrants[0]
        person.notification_preference = "none"
        one = self.begin(person)
        one.action_check()
        one.action_send()
        person.notification_preference = "sms"
        self.as_role("manager", self.skipped(self.own)).action_notify_again()
        self.assertEqual(self.told_of().body, TEXT)

    def test_an_account_that_lacks_something_is_said_before(self):
        self.company.wiserv_user_name = False
        one = self.begin(self.registrants)
        self.assertEqual(one.obstacle, "Until it is set up, SMS wait: Missing: user name.")
        with Form(one) as form:
            form.body = "x" * 161
            self.assertEqual(form.size, "161 characters, GSM-7, 2 segments")

    # === WHAT IT IS FOR WHOM === #

    def composer_of(self, contacts, role="manager"):
        action = self.press(contacts, role)
        self.assertEqual(action["res_model"], "sms.composer")
        return self.as_role(role, self.env["sms.composer"]).with_context(**action["context"])

    def test_other_contacts_have_odoos_composer(self):
        with Form(self.composer_of(self.shop)) as form:
            self.assertEqual(
                (form.composition_mode, form.recipient_single_number), ("comment", "+639170000009")
            )
            form.body = TEXT
        other = self.shop.copy({"phone": "09170000010"})
        with Form(self.composer_of(self.shop | other)) as form:
            self.assertEqual((form.composition_mode, form.res_ids_count), ("mass", 2))
            form.body = TEXT

    def test_both_at_once_are_told_apart_in_words(self):
        with self.assertRaisesRegex(UserError, "3 are registrants and 1 are other contacts"):
            self.press(self.registrants | self.shop)

    def test_who_may_not_write_to_many_has_odoos_composer_by_odoos_rights(self):
        for role in self.users:
            with self.subTest(role):
                expected = (
                    "g2p.wiserv.announcement" if role in ("manager", "administrator") else "sms.composer"
                )
                self.assertEqual(self.press(self.registrants, role)["res_model"], expected)
        with self.assertRaises(AccessError):
            self.as_role("registrar", self.env["g2p.wiserv.announcement"])._open_for_registrants(
                self.registrants
            )

    def test_without_any_sender_of_the_company_it_is_odoos_service(self):
        self.company.wiserv_sms_provider = "odoo"
        self.assertEqual(self.press(self.registrants)["res_model"], "g2p.wiserv.announcement")
        company = self.env["res.company"].create({"name": "Other"})
        self.users["manager"].company_ids |= company
        both = (company | self.company).ids
        there = self.registrants.with_context(allowed_company_ids=both)
        self.assertEqual(self.press(there)["res_model"], "sms.composer")
        company.wiserv_sms_provider = "wiserv"
        one = self.begin(there)
        self.assertEqual(one.company_id, company)
        self.assertEqual(one._sender(), company._wiserv_sms_sender())

    def test_the_icon_beside_a_number_leads_there_too(self):
        number = self.registrants[0].phone_number_ids
        action = self.as_role("manager", number).action_wiserv_announce()
        one = self.env[action["res_model"]].browse(action["res_id"])
        self.assertEqual(one._members(), self.registrants[0])
        self.assertFalse(self.as_role("manager", self.shop).action_wiserv_announce())

    def test_contacts_have_one_action_of_that_name(self):
        for role in ("manager", "registrar"):
            bindings = self.as_role(role, self.env["ir.actions.actions"]).get_bindings("res.partner")
            named = [action["id"] for action in bindings["action"] if action["name"] == "Send SMS"]
            self.assertEqual(named, self.env.ref("g2p_notifications_wiserv.action_send_sms").ids)
        server_action = self.env.ref("g2p_notifications_wiserv.action_send_sms").with_user(
            self.users["validator"]
        )
        chosen = {"active_model": "res.partner", "active_id": self.shop.id, "active_ids": self.shop.ids}
        # Odoo's is for whoever may read contacts.
        self.assertEqual(server_action.with_context(**chosen).run()["res_model"], "sms.composer")

    def test_nobody_may_write_to_others_than_those_that_were_picked(self):
        one = self.as_role("manager", self.env["g2p.wiserv.announcement"]).create({"body": TEXT})
        with self.assertRaisesRegex(UserError, "nobody"):
            one.action_check()
        with self.assertRaises(ValidationError):
            one.manager_id = self.manager

    # === ODOO'S OTHER WAYS === #

    def test_other_code_reaches_no_registrant_who_wants_none(self):
        person = self.registrants[0]
        person.notification_preference = "none"
        note = person._message_sms(TEXT)
        [told] = note.notification_ids
        self.assertEqual((told.notification_status, told.failure_reason), ("canceled", "Wants no SMS"))
        self.assertFalse(self.told_of())

    def test_who_changes_their_mind_while_an_sms_of_odoos_waits_is_left_out(self):
        person = self.registrants[0]
        [told] = person._message_sms(TEXT).notification_ids
        self.assertEqual((told.notification_status, self.told_of().state), ("process", "queued"))
        person.disabled = fields.Datetime.now()
        self.dispatch()
        self.assertFalse(self.taken())
        self.assertEqual(told.notification_status, "canceled")
