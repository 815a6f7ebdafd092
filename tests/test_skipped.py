# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo.exceptions import AccessError, UserError

from .events import EventsCase


class TestSkipped(EventsCase):
    """What becomes of those who are not told, and how they are told after all."""

    def reasons(self):
        return {skip.partner_id: skip.reason for skip in self.skipped()}

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
