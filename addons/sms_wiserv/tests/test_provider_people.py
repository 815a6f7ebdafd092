# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo.exceptions import UserError

from .provider import TEXT, ProviderCase


class TestProviderPeople(ProviderCase):
    """Whom a door cares for gets none of Odoo's SMS against their will, by whatever path."""

    def setUp(self):
        super().setUp()
        self.willing, self.busy, self.listed, self.contact = self.make_people(4)
        self.willing.function = "free"
        self.busy.function = "busy"
        self.listed.function = "free"
        self.env["phone.blacklist"].add("+639170000003")

    def canceled(self, sms):
        return [(one.state, one.failure_type or "") for one in sms]

    # === WHEN IT IS WRITTEN === #

    def test_of_many_those_are_left_out_as_opted_out(self):
        sms = self.send(self.willing | self.busy | self.contact, mass=True)
        self.assertEqual(
            {one.partner_id: (one.state, one.failure_type or "") for one in sms},
            {
                self.willing: ("process", ""),
                self.busy: ("canceled", "sms_optout"),
                self.contact: ("process", ""),
            },
        )

    def test_the_list_of_exclusions_may_be_ignored_for_contacts_alone(self):
        contact = self.make_people(1).sudo()
        contact.phone = "09170000005"
        self.env["phone.blacklist"].add("+639170000005")
        composer = self.env["sms.composer"].create(
            {
                "composition_mode": "mass",
                "res_model": "res.partner",
                "res_ids": str([self.listed.id, contact.id]),
                "body": TEXT,
                "use_exclusion_list": False,
                "mass_keep_log": False,
            }
        )
        sms = composer._action_send_sms()
        self.assertEqual(
            {one.partner_id: one.state for one in sms}, {self.listed: "canceled", contact: "outgoing"}
        )

    def test_whoever_writes_to_one_of_them_is_told(self):
        for person, why in ((self.busy, "busy"), (self.listed, "On the blacklist")):
            with self.subTest(why), self.assertRaisesRegex(UserError, f"is to get no SMS: {why}"):
                self.send(person)

    def test_their_number_without_their_name_does_not_help(self):
        composer = self.env["sms.composer"].create(
            {
                "composition_mode": "numbers",
                "res_model": "res.partner",
                "res_id": self.busy.id,
                "numbers": "+639170000002",
                "body": TEXT,
            }
        )
        with self.assertRaisesRegex(UserError, "is to get no SMS"):
            composer._action_send_sms()

    # === WHEN IT IS HANDED OVER === #

    def test_other_code_reaches_none_of_them(self):
        note = self.busy._message_sms(TEXT)
        told = self.env["mail.notification"].search([("mail_message_id", "=", note.id)])
        self.assertEqual((told.notification_status, told.failure_reason), ("canceled", "busy"))
        note = self.busy._message_sms(TEXT, sms_numbers=["+639170000002"], partner_ids=[])
        sms = self.env["sms.sms"].search([("mail_message_id", "=", note.id)])
        self.assertEqual(self.canceled(sms), [("canceled", "sms_optout")])
        self.assertFalse(self.out())

    def test_who_changes_their_mind_in_odoos_queue_is_left_out(self):
        sms = self.env["sms.sms"].create(
            [{"partner_id": self.willing.id, "number": "+639170000001", "body": TEXT}]
            + [{"partner_id": self.contact.id, "number": "+639170000004", "body": TEXT}]
        )
        self.willing.function = "busy"
        self.run_odoos_queue()
        self.assertEqual(self.canceled(sms), [("canceled", "sms_optout"), ("process", "")])

    def test_whoever_carries_it_asks(self):
        self.company.wiserv_sms_provider = "odoo"
        sms = self.env["sms.sms"].create(
            {"partner_id": self.busy.id, "number": "+639170000002", "body": TEXT}
        )
        sms.send()
        self.assertEqual(self.canceled(sms), [("canceled", "sms_optout")])

    # === WHEN ITS TURN COMES === #

    def test_who_changes_their_mind_while_it_waits_is_left_out(self):
        sms = self.send(self.willing | self.contact, mass=True)
        self.willing.function = "busy"
        self.dispatch()
        self.assertEqual([number for number, _text in self.taken()], ["09170000004"])
        left_out = sms.filtered(lambda one: one.partner_id == self.willing)
        self.assertEqual(self.canceled(left_out), [("canceled", "sms_optout")])
        message = self.out().filtered(lambda one: one.partner_id == self.willing)
        self.assertEqual((message.state, message.number, message.body), ("cancelled", False, False))
        self.assertEqual(self.skipped(self.own).partner_id, self.willing)

    def test_who_is_blacklisted_while_it_waits_is_left_out_and_a_notification_says_why(self):
        sms = self.send(self.willing)
        self.env["phone.blacklist"].add("+639170000001")
        self.dispatch()
        self.assertFalse(self.taken())
        self.assertEqual(self.canceled(sms), [("canceled", "sms_blacklist")])
        told = self.notification(sms)
        self.assertEqual(told.notification_status, "canceled")
        self.assertIn("On the blacklist", told.failure_reason)

    def test_whoever_would_notify_them_again_is_told_to_write_anew(self):
        self.send(self.willing)
        self.willing.function = "busy"
        self.dispatch()
        with self.assertRaisesRegex(UserError, "write a new SMS to these people"):
            self.skipped(self.own).action_notify_again()

    def test_a_number_alone_is_for_the_contact_on_which_it_was_noted(self):
        self.willing._message_sms(TEXT, sms_numbers=["+639170000001"], partner_ids=[])
        self.willing.function = "busy"
        self.dispatch()
        self.assertFalse(self.taken())

    def test_resent_is_asked_too(self):
        self.gateway.behave("fault")
        self.send(self.willing)
        self.dispatch()
        self.gateway.reset()
        self.willing.function = "busy"
        with self.assertRaisesRegex(UserError, "cannot be told now: busy 1"):
            self.out().action_resend()
