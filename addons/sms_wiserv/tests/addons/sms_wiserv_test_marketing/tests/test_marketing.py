# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from datetime import timedelta

from odoo import Command, fields
from odoo.tests import TransactionCase, tagged

# An addon of its own, though it lies in the other one's folder.
from odoo.addons.sms_wiserv.tests.common import WiservMixin  # pylint: disable=odoo-addons-relative-import


@tagged("post_install", "-at_install")
class TestMarketing(WiservMixin, TransactionCase):
    """SMS marketing and reminders of the calendar, as Odoo has them, beside another provider."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_account()
        cls.company.wiserv_sms_provider = "wiserv"
        cls.people = cls.make_people(3)

    def setUp(self):
        super().setUp()
        self.gateway.reset()

    def mail(self, people):
        """Send a mailing to people; return it."""
        mailing = self.env["mailing.mailing"].create(
            {
                "subject": "Office",
                "mailing_type": "sms",
                "mailing_model_id": self.env["ir.model"]._get("res.partner").id,
                "mailing_domain": repr([("id", "in", people.ids)]),
                "body_plaintext": "The office moves.",
                "sms_allow_unsubscribe": False,
            }
        )
        mailing.action_send_sms()
        self.run_odoos_queue()
        return mailing

    def traces(self, mailing):
        return sorted(mailing.mailing_trace_ids.mapped("trace_status"))

    def test_a_mailing_is_under_way_until_the_gateway_has_answered(self):
        mailing = self.mail(self.people)
        self.assertEqual((self.traces(mailing), mailing.state), (["process"] * 3, "sending"))
        self.dispatch()
        self.assertEqual((self.traces(mailing), mailing.state), (["pending"] * 3, "done"))
        self.assertEqual(len(self.taken()), 3)

    def test_who_is_blacklisted_is_left_out_by_odoos_own_rules(self):
        self.env["phone.blacklist"].add("+639170000002")
        mailing = self.mail(self.people)
        self.dispatch()
        self.assertEqual(self.traces(mailing), ["cancel", "pending", "pending"])
        self.assertNotIn("09170000002", [number for number, _text in self.taken()])

    def test_who_wants_none_has_opted_out_of_a_mailing(self):
        # A door cares for whoever has a function; who is busy wants none.
        self.people[0].function = "busy"
        self.people[1].function = "free"
        mailing = self.mail(self.people)
        # One changes their mind while theirs waits.
        self.people[1].function = "busy"
        self.dispatch()
        traces = {self.people.browse(one.res_id): one for one in mailing.mailing_trace_ids}
        self.assertEqual(
            [(traces[person].trace_status, traces[person].failure_type) for person in self.people],
            [("cancel", "sms_optout"), ("cancel", "sms_optout"), ("pending", False)],
        )
        self.assertIn("busy", traces[self.people[1]].failure_reason)
        self.assertEqual((mailing.state, mailing.canceled), ("done", 2))
        self.assertEqual([number for number, _text in self.taken()], ["09170000003"])

    def test_who_is_blacklisted_while_a_mailing_waits_is_left_out_if_a_door_cares_for_them(self):
        self.people[:2].function = "free"
        mailing = self.mail(self.people[:1])
        self.env["phone.blacklist"].add("+639170000001")
        self.dispatch()
        [trace] = mailing.mailing_trace_ids
        self.assertEqual((trace.trace_status, trace.failure_type), ("cancel", "sms_blacklist"))

    def test_a_reminder_to_somebody_who_wants_none(self):
        self.people[0].function = "busy"
        event = self.remind(self.people[:2])
        self.dispatch()
        self.assertEqual([number for number, _text in self.taken()], ["09170000002"])
        told = event.message_ids.notification_ids.filtered("sms_number")
        self.assertEqual(
            {one.res_partner_id: one.notification_status for one in told},
            {self.people[0]: "canceled", self.people[1]: "pending"},
        )

    def test_a_retried_mailing_leaves_no_work_here(self):
        self.gateway.behave("close", about="09170000002")
        mailing = self.mail(self.people)
        self.dispatch()
        unknown = self.env["sms.wiserv.message"].search([("state", "=", "unknown")])
        self.assertFalse(unknown.handled)
        mailing.action_retry_failed()
        self.assertTrue(unknown.handled)

    def test_a_mailing_that_is_deleted_while_it_waits_is_not_sent(self):
        mailing = self.mail(self.people)
        self.env["sms.sms"].search([("mailing_id", "=", mailing.id)]).unlink()
        self.dispatch()
        self.assertFalse(self.taken())

    def test_a_refused_one_can_be_retried(self):
        self.gateway.behave("fault", about="09170000002")
        mailing = self.mail(self.people)
        self.dispatch()
        self.assertEqual((self.traces(mailing), mailing.state), (["error", "pending", "pending"], "done"))
        trace = mailing.mailing_trace_ids.filtered(lambda one: one.trace_status == "error")
        self.assertIn("refused the message", trace.failure_reason)
        self.gateway.forget_behaviours()
        mailing.action_retry_failed()
        mailing.action_send_sms()
        self.run_odoos_queue()
        self.dispatch()
        self.assertEqual(self.traces(mailing), ["pending"] * 3)
        self.assertEqual(len(self.taken()), 3)

    def test_a_mailing_cancelled_while_it_waits_is_done(self):
        mailing = self.mail(self.people)
        self.env["sms.wiserv.message"].search([("state", "=", "queued")]).action_cancel()
        self.assertEqual((self.traces(mailing), mailing.state), (["cancel"] * 3, "done"))
        self.dispatch()
        self.assertFalse(self.taken())

    def remind(self, people):
        """Remind people of an event; return it."""
        alarm = self.env["calendar.alarm"].create(
            {"name": "SMS", "alarm_type": "sms", "duration": 1, "interval": "hours"}
        )
        start = fields.Datetime.now() + timedelta(minutes=30)
        event = self.env["calendar.event"].create(
            {
                "name": "Distribution",
                "start": start,
                "stop": start + timedelta(hours=1),
                "partner_ids": [Command.set(people.ids)],
                "alarm_ids": [Command.set(alarm.ids)],
            }
        )
        event._do_sms_reminder(alarm)
        return event

    def test_reminders_of_the_calendar(self):
        self.remind(self.people[:1])
        self.dispatch()
        [(number, text)] = self.taken()
        self.assertEqual(number, "09170000001")
        self.assertIn("Distribution", text)

    def test_beside_another_provider_each_company_has_its_own(self):
        other = self.env["res.company"].create({"name": "Other"})
        other.sms_provider = "twilio"
        self.assertEqual(self.company._get_sms_api_class().__name__, "SmsApiWiserv")
        self.assertEqual(other._get_sms_api_class().__name__, "SmsApiTwilio")
        sms = self.env["sms.sms"]
        for company in (self.company, other):
            sms += sms.create(
                {
                    "number": "+639170000001",
                    "body": "Hello",
                    "record_company_id": company.id,
                    "wiserv_company_id": company.id,
                }
            )
        apis = {type(api).__name__: records for api, records in sms._split_by_api()}
        self.assertEqual(apis, {"SmsApiWiserv": sms[0], "SmsApiTwilio": sms[1]})
