# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from psycopg2 import OperationalError

from odoo.exceptions import UserError

from .provider import TEXT, ProviderCase

LOG = "odoo.addons.sms_wiserv.tools.sms_api"


class TestProviderQueue(ProviderCase):
    """One company's trouble in Odoo's queue is nobody else's."""

    def setUp(self):
        super().setUp()
        country = self.env.ref("base.ph")
        others = [{"name": name, "country_id": country.id} for name in ("Broken", "Third")]
        self.broken, self.third = self.env["res.company"].create(others)
        (self.broken | self.third).wiserv_sms_provider = "wiserv"
        sms = self.env["sms.sms"]
        self.sms = sms.union(
            *(
                sms.with_company(company).create({"number": f"+63917000000{nth}", "body": TEXT})
                for nth, company in enumerate((self.company, self.broken, self.third), 1)
            )
        )

    def break_one(self, error):
        """Have the outbox raise for the company in the middle, after something was written."""
        take = self.registry["sms.wiserv.sms.door"]._take

        def fail(door, company, messages):
            results = take(door, company, messages)
            if company == self.broken:
                raise error
            return results

        self.patch(self.registry["sms.wiserv.sms.door"], "_take", fail)

    def waiting(self, company):
        return self.messages(sender=company._wiserv_sms_sender())

    def test_what_the_outbox_does_not_take_fails_alone_and_says_so(self):
        self.break_one(ZeroDivisionError(TEXT))
        with self.assertLogs(LOG, "ERROR") as log:
            self.run_odoos_queue()
        self.assertEqual(self.sms.mapped("state"), ["process", "error", "process"])
        self.assertEqual(self.sms[1].failure_type, "sms_server")
        self.assertTrue(self.waiting(self.company) and self.waiting(self.third))
        self.assertFalse(self.waiting(self.broken))
        # What an exception says may hold numbers and texts.
        self.assertIn("ZeroDivisionError", log.output[0])
        self.assertNotIn(TEXT, log.output[0])

    def test_what_people_can_mend_is_told_in_its_own_words(self):
        self.break_one(UserError("The sender of Broken was merged."))
        sms = self.sms[1]
        person = self.person.with_company(self.broken)
        note = person.message_post(body=TEXT, message_type="sms")
        sms.mail_message_id = note
        self.env["mail.notification"].create(
            {
                "mail_message_id": note.id,
                "res_partner_id": person.id,
                "notification_type": "sms",
                "sms_id_int": sms.id,
                "notification_status": "ready",
                "sms_tracker_ids": [(0, 0, {"sms_uuid": sms.uuid})],
            }
        )
        note.record_company_id = self.broken
        self.run_odoos_queue()
        told = self.notification(sms)
        self.assertEqual(
            (told.notification_status, told.failure_reason), ("exception", "The sender of Broken was merged.")
        )

    def test_what_passes_by_itself_stays_in_odoos_queue_for_a_later_run(self):
        self.break_one(OperationalError("could not serialize access"))
        job = self.env.ref("sms.ir_cron_sms_scheduler_action")
        before = self.env["ir.cron.trigger"].search_count([("cron_id", "=", job.id)])
        with self.assertLogs("odoo.addons.sms_wiserv.models.provider.sms_sms", "WARNING"):
            self.run_odoos_queue()
        self.assertEqual(self.sms.mapped("state"), ["process", "outgoing", "process"])
        self.assertEqual(self.env["ir.cron.trigger"].search_count([("cron_id", "=", job.id)]), before + 1)
        self.assertFalse(self.waiting(self.broken))

    def test_those_behind_many_that_stay_are_handed_over(self):
        self.break_one(OperationalError("could not serialize access"))
        more = self.env["sms.sms"].with_company(self.broken)
        last = self.env["sms.sms"].create({"number": "+639170000009", "body": TEXT})
        self.patch(self.registry["sms.sms"], "_get_send_batch_size", lambda _sms: 1)
        stay = self.sms[1] | more.create({"number": "+639170000008", "body": TEXT})
        with self.assertLogs("odoo.addons.sms_wiserv.models.provider.sms_sms", "WARNING"):
            for _nth in range(3):
                self.run_odoos_queue()
        self.assertEqual(set((self.sms[0] | self.sms[2] | last).mapped("state")), {"process"})
        self.assertEqual(set(stay.mapped("state")), {"outgoing"})

    def test_a_retry_that_cannot_be_sent_holds_up_no_other(self):
        self.gateway.behave("fault")
        self.run_odoos_queue()
        self.dispatch()
        self.assertEqual(self.sms[0].state, "error")
        other = self.env["sms.sms"].create({"number": "+639170000009", "body": TEXT})
        self.sms[0].state = "outgoing"
        error = UserError("Not now.")
        resend = self.registry["sms.wiserv.message"]._resend

        def refuse(messages):
            resend(messages)
            raise error

        self.patch(self.registry["sms.wiserv.message"], "_resend", refuse)
        self.run_odoos_queue()
        self.assertEqual((self.sms[0].state, other.state), ("error", "process"))
