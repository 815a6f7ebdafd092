# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).

from .provider import TEXT, ProviderCase


class TestProvider(ProviderCase):
    """Odoo's own SMS go through the outbox, and hear what became of them."""

    # === INTO THE OUTBOX === #

    def test_an_sms_of_a_record_waits_in_the_outbox_and_is_sent(self):
        sms = self.send()
        message = self.out()
        self.assertEqual((sms.state, self.notification(sms).notification_status), ("process", "process"))
        self.assertEqual((message.state, message.body, message.number), ("queued", TEXT, "09170000001"))
        self.assertEqual((message.res_model, message.res_id), ("res.partner", self.person.id))
        self.assertEqual(message.priority, "1")
        self.assertFalse(self.taken())
        self.dispatch()
        self.assertEqual(self.taken(), [("09170000001", TEXT)])
        self.assertEqual((sms.state, self.notification(sms).notification_status), ("pending", "pending"))
        self.assertTrue(sms.to_delete)

    def test_an_sms_to_many_goes_by_the_same_way(self):
        sms = self.send(self.make_people(3), mass=True)
        self.assertEqual(len(sms), 3)
        self.dispatch()
        self.assertEqual(set(self.out().mapped("state")), {"accepted"})
        self.assertEqual(set(sms.mapped("state")), {"pending"})

    def test_odoos_queue_run_twice_sends_once(self):
        sms = self.env["sms.sms"].create({"number": "+639170000001", "body": TEXT})
        self.run_odoos_queue()
        self.assertEqual(sms.state, "process")
        # As if the first run had been rolled back on Odoo's side alone.
        sms.state = "outgoing"
        self.run_odoos_queue()
        self.dispatch()
        self.assertEqual(len(self.taken()), 1)

    def test_each_companys_sms_goes_by_its_own_account_in_one_run_of_the_queue(self):
        other = self.env["res.company"].create({"name": "Other", "country_id": self.env.ref("base.ph").id})
        other.wiserv_sms_provider = "wiserv"
        third = self.env["res.company"].create({"name": "Third"})
        sent = []
        self.patch(
            self.registry["sms.sms"],
            "_send_with_api",
            self._noting(sent, self.registry["sms.sms"]._send_with_api),
        )
        sms = self.env["sms.sms"]
        for company in (self.company, other, third):
            sms += sms.with_company(company).create({"number": "+639170000001", "body": TEXT})
        self.run_odoos_queue()
        self.assertEqual(
            [(type(api).__name__, api.company.id, ids) for api, ids in sent],
            [
                ("SmsApiWiserv", self.company.id, sms[0].ids),
                ("SmsApiWiserv", other.id, sms[1].ids),
                ("SmsApi", self.env.company.id, sms[2].ids),
            ],
        )
        self.assertEqual(self.messages(sender=other._wiserv_sms_sender()).company_id, other)

    @staticmethod
    def _noting(sent, original):
        def send(records, sms_api, **options):
            sent.append((sms_api, records.ids))
            # Nothing leaves for Odoo's service.
            return original(records, sms_api, **options) if type(sms_api).__name__ == "SmsApiWiserv" else None

        return send

    def test_another_provider_is_left_alone(self):
        self.company.wiserv_sms_provider = "odoo"
        self.assertEqual(self.company._get_sms_api_class().__name__, "SmsApi")
        self.assertFalse(self.out())

    def test_what_cannot_be_sent_says_so_at_once(self):
        for number, failure in (("", "sms_number_missing"), ("12", "sms_number_format")):
            with self.subTest(number):
                sms = self.env["sms.sms"].create({"number": number, "body": TEXT})
                sms.send()
                self.assertEqual((sms.state, sms.failure_type), ("error", failure))
        sms = self.send(body="x" * 2000)
        self.assertEqual(sms.state, "error")
        self.assertIn("segments", self.notification(sms).failure_reason)
        self.assertFalse(self.out())

    # === WHAT BECAME OF THEM === #

    def test_a_refused_one_says_why(self):
        self.gateway.behave("fault")
        sms = self.send()
        self.dispatch()
        self.assertEqual((sms.state, sms.failure_type), ("error", "sms_server"))
        self.assertFalse(sms.to_delete)
        told = self.notification(sms)
        self.assertEqual(told.notification_status, "exception")
        self.assertIn("refused the message", told.failure_reason)

    def test_an_unknown_one_is_not_sent_again_until_somebody_says_so(self):
        self.gateway.behave("close")
        sms = self.send()
        self.dispatch()
        self.assertEqual((sms.state, sms.failure_type), ("error", "unknown"))
        self.assertIn("nobody can know", self.notification(sms).failure_reason)
        self.gateway.forget_behaviours()
        self.run_odoos_queue()
        self.dispatch()
        self.assertEqual(len(self.taken()), 1, "it had arrived")
        sms.resend_failed()
        self.assertEqual((sms.state, self.notification(sms).notification_status), ("process", "process"))
        self.dispatch()
        self.assertEqual((len(self.taken()), sms.state), (2, "pending"))

    def test_a_retry_takes_the_number_and_text_that_the_sms_has_by_then(self):
        self.gateway.behave("fault")
        sms = self.send()
        self.dispatch()
        self.gateway.reset()
        sms.write({"number": "+639170000002", "body": "Corrected"})
        sms.resend_failed()
        self.dispatch()
        self.assertEqual(self.taken(), [("+639170000002", "Corrected")])

    def test_our_resend_is_heard_in_odoo(self):
        self.gateway.behave("fault")
        sms = self.send()
        self.dispatch()
        self.gateway.forget_behaviours()
        self.out().action_resend()
        self.assertEqual(sms.state, "process")
        self.dispatch()
        self.assertEqual(sms.state, "pending")

    def test_cancelled_here_is_cancelled_there(self):
        sms = self.send()
        self.out().action_cancel()
        self.assertEqual((sms.state, self.notification(sms).notification_status), ("canceled", "canceled"))

    def test_a_company_without_an_account_waits_and_tells_an_administrator(self):
        self.company.wiserv_api_url = False
        sms = self.send()
        self.assertEqual((sms.state, self.out().state), ("process", "queued"))
        self.assertTrue(self.own.activity_ids)

    # === WHAT ODOO SHOWS === #

    def test_templates_and_their_preview_speak_of_our_segments(self):
        template = self.env["sms.template"].create(
            {"name": "Note", "model_id": self.env["ir.model"]._get_id("res.partner"), "body": "x" * 161}
        )
        preview = self.env["sms.template.preview"].create({"sms_template_id": template.id})
        self.assertEqual(preview.wiserv_size, "161 characters, GSM-7, 2 segments")
        self.company.wiserv_sms_provider = "odoo"
        self.env.invalidate_all()
        self.assertFalse(template.wiserv_is_ours or preview.wiserv_size)
        # What a door tells leaves by Wiserv in any case.
        self.assertTrue(self.template.wiserv_is_ours)
