# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from collections import Counter

from .common import WiservCase


class TestHttpPost(WiservCase):
    """The form endpoint: several recipients a request, one reply valid for all of them."""

    def setUp(self):
        super().setUp()
        self.company.write(
            {
                "wiserv_api_url": self.gateway.url("http"),
                "wiserv_password": self.gateway.password,
                "wiserv_numbers_per_request": 10,
            }
        )
        self.assertEqual(self.company.wiserv_protocol, "http")

    def queue(self, count, body="The same for all."):
        self.template.body = body
        self.announce(count)

    def requests(self):
        """Return how many numbers each request carried, by its time of arrival."""
        return sorted(Counter(entry["time"] for entry in self.gateway.journal).values())

    def test_same_texts_share_requests_up_to_the_limit(self):
        self.queue(25)
        self.dispatch()
        requests = self.requests()
        # Few at first, until some were accepted.
        self.assertEqual((requests[-1], max(requests)), (10, 10))
        self.assertLess(len(requests), 8)
        self.assertEqual(len({number for number, _text in self.taken()}), 25)
        self.assertEqual(self.messages("accepted"), self.messages())
        self.assertEqual(set(self.messages().mapped("reply")), {"Message Queued"})

    def test_different_texts_do_not(self):
        self.queue(6, "Dear {{ object.partner_id.name }}")
        self.dispatch()
        self.assertEqual(self.requests(), [1] * 6)
        texts = {number: text for number, text in self.taken()}
        self.assertEqual(texts["09170000003"], "Dear Person 3")

    def test_senders_of_one_account_keep_their_texts_apart(self):
        other = self.make_sender("Cash")
        self.queue(3)
        another = self.make_template("Another text.")
        self.announce(
            visits=self.make_visits(self.make_people(2), sender_id=other.id, template_id=another.id)
        )
        self.dispatch()
        self.assertEqual(Counter(text for _number, text in self.taken())["The same for all."], 3)
        self.assertEqual(self.messages("accepted", other), self.messages(sender=other))

    def test_one_at_a_time_by_default(self):
        self.company.wiserv_numbers_per_request = 1
        self.queue(3)
        self.dispatch()
        self.assertEqual(self.requests(), [1, 1, 1])

    def test_soap_takes_one_number_a_request_whatever_the_limit(self):
        self.company.write(
            {"wiserv_api_url": self.gateway.url("soap"), "wiserv_password": self.gateway.password}
        )
        self.queue(3)
        self.dispatch()
        self.assertEqual(self.requests(), [1, 1, 1])

    def test_what_became_of_a_request_holds_for_all_its_messages(self):
        for behaviour, state in (("close", "unknown"), ("http_503", "queued")):
            with self.subTest(behaviour):
                self.gateway.behave(behaviour, count=1)
                before = self.messages()
                self.queue(2)
                self.dispatch()
                self.assertEqual((self.messages() - before).mapped("state"), [state] * 2)

    def test_a_refused_request_is_asked_again_by_halves_until_one_message_is_left(self):
        self.declare("The message was refused", "refused")
        for behaviour in ("fault_200", "http_403"):
            with self.subTest(behaviour):
                self.gateway.reset()
                self.gateway.behave(behaviour, about="09170000017")
                before = self.messages()
                self.queue(40)
                self.dispatch()
                messages = self.messages() - before
                [bad] = messages.filtered(lambda message: message.number == "09170000017")
                self.assertEqual(set((messages - bad).mapped("state")), {"accepted"})
                self.assertEqual(
                    set((messages - bad).mapped("attempts")), {1}, "a shared refusal is no attempt"
                )
                self.assertEqual(len(self.taken()), 39)
                # Not 40 requests: ten, five, three, two and one of them at the most held the bad one.
                self.assertLessEqual(self.gateway.counters[f"behaviour:{behaviour}"], 5)
                self.assertEqual(bad.state, "failed" if behaviour == "fault_200" else "queued")
                self.assertEqual(bad.attempts, 1)
                self.assertFalse(self.sender.paused_at)

    def test_a_number_that_cannot_be_sent_fails_none_of_those_that_share_its_request(self):
        self.queue(6)
        bad = self.messages()[3]
        # No door is asked for the person's own.
        bad.write({"number": "no number", "door": False})
        self.dispatch()
        self.assertEqual(self.messages("failed"), bad)
        self.assertEqual(len(self.messages("accepted")), 5)

    def test_who_was_asked_for_alone_is_resent_alone(self):
        self.declare("The message was refused", "refused")
        self.gateway.behave("fault_200", about="09170000002")
        self.queue(12)
        self.dispatch()
        bad = self.messages("failed")
        self.assertEqual(bad.mapped("number"), ["09170000002"])
        others = self.messages() - bad
        others.write({"state": "queued", "next_attempt_at": False, "number": False})
        for nth, message in enumerate(others):
            message.number = f"0918{nth:07d}"
        bad.action_resend()
        self.dispatch()
        self.assertEqual(bad.state, "failed")
        self.assertEqual(self.gateway.counters["behaviour:fault_200"] > 1, True)
        self.assertEqual(set(others.mapped("attempts")), {2})
