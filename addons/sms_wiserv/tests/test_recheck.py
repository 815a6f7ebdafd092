# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from ..tools.sentences import OTHER_REASON
from .common import WiservCase

LATER = "2026-01-01 00:00:00"


class TestRecheck(WiservCase):
    """Before a message leaves it is asked once more whether its recipient may be told."""

    def reasons(self):
        return {skip.partner_id: skip.reason for skip in self.skipped()}

    def test_what_has_changed_while_messages_waited_counts(self):
        visits = self.announce(8)
        people = visits.partner_id
        changed = {
            "inactive": lambda visit: visit.partner_id.write({"active": False}),
            "busy": lambda visit: visit.partner_id.write({"function": "busy"}),
            "blacklisted": lambda visit: self.env["phone.blacklist"].create(
                {"number": visit.partner_id.phone}
            ),
            "no_number": lambda visit: visit.partner_id.write({"phone": False}),
            "bad_number": lambda visit: visit.partner_id.write({"phone": "12345"}),
            "landline": lambda visit: visit.partner_id.write({"phone": "(02) 8123-4567"}),
            "untrue": lambda visit: visit.write({"announced": False}),
        }
        for visit, change in zip(visits, changed.values(), strict=False):
            change(visit)
        self.dispatch()
        self.assertEqual(self.reasons(), dict(zip(people, changed, strict=False)))
        self.assertEqual(self.taken(), [("09170000008", "Person 8: Hall")])
        left_out = self.messages("cancelled")
        self.assertEqual(left_out.partner_id, people[:-1])
        self.assertFalse(left_out.filtered(lambda message: message.number or message.body), "erased")
        self.assertEqual(set(left_out.mapped("attempts")), {0})

    def test_a_sender_without_a_template_by_now_tells_nobody(self):
        self.announce(2).template_id = False
        self.dispatch()
        self.assertEqual(set(self.skipped().mapped("reason")), {"silent"})
        self.assertFalse(self.taken())

    def test_why_somebody_was_left_out_is_told_on_the_message_and_in_chatter(self):
        visits = self.announce(2)
        visits[0].partner_id.active = False
        self.dispatch()
        message = self.messages("cancelled")
        self.assertEqual(message.reason, "Left out when its turn came. (Archived)")
        self.assertIn("cancelled. Left out when its turn came.", message.history)
        note = self.notes("Wiserv Failure Response")[0]
        self.assertIn("Left out: 1", note)
        self.assertIn("Archived", note)

    def test_a_corrected_number_is_used_in_the_senders_format(self):
        visits = self.announce(2)
        visits[0].partner_id.phone = "0918 555 0102"
        self.sender.number_format = "international"
        self.dispatch()
        self.assertEqual({number for number, _text in self.taken()}, {"+639185550102", "+639170000002"})
        self.assertEqual(set(self.messages("accepted").mapped("number")), {"+639185550102", "+639170000002"})

    def test_a_message_about_a_deleted_record_is_cancelled_and_erased(self):
        visit = self.announce()
        visit.unlink()
        self.dispatch()
        message = self.messages()
        self.assertEqual((message.state, message.number, message.body), ("cancelled", False, False))
        self.assertEqual(self.skipped().reason, "gone")
        self.assertFalse(self.taken())

    def test_number_and_text_go_with_the_person_at_once(self):
        self.gateway.behave("fault", count=1)
        self.announce()
        self.dispatch()
        [failed], waiting = self.messages("failed"), self.announce()
        (failed.partner_id | waiting.partner_id).unlink()
        self.assertEqual(set(self.messages().mapped("state")), {"failed", "cancelled"})
        self.assertFalse(self.messages().filtered(lambda message: message.number or message.body))
        self.assertEqual(self.skipped().reason, "gone")

    def test_so_does_their_name_where_a_reason_tells_it(self):
        self.template.body = "{{ 1 / (0 if 'Reyes' in object.partner_id.name else 1) }}"
        ana = self.make_people(1, name="Ana Reyes")
        self.announce(visits=self.make_visits(ana))
        self.gateway.behave("fault", count=1)
        refused = self.announce().partner_id
        self.dispatch()
        of_ana = self.messages("failed").filtered(lambda message: message.partner_id == ana)
        self.assertEqual(
            str(of_ana.read()).count("for Ana Reyes:"), 4, "reason and history, as kept and as shown"
        )
        reason = self.messages().filtered(lambda message: message.partner_id == refused).failure_reason
        (ana | refused).unlink()
        self.assertNotIn("Ana Reyes", str(self.messages().read()))
        self.assertEqual(set(self.messages().mapped("failure_reason")), {OTHER_REASON, reason})

    def test_an_anonymized_person_is_left_out_and_erased(self):
        visit = self.announce()
        visit.partner_id.write({"name": "Anonymous", "phone": False, "email": False})
        self.dispatch()
        self.assertFalse(self.taken())
        self.assertFalse(self.messages().number or self.messages().body)

    def test_who_was_left_out_can_be_notified_again_and_once(self):
        visit = self.announce()
        visit.partner_id.function = "busy"
        self.dispatch()
        visit.partner_id.function = False
        self.skipped().action_notify_again()
        self.assertFalse(self.skipped())
        self.dispatch()
        message = self.messages()
        self.assertEqual((message.state, message.attempts), ("accepted", 1))
        self.env["sms.wiserv.test.door"].see("visit", visit)
        self.end_transaction()
        self.dispatch()
        self.assertEqual(self.taken(), [("09170000001", "Person 1: Hall")])

    def test_who_was_left_out_is_told_when_the_event_is_seen_again(self):
        visit = self.announce()
        visit.partner_id.function = "busy"
        self.dispatch()
        visit.partner_id.function = False
        self.env["sms.wiserv.test.door"].see("visit", visit)
        self.end_transaction()
        self.dispatch()
        self.assertEqual(self.messages().state, "accepted")
        self.assertFalse(self.skipped())

    def test_a_message_left_out_is_resent_with_a_new_text(self):
        visit = self.announce()
        visit.partner_id.function = "busy"
        self.dispatch()
        visit.partner_id.write({"function": False, "name": "Ana"})
        self.messages().action_resend()
        self.dispatch()
        self.assertEqual(self.taken(), [("09170000001", "Ana: Hall")])
        self.assertFalse(self.skipped())

    def test_a_resend_is_asked_too(self):
        visit = self.announce()
        self.messages().action_cancel()
        self.messages().action_resend()
        visit.announced = False
        self.dispatch()
        self.assertFalse(self.taken())
        self.assertEqual(self.skipped().reason, "untrue")

    def test_words_of_ones_own_need_no_template_and_no_event(self):
        self.queue(2)
        self.make_people(2)
        self.dispatch()
        self.assertEqual(len(self.taken()), 2)

    def test_a_mass_that_is_left_out_does_not_end_the_run(self):
        visits = self.announce(100)
        visits[:-1].partner_id.function = "busy"
        self.dispatch()
        self.assertEqual(len(self.skipped()), 99)
        self.assertEqual(self.messages("accepted").partner_id, visits[-1].partner_id)
        self.assertFalse(self.messages("queued"))

    def test_a_probe_is_not_spent_on_who_must_not_be_told(self):
        visits = self.announce(5)
        visits[:4].partner_id.function = "busy"
        self.sender._channel_pause("gateway", "The gateway could not be reached.")
        self.sender.probe_at = LATER
        self.dispatch()
        self.assertFalse(self.sender.paused_at)
        self.assertEqual(self.messages("accepted").partner_id, visits[4].partner_id)

    def test_queries_do_not_grow_with_the_number_of_messages(self):
        self.announce(20)
        few = self.messages()
        few._ask_again()

        def queries(messages):
            before = self.env.cr.sql_log_count
            messages._ask_again()
            return self.env.cr.sql_log_count - before

        base = queries(few)
        people = self.make_people(400)
        self.announce(visits=self.make_visits(people))
        self.assertEqual(queries(self.messages()), base)
        self.assertLess(base, 20)

    def test_no_more_is_read_than_is_asked(self):
        self.announce(20)
        messages = self.messages()
        partners = messages.partner_id
        messages._ask_again()
        self.assertIn("phone", partners[0]._cache)
        # Each field that is read alone would bring all of its record's.
        self.assertNotIn("email", partners[0]._cache)
        self.assertNotIn("body", messages[0]._cache)
