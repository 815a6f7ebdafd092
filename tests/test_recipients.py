# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo.exceptions import AccessError, UserError

from .events import EventsCase


class TestRecipients(EventsCase):
    """Who is told, at which number, and what becomes of the others."""

    def enrol_all(self, partners, program=None):
        self.make_members(partners, program)
        return self.as_role("manager", program or self.program).enroll_eligible_registrants()

    def number(self):
        self.messages().ensure_one()
        return self.messages().number

    def reasons(self):
        return {skip.partner_id: skip.reason for skip in self.skipped()}

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

    def household(self, phone=False, **values):
        """Return a household, its head and another member, all with numbers unless ``phone`` is False."""
        group = self.make_registrants(1, is_group=True, phone=phone, **values)
        first, head = self.make_registrants(2, preference="none")
        for partner, is_head in ((first, False), (head, True)):
            self.env["g2p.group.membership"].create(
                {"group": group.id, "individual": partner.id, "is_head": is_head}
            )
        return group, head, first

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

    # === SKIPPED === #

    def test_each_reason_to_be_skipped(self):
        self.env["phone.blacklist"].create({"number": "0918 000 0001"})
        cases = {
            "preference": {"notification_preference": "email"},
            "no_number": {"phone": False},
            "bad_number": {"phone": "12345"},
            "blacklisted": {"phone": "+63 918 000 0001, 0917 123 4567"},
            "inactive": {"active": False},
            "empty_text": {"function": "silent"},
        }
        self.sender.on_enrolled_in_program_template.body = (
            "{{ '' if object.partner_id.function == 'silent' else 'Welcome' }} "
        )
        partners = self.make_registrants(len(cases) + 1)
        for partner, values in zip(partners, cases.values(), strict=False):
            partner.write(values)
        self.sender.on_enrolled_in_program(self.enrolled(partners))
        self.assertEqual(self.messages().partner_id, partners[-1])
        self.assertEqual(self.messages().body, "Welcome")
        self.assertEqual(self.reasons(), dict(zip(partners, cases, strict=False)))
        note = (
            "Enrolment: 1 SMS queued, 6 skipped (preference 1, no number 1, impossible number 1, "
            "blacklisted 1, archived 1, empty text 1)."
        )
        self.assertIn(note, self.notes()[0])

    def test_blank_is_no_number(self):
        partners = self.make_registrants(1, phone="  ")
        self.enrol_all(partners)
        self.assertEqual(self.reasons(), {partners: "no_number"})

    def test_a_number_taken_off_the_blacklist_is_told(self):
        blacklist = self.env["phone.blacklist"].create({"number": "09170000001"})
        blacklist.active = False
        self.enrol_all(self.make_registrants(1))
        self.assertEqual(len(self.messages()), 1)

    def test_impossible_numbers_never_reach_the_gateway(self):
        self.enrol_all(self.make_registrants(1, phone="0917"))
        self.dispatch()
        self.assertFalse(self.gateway.counters.get("requests"))

    def test_a_thousand_with_every_reason(self):
        self.env["phone.blacklist"].create([{"number": f"0919{n:07d}"} for n in range(100)])
        kinds = [
            ({}, None),
            ({"notification_preference": "both"}, None),
            ({"notification_preference": "email"}, "preference"),
            ({"notification_preference": "none"}, "preference"),
            ({"notification_preference": False}, "preference"),
            ({"phone": False}, "no_number"),
            ({"phone": "0917 12"}, "bad_number"),
            ({"phone": "0919{:07d}"}, "blacklisted"),
            ({"lang": "fr_FR", "phone": "0918{:07d}"}, None),
            ({"name": "broken"}, "failed"),
        ]
        self.env["res.lang"]._activate_lang("fr_FR")
        template = self.sender.on_enrolled_in_program_template
        template.body = (
            "{{ object.partner_id.name if object.partner_id.name != 'broken' else 1 / 0 }}, welcome"
        )
        template.with_context(lang="fr_FR").body = "{{ object.partner_id.name }}, bienvenue"
        partners = self.env["res.partner"].create(
            [
                {
                    "name": f"Registrant {nth}",
                    "is_registrant": True,
                    "phone": f"0917{nth:07d}",
                    "notification_preference": "sms",
                    **{
                        key: value.format(nth) if value and key == "phone" else value
                        for key, value in kind.items()
                    },
                }
                for nth in range(100)
                for kind, _reason in kinds
            ]
        )
        action = self.enrol_all(partners)
        line = (
            "300 SMS queued, 600 skipped (preference 300, no number 100, impossible number 100, "
            "blacklisted 100), 100 failed for want of a text."
        )
        self.assertIn(line, action["params"]["message"])
        self.assertIn(line, self.notes()[0])
        self.assertEqual((len(self.messages("queued")), len(self.messages("failed"))), (300, 100))
        told = {message.partner_id: message for message in self.messages()}
        for nth, partner in enumerate(partners):
            _values, reason = kinds[nth % 10]
            if reason in (None, "failed"):
                self.assertEqual(told[partner].state, "failed" if reason else "queued")
            else:
                self.assertEqual(
                    self.env["g2p.wiserv.skipped"].search([("partner_id", "=", partner.id)]).reason, reason
                )
        self.assertEqual(told[partners[8]].body, "Registrant 0, bienvenue")
        self.dispatch()
        self.assertEqual(len(self.taken()), 300)
        self.assertEqual(
            len({number for number, _text in self.taken()}), 200, "the first two kinds share theirs"
        )

    # === ONCE MORE === #

    def test_whoever_was_skipped_is_told_once_what_kept_them_is_gone(self):
        partners = self.make_registrants(2, preference="none")
        self.enrol_all(partners)
        partners[0].notification_preference = "sms"
        action = self.as_role("manager", self.skipped()).action_notify_again()
        self.assertIn("1 SMS queued, 1 skipped (preference 1).", action["params"]["message"])
        self.assertEqual(self.told("enrolled"), partners[0])
        self.assertEqual(self.reasons(), {partners[1]: "preference"})

    def test_notify_again_works_for_each_event(self):
        partners = self.make_registrants(2, preference="none")
        self.enrolled(partners)
        self.sender.on_generate_voucher_template = self.env["sms.template"].create(
            {
                "name": "Voucher",
                "model_id": self.env["ir.model"]._get("g2p.entitlement").id,
                "body": "A voucher is yours.",
            }
        )
        self.program.notify_eligible_beneficiaries()
        for name in ("First", "Second"):
            cycle = self.cycle(name=name)
            cycle.action_start()
            self.batch(cycle).send_payment()
            self.sender.on_generate_voucher(cycle.entitlement_ids)
            cycle.action_end()
        self.assertEqual(len(self.skipped()), 2 * (1 + 2 * 4))
        self.assertFalse(self.messages())
        partners.notification_preference = "sms"
        self.as_role("manager", self.skipped()).action_notify_again()
        self.assertFalse(self.skipped())
        texts = self.messages().mapped("body")
        self.assertEqual(len(texts), 2 * (1 + 2 * 4))
        self.assertEqual(
            {text for text in texts if "cycle" in text and "Registrant 1," in text},
            {
                f"Registrant 1, cycle {name} of Rice Allowance has {what}."
                for name in ("First", "Second")
                for what in ("started", "ended")
            },
        )
        self.assertEqual(sum("voucher" in text for text in texts), 4)
        self.assertEqual(sum("payment of 1500.00" in text for text in texts), 4)

    def test_another_reason_replaces_the_first_one(self):
        partners = self.make_registrants(1, preference="none")
        self.enrol_all(partners)
        partners.write({"notification_preference": "sms", "phone": "12"})
        self.skipped().action_notify_again()
        self.assertEqual(self.reasons(), {partners: "bad_number"})

    def test_members_who_have_left_are_not_told_again(self):
        partners = self.make_registrants(1, preference="none")
        self.enrol_all(partners)
        self.program.program_membership_ids.action_exit()
        partners.notification_preference = "sms"
        with self.assertRaisesRegex(UserError, "nothing left to tell"):
            self.skipped().action_notify_again()
        self.assertTrue(self.skipped(), "and stay in the list")

    def test_whoever_was_skipped_before_coming_back_is_told_once(self):
        partners = self.make_registrants(1, preference="none")
        self.enrol_all(partners)
        member = self.program.program_membership_ids
        member.action_exit()
        partners.notification_preference = "sms"
        member.enroll_eligible_registrants()
        self.assertEqual(len(self.messages()), 1)
        self.skipped().action_notify_again()
        self.assertEqual(len(self.messages()), 1)
        self.assertFalse(self.skipped())

    def test_an_event_told_again_by_itself_reaches_those_who_can_be_told_now(self):
        partners = self.make_registrants(1, preference="none")
        members = self.enrolled(partners)
        self.program.notify_eligible_beneficiaries()
        partners.notification_preference = "both"
        self.sender.on_enrolled_in_program(members)
        self.assertEqual(self.told("enrolled"), partners)
        self.assertFalse(self.skipped())

    def test_senders_that_are_silent_now_leave_people_on_the_list_and_say_so(self):
        other, other_sender = self.new_program("Seed Grant")
        partners = self.make_registrants(2, preference="none")
        self.enrol_all(partners[0])
        self.enrol_all(partners[1], other)
        partners.notification_preference = "sms"
        other_sender.on_enrolled_in_program_template = False
        skipped = self.skipped() | self.skipped(other_sender)
        action = self.as_role("manager", skipped).action_notify_again()
        self.assertEqual(action["params"]["type"], "warning")
        self.assertIn("1 SMS queued.", action["params"]["message"])
        self.assertIn(f"{other_sender.name} has no template for this event.", action["params"]["message"])
        self.assertFalse(self.skipped())
        self.assertEqual(self.skipped(other_sender).partner_id, partners[1])
        with self.assertRaisesRegex(UserError, "has no template for this event"):
            self.as_role("manager", self.skipped(other_sender)).action_notify_again()

    def test_only_managers_and_administrators_notify_again(self):
        self.enrol_all(self.make_registrants(1, preference="none"))
        for role in ("validator", "finance", "approver"):
            with self.assertRaises(AccessError):
                self.as_role(role, self.skipped()).action_notify_again()
        self.as_role("administrator", self.skipped()).action_notify_again()

    # === RESENDING === #

    def failed(self, count=1):
        partners = self.make_registrants(count)
        self.enrol_all(partners)
        self.gateway.behave("fault", count=count)
        self.dispatch()
        return self.messages("failed").sorted("id")

    def test_a_resent_message_goes_to_the_number_of_now(self):
        message = self.failed()
        message.partner_id.phone = "0918 765 4321"
        self.as_role("manager", message).action_resend()
        self.dispatch()
        self.assertEqual([number for number, _text in self.taken()], ["09187654321"])

    def test_whoever_wants_no_sms_any_more_is_left_out_of_resending(self):
        messages = self.failed(4)
        messages[0].partner_id.notification_preference = "none"
        messages[1].partner_id.active = False
        messages[2].partner_id.phone = "12"
        action = self.as_role("manager", messages).action_resend()
        self.assertEqual(
            action["params"]["message"],
            "1 SMS queued again, 3 skipped (preference 1, impossible number 1, archived 1).",
        )
        self.assertEqual(messages.mapped("state"), ["failed"] * 3 + ["queued"])
        with self.assertRaisesRegex(
            UserError, "cannot be told now: preference 1, impossible number 1, archived 1"
        ):
            self.as_role("manager", messages[:3]).action_resend()

    def test_the_registrants_wish_counts_when_what_a_message_told_of_is_gone(self):
        messages = self.failed(2)
        self.env["g2p.program_membership"].browse(messages.mapped("res_id")).unlink()
        messages[0].partner_id.notification_preference = "none"
        messages.action_resend()
        self.assertEqual(messages.mapped("state"), ["failed", "queued"])

    def test_a_message_keeps_its_number_when_its_registrant_is_gone(self):
        message = self.failed()
        self.env["g2p.program_membership"].browse(message.res_id).unlink()
        message.partner_id.unlink()
        message.action_resend()
        self.dispatch()
        self.assertEqual([number for number, _text in self.taken()], ["09170000001"])

    def test_what_becomes_unknown_while_it_is_asked_about_others_is_not_resent(self):
        failed = self.failed(2)
        self.enrol_all(self.make_registrants(1))
        late = self.messages("queued")
        failed[0].state = "unknown"
        action = (failed | late).action_resend()
        late.state = "unknown"
        wizard = self.env["g2p.wiserv.resend"].with_context(**action["context"]).create({})
        wizard.action_resend()
        self.assertEqual((failed | late).mapped("state"), ["queued", "queued", "unknown"])

    def test_what_has_just_become_unknown_is_not_resent_unasked(self):
        message = self.failed()
        message.state = "unknown"
        message._resend()
        self.assertEqual(message.state, "unknown")
