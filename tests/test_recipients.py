# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from .events import EventsCase


class TestRecipients(EventsCase):
    """Who is told, and at which number."""

    # === NUMBERS === #

    def test_the_senders_setting_decides_how_numbers_are_sent(self):
        partner = self.make_registrants(1, phone="0917-123-4567")
        for number_format, number in (
            ("registered", "09171234567"),
            ("national", "09171234567"),
            ("international", "+639171234567"),
        ):
            program, sender = self.new_program(number_format)
            sender.number_format = number_format
            self.enrol_all(partner, program)
            self.assertEqual(self.messages(sender=sender).number, number)
        self.dispatch()
        self.assertEqual(
            sorted(number for number, _text in self.taken()), ["+639171234567", "09171234567", "09171234567"]
        )

    def test_a_new_sender_sends_numbers_as_registered(self):
        self.assertEqual(self.sender.number_format, "registered")

    def test_of_several_numbers_the_first_possible_one_is_told(self):
        self.enrol_all(self.make_registrants(1, phone="12 / 0918 123 4567, 0917 123 4567"))
        self.assertEqual(self.number(), "09181234567")

    def test_the_programs_company_decides_where_a_registrant_has_no_country(self):
        british = self.env["res.company"].create(
            {"name": "British Relief", "country_id": self.env.ref("base.uk").id}
        )
        program, sender = self.new_program("Heating", company_id=british.id)
        sender.number_format = "international"
        self.make_members(self.make_registrants(1, phone="07400 123456"), program)
        program.enroll_eligible_registrants()
        self.assertEqual(self.messages(sender=sender).number, "+447400123456")

    # === HOUSEHOLDS === #

    def enrol_household(self, group):
        program, sender = self.new_program("Households", target_type="group")
        self.enrol_all(group, program)
        return self.messages(sender=sender)

    def test_a_household_is_told_at_its_own_number_if_it_has_one(self):
        group, _head, _first = self.household(phone="09189999999")
        self.assertEqual(self.enrol_household(group).number, "09189999999")

    def test_a_household_without_a_number_is_told_at_its_heads(self):
        group, head, _first = self.household()
        message = self.enrol_household(group)
        self.assertEqual((message.number, message.partner_id), (head.phone, group))

    def test_a_direct_message_to_a_household_goes_to_its_head_too(self):
        group, head, _first = self.household()
        program, sender = self.new_program("Households", target_type="group")
        self.assertEqual(
            sender.send_sms_to_membership(self.make_members(group, program), "Hello"), "Message Queued"
        )
        self.assertEqual(self.taken(), [(head.phone, "Hello")])
        self.assertEqual(self.messages(sender=sender).partner_id, group)

    def test_a_head_without_a_number_is_represented_by_the_first_member_who_has_one(self):
        group, head, first = self.household()
        head.phone = False
        self.assertEqual(self.enrol_household(group).number, first.phone)

    def test_archived_members_do_not_represent_a_household(self):
        group, head, first = self.household()
        head.active = False
        self.assertEqual(self.enrol_household(group).number, first.phone)

    def test_the_households_own_preference_counts(self):
        group, head, _first = self.household(preference="none")
        head.notification_preference = "sms"
        self.assertFalse(self.enrol_household(group))

    def test_a_household_nobody_of_which_has_a_number_is_skipped(self):
        group, head, first = self.household()
        (head | first).phone = False
        self.assertFalse(self.enrol_household(group))
        skip = self.env["g2p.wiserv.skipped"].search([("partner_id", "=", group.id)])
        self.assertEqual(skip.reason, "no_number")
