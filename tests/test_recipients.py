# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from unittest.mock import patch

from odoo import Command, fields
from odoo.exceptions import UserError

from .events import EventsCase


class TestRecipients(EventsCase):
    """Who is told, and at which number."""

    def number(self, partner, manager=None):
        """Enrol the partner; return the number that is told, or the reason why none is."""
        manager = manager or self.manager
        self.make_members(partner, manager.program_id).state = "enrolled"
        self.end_transaction()
        told = self.messages(sender=manager).filtered(lambda message: message.partner_id == partner)
        return told.number or self.skipped(manager).filtered(lambda skip: skip.partner_id == partner).reason

    def listed(self, *numbers, phone=False, **values):
        """Return a registrant with these numbers in the registry's list, the latest first, as importers leave it."""
        partner = self.make_registrants(1, phone=phone, **values)
        for number in reversed(numbers):
            self.env["g2p.phone.number"].create({"partner_id": partner.id, "phone_no": number})
        return partner

    # === WISHES === #

    def test_those_who_chose_sms_are_told_and_others_are_listed_with_the_reason(self):
        partners = self.make_registrants(5)
        for partner, preference in zip(partners, ("sms", "both", "email", "none", False), strict=True):
            partner.notification_preference = preference
        disabled, archived = self.make_registrants(1), self.make_registrants(1)
        self.env["g2p.disable.registrant.wizard"].create(
            {"partner_id": disabled.id, "disabled_reason": "Moved away"}
        ).disable_registrant()
        self.make_members(partners | disabled | archived).sudo().state = "enrolled"
        archived.active = False
        self.end_transaction()
        self.assertEqual(self.messages().partner_id, partners[:2])
        self.assertEqual(
            {skip.partner_id: skip.reason for skip in self.skipped()},
            {**dict.fromkeys(partners[2:], "preference"), disabled: "disabled", archived: "inactive"},
        )

    def test_the_disabled_who_want_none_either_are_disabled(self):
        partner = self.make_registrants(1, preference="none", disabled=fields.Datetime.now())
        self.assertEqual(self.number(partner), "disabled")

    # === NUMBERS === #

    def test_the_list_of_the_registry_goes_before_the_contact(self):
        self.assertEqual(self.number(self.listed("09180000001", phone="09170000009")), "09180000001")

    def test_a_field_that_is_too_long_to_be_a_number_costs_nothing(self):
        partner = self.make_registrants(1)
        partner.phone_number_ids.disabled = fields.Datetime.now()
        partner.phone = "1," * 10_000
        model = self.registry["res.partner"]
        with patch.object(
            model, "_phone_format_number", autospec=True, side_effect=model._phone_format_number
        ) as asked:
            self.assertEqual(self.number(partner), "bad_number")
        self.assertLess(asked.call_count, 10)

    def test_importers_leave_the_contact_without_a_number(self):
        self.assertEqual(self.number(self.listed("09180000001")), "09180000001")

    def test_without_a_list_the_contact_counts_with_numbers_joined_by_the_form(self):
        self.assertEqual(
            self.number(self.make_registrants(1, phone="09180000001,09180000002")), "09180000001"
        )

    def test_a_disabled_number_is_told_nothing_though_the_contact_still_has_it(self):
        partner = self.listed("0918 000 0001", "09180000002", phone="0918 000 0001,09180000002")
        partner.phone_number_ids.filtered(lambda one: one.phone_no == "0918 000 0001").disable_phone()
        self.assertEqual(self.number(partner), "09180000002")
        alone = self.listed("0918 000 0003", phone="09180000003")
        alone.phone_number_ids.disable_phone()
        self.assertEqual(self.number(alone), "no_number")

    def test_who_typed_another_number_into_the_contact_than_the_disabled_one(self):
        partner = self.listed("09180000001", phone="09170000009")
        partner.phone_number_ids.disable_phone()
        self.assertEqual(self.number(partner), "09170000009")

    def test_of_several_numbers_the_first_possible_one_is_told(self):
        partner = self.make_registrants(1, phone="0918 000 4567 / 0917 000 4567")
        self.assertEqual(self.number(partner), "09180004567")

    def test_nobody_without_a_possible_number_or_with_a_blacklisted_one(self):
        self.env["phone.blacklist"].create({"number": "+639180000001"})
        self.assertEqual(self.number(self.listed("09180000001")), "blacklisted")
        self.assertEqual(self.number(self.make_registrants(1, phone=False)), "no_number")
        self.assertEqual(self.number(self.make_registrants(1, phone="12")), "bad_number")

    # === COUNTRIES === #

    def test_the_programs_company_decides_where_a_registrant_has_no_country(self):
        british = self.env["res.company"].create(
            {"name": "British Relief", "country_id": self.env.ref("base.uk").id}
        )
        _program, manager = self.make_program("Heating", company_id=british.id)
        manager.number_format = "international"
        self.assertEqual(
            self.number(self.make_registrants(1, phone="07400 123456", company_id=british.id), manager),
            "+447400123456",
        )

    def test_a_number_of_another_country_is_sent_with_its_prefix(self):
        partner = self.make_registrants(1, phone=False)
        self.env["g2p.phone.number"].create(
            {
                "partner_id": partner.id,
                "phone_no": "07400 123456",
                "country_id": self.env.ref("base.uk").id,
            }
        )
        self.assertEqual(self.number(partner), "+447400123456")
        # Of the registrant's own country it is sent as it was registered.
        local = self.make_registrants(1, phone=False, country_id=self.env.ref("base.uk").id)
        partner.phone_number_ids.copy({"partner_id": local.id})
        self.assertEqual(self.number(local), "07400123456")

    # === HOUSEHOLDS === #

    def household(self, phone=False, **head):
        """Return a household, its head and another member, both with numbers."""
        group = self.make_registrants(1, is_group=True, phone=phone, name="Reyes Household")
        first, individual = self.make_registrants(2, preference="none")
        kind = self.env.ref("g2p_registry_membership.group_membership_kind_head")
        for partner, values in ((first, {}), (individual, {"kind": [Command.set(kind.ids)], **head})):
            self.env["g2p.group.membership"].create({"group": group.id, "individual": partner.id, **values})
        return group, individual

    def test_a_household_is_told_at_its_own_number_if_it_has_one(self):
        group, _head = self.household(phone="09189999999")
        self.assertEqual(self.number(group), "09189999999")

    def test_a_household_without_a_number_is_told_at_its_heads(self):
        group, head = self.household()
        self.assertEqual(self.number(group), head.phone)
        self.assertEqual(self.messages().partner_id, group)

    def test_a_head_who_has_left_is_none_and_one_who_will_leave_is_still_there(self):
        now = fields.Datetime.now()
        dates = {"start_date": fields.Datetime.subtract(now, days=9)}
        past, future = (fields.Datetime.add(now, days=days) for days in (-1, 1))
        self.assertEqual(self.number(self.household(ended_date=past, **dates)[0]), "no_number")
        group, head = self.household(ended_date=future, **dates)
        self.assertEqual(self.number(group), head.phone)
        # What is computed from the date stays as it was when the date was written.
        group, _head = self.household(ended_date=future, **dates)
        self.env.flush_all()
        self.env.cr.execute(
            'UPDATE g2p_group_membership SET ended_date = %s WHERE "group" = %s', (past, group.id)
        )
        self.env.invalidate_all()
        self.assertFalse(any(group.group_membership_ids.mapped("is_ended")))
        self.assertEqual(self.number(group), "no_number")

    def test_a_disabled_or_archived_head_is_none(self):
        group, head = self.household()
        head.disabled = fields.Datetime.now()
        self.assertEqual(self.number(group), "no_number")
        group, head = self.household()
        head.active = False
        self.assertEqual(self.number(group), "no_number")

    def test_the_households_own_preference_counts(self):
        group, head = self.household()
        group.notification_preference = "none"
        head.notification_preference = "sms"
        self.assertEqual(self.number(group), "preference")

    # === AGAIN === #

    def test_those_left_out_are_told_once_they_want_it_if_it_is_still_true(self):
        partners = self.make_registrants(2, preference="none")
        members = self.make_members(partners)
        members.state = "enrolled"
        self.end_transaction()
        partners.notification_preference = "sms"
        members[1].state = "exited"
        self.as_role("manager", self.skipped()).action_notify_again()
        self.assertEqual(self.messages().partner_id, partners[0])
        self.assertEqual(self.skipped().partner_id, partners[1])
        with self.assertRaisesRegex(UserError, "nothing left to tell"):
            self.as_role("manager", self.skipped()).action_notify_again()

    def test_a_message_sent_again_goes_to_the_number_of_now_and_to_nobody_who_wants_none(self):
        self.gateway.behave("fault")
        first, second = self.enrol(2).partner_id
        self.dispatch()
        self.gateway.reset()
        first.phone_number_ids.phone_no = "09180000001"
        second.notification_preference = "none"
        action = self.as_role("manager", self.messages("failed")).action_resend()
        self.assertIn("1 SMS queued again, 1 skipped (Wants no SMS 1).", action["params"]["message"])
        self.dispatch()
        self.assertEqual([number for number, _text in self.taken()], ["09180000001"])

    # === DIRECT MESSAGES === #

    def test_a_direct_message_goes_to_the_same_people_at_the_same_numbers(self):
        group, head = self.household()
        self.assertEqual(
            self.manager.send_sms_to_membership(self.make_members(group), "Hello"), "Message Queued"
        )
        self.assertEqual(self.taken(), [(head.phone, "Hello")])
        unwilling = self.make_members(self.make_registrants(1, preference="none"))
        self.assertIsNone(self.manager.send_sms_to_membership(unwilling, "Hello"))
        self.assertIn("No SMS to Registrant 1: Wants no SMS", self.notes("Wiserv Failure Response")[0])
        self.assertEqual(len(self.taken()), 1)
