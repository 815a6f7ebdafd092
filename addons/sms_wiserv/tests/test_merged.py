# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo.exceptions import UserError

from .common import WiservCase
from .merging import MergedMixin
from .provider import ProviderCase

LATER = "2100-01-01 00:00:00"


class TestMerged(MergedMixin, WiservCase):
    """What waits for a contact that is merged into another does not leave, and whom it is about now is listed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.env["res.partner"].create({"name": "Ana Cruz", "phone": "0918 555 0102"})

    def check_left_out(self, visits):
        messages = self.messages().filtered(lambda message: message.res_id in visits.ids)
        self.assertEqual(set(messages.mapped("state")), {"cancelled"})
        self.assertFalse(messages.filtered(lambda message: message.number or message.body))
        self.assertEqual(set(messages.mapped("reason")), {"Left out when its turn came. (Merged contact)"})
        self.assertEqual(self.reasons(), {(self.other, "merged")})
        self.assertFalse(self.taken())

    def test_what_waits_is_cancelled_and_erased_at_once_and_the_other_one_listed(self):
        visits = self.announce(2)
        self.merge(visits.partner_id, self.other)
        self.check_left_out(visits)
        self.assertEqual(len(self.skipped()), 2, "of two records of one person both are told")

    def test_the_other_one_is_notified_again_in_their_own_name_and_once(self):
        visit = self.announce()
        self.merge(visit.partner_id, self.other)
        self.skipped().action_notify_again()
        self.assertFalse(self.skipped())
        self.env["sms.wiserv.test.door"].see("visit", visit)
        self.end_transaction()
        self.dispatch()
        self.assertEqual(self.taken(), [("09185550102", "Ana Cruz: Hall")])
        self.assertEqual((self.messages().state, self.messages().attempts), ("accepted", 1))

    def test_what_was_sent_stays_as_it_was(self):
        self.gateway.behave("fault", count=1)
        visits = self.announce(3)
        self.dispatch()
        before = self.messages().mapped(lambda message: (message.number, message.body, message.state))
        self.merge(visits[:2].partner_id, self.other)
        self.assertEqual(
            self.messages().mapped(lambda message: (message.number, message.body, message.state)), before
        )
        self.assertEqual(self.messages().partner_id, self.other | visits[2].partner_id)
        self.assertFalse(self.skipped())

    def test_a_hand_over_by_sql_is_noticed_when_the_turn_comes(self):
        visit = self.announce()
        self.hand_over(visit.partner_id, self.other, "sms_wiserv_test_visit")
        self.dispatch()
        self.check_left_out(visit)

    def test_it_is_noticed_while_the_sender_is_paused_too(self):
        visit = self.announce()
        self.sender.action_pause()
        self.hand_over(visit.partner_id, self.other, "sms_wiserv_test_visit")
        self.dispatch()
        self.check_left_out(visit)

    def test_code_that_hands_over_the_record_alone_hands_over_the_message(self):
        visits = self.announce(2)
        visits.partner_id = self.other
        self.dispatch()
        self.check_left_out(visits)
        self.assertEqual(self.messages().partner_id, self.other)
        self.skipped().action_notify_again()
        self.dispatch()
        self.assertEqual(self.taken(), [("09185550102", "Ana Cruz: Hall")] * 2)

    def test_so_it_does_if_it_deletes_the_contact(self):
        visit = self.announce()
        contact = visit.partner_id
        visit.partner_id = self.other
        contact.unlink()
        self.check_left_out(visit)

    def test_and_when_it_is_resent(self):
        visit = self.announce()
        self.messages().action_cancel()
        visit.partner_id = self.other
        self.messages().action_resend()
        self.dispatch()
        self.assertEqual(self.taken(), [("09185550102", "Ana Cruz: Hall")])

    def test_what_waits_for_its_next_attempt_is_left_out_too(self):
        self.gateway.behave("http_429", count=1)
        visit = self.announce()
        self.dispatch()
        message = self.messages("queued")
        self.assertTrue(message.sent_at)
        message.next_attempt_at = LATER
        self.merge(visit.partner_id, self.other)
        self.check_left_out(visit)
        self.assertFalse(message.next_attempt_at)

    def test_what_comes_back_from_a_dispatcher_is_left_out_too(self):
        visit = self.announce()
        message = self.messages()
        message.write({"state": "sending", "dispatcher": 4711, "attempts": 1})
        self.merge(visit.partner_id, self.other)
        self.assertEqual((message.state, message.number), ("sending", "09170000001"))
        message._give_back_all(4711)
        self.dispatch()
        self.check_left_out(visit)

    def test_an_unknown_one_is_resent_to_the_other_ones_number_in_their_name(self):
        self.gateway.behave("unknown_sentence", count=1, text="Try your luck")
        visit = self.announce()
        self.dispatch()
        self.assertEqual(self.messages().state, "unknown")
        self.merge(visit.partner_id, self.other)
        self.gateway.reset()
        self.messages().with_context(resend_unknown=True).action_resend()
        self.dispatch()
        self.assertEqual(self.taken(), [("09185550102", "Ana Cruz: Hall")])

    def test_a_deleted_record_and_one_that_is_not_true_are_told_as_such(self):
        visits = self.announce(2)
        contacts = visits.partner_id
        visits[1].announced = False
        visits[0].unlink()
        self.merge(contacts, self.other)
        self.assertEqual(self.reasons(), {(self.env["res.partner"], "gone"), (self.other, "untrue")})

    def test_a_contact_deleted_by_sql_is_forgotten(self):
        visit = self.announce()
        contact = visit.partner_id
        self.env.flush_all()
        self.env.cr.execute("DELETE FROM res_partner WHERE id = %s", (contact.id,))
        self.env.invalidate_all()
        self.sender.action_pause()
        self.dispatch()
        message = self.messages()
        self.assertEqual((message.state, message.number, message.body), ("cancelled", False, False))
        self.assertEqual(self.reasons(), {(self.env["res.partner"], "gone")})

    # === WHAT IS TOLD ONCE TO EACH PERSON === #

    def write_to(self, contacts, occasion="Tuesday"):
        """Tell contacts in words that the door keeps."""
        door = self.registry["sms.wiserv.test.door"]
        self.patch(door, "_body", lambda *_args: "The hall opens at 8.")
        self.patch(door, "_template", lambda *_args: (None, {}))
        self.patch(door, "_untrue", lambda *_args: {})
        self.env["sms.wiserv.test.door"].queue(self.sender, "visit", contacts, occasion)

    def test_who_was_told_the_same_is_not_listed(self):
        contact = self.make_people(1)
        self.write_to(contact | self.other)
        self.merge(contact, self.other)
        self.assertFalse(self.skipped())
        self.dispatch()
        self.assertEqual(self.taken(), [("09185550102", "The hall opens at 8.")])
        self.assertEqual(sorted(self.messages().mapped("state")), ["accepted", "cancelled"])

    def test_nor_is_it_told_again_when_it_is_seen_again(self):
        contact = self.make_people(1)
        self.write_to(contact | self.other)
        self.hand_over(contact, self.other)
        self.dispatch()
        self.write_to(contact | self.other)
        self.dispatch()
        self.assertEqual(self.taken(), [("09185550102", "The hall opens at 8.")])

    def test_who_was_not_is_listed_once_and_told_once(self):
        contacts = self.make_people(2)
        self.write_to(contacts)
        self.write_to(self.other, "Wednesday")
        self.merge(contacts, self.other)
        self.assertEqual(self.reasons(), {(self.other, "merged")})
        self.skipped().action_notify_again()
        self.write_to(self.other)
        self.dispatch()
        self.assertFalse(self.skipped())
        self.assertEqual(self.taken(), [("09185550102", "The hall opens at 8.")] * 2)

    def test_who_is_listed_already_is_not_listed_twice(self):
        contact = self.make_people(1)
        self.other.function = "busy"
        self.write_to(contact | self.other)
        self.merge(contact, self.other)
        self.assertEqual(self.reasons(), {(self.other, "busy")})


class TestMergedOfOdoo(MergedMixin, ProviderCase):
    def test_odoos_own_sms_is_called_off(self):
        sms = self.send()
        other = self.env["res.partner"].create({"name": "Ana Cruz", "phone": "0918 555 0102"})
        self.merge(self.person, other)
        self.assertEqual(sms.exists().state or "canceled", "canceled")
        message = self.out()
        self.assertEqual((message.state, message.number, message.body), ("cancelled", False, False))
        skip = self.skipped(self.own)
        self.assertEqual((skip.reason, skip.partner_id), ("gone", self.env["res.partner"]))
        with self.assertRaises(UserError):
            skip.action_notify_again()
        self.dispatch()
        self.assertFalse(self.taken())
