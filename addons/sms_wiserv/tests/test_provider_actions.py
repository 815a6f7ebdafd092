# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from datetime import timedelta
from unittest.mock import patch

from odoo import fields

from .provider import ProviderCase


class TestProviderActions(ProviderCase):
    """What people do with Odoo's SMS: nothing stays stuck, and nothing leaves that was called off."""

    def failed(self, behaviour="fault"):
        """Return an SMS whose message the gateway has refused."""
        self.gateway.behave(behaviour)
        sms = self.send()
        self.dispatch()
        self.gateway.reset()
        return sms

    def test_cancelled_there_is_cancelled_here_while_it_waits(self):
        sms = self.send()
        sms.action_set_canceled()
        self.assertEqual((sms.state, self.out().state), ("canceled", "cancelled"))
        self.assertEqual(self.notification(sms).notification_status, "canceled")
        self.dispatch()
        self.assertFalse(self.taken())
        sent = self.send()
        self.dispatch()
        sent.action_set_canceled()
        self.assertEqual((sent.state, self.out()[0].state), ("pending", "accepted"))

    def test_marked_as_failed_there_does_not_leave_here(self):
        sms = self.send()
        sms.action_set_error("sms_server")
        self.assertEqual((sms.state, self.out().state), ("error", "cancelled"))
        self.assertEqual(self.notification(sms).notification_status, "exception")
        self.dispatch()
        self.assertFalse(self.taken())

    def test_a_cancelled_or_failed_one_that_is_retried_is_sent(self):
        for begin in ("action_set_canceled", "fault"):
            with self.subTest(begin):
                sms = self.failed() if begin == "fault" else self.send()
                if begin != "fault":
                    getattr(sms, begin)()
                job = self.env.ref("sms.ir_cron_sms_scheduler_action")
                self.env["ir.cron.trigger"].search([("cron_id", "=", job.id)]).unlink()
                sms.to_delete = False
                sms.action_set_outgoing()
                self.assertTrue(self.env["ir.cron.trigger"].search([("cron_id", "=", job.id)]))
                self.run_odoos_queue()
                self.assertEqual((sms.state, self.notification(sms).notification_status), ("process",) * 2)
                self.dispatch()
                self.assertEqual(sms.state, "pending")
                self.gateway.reset()

    def test_one_that_waits_is_not_sent_twice_by_a_retry(self):
        sms = self.send()
        sms.action_set_outgoing()
        self.run_odoos_queue()
        self.assertEqual(sms.state, "process")
        self.dispatch()
        self.assertEqual((len(self.taken()), sms.state), (1, "pending"))

    def test_deleted_there_does_not_leave_here(self):
        self.send().unlink()
        self.assertEqual(self.out().state, "cancelled")
        self.assertIn("deleted in Odoo by", self.out().history)
        self.dispatch()
        self.assertFalse(self.taken())

    def test_a_failed_one_that_is_deleted_there_is_no_work_here(self):
        # So does marketing's *Retry*: it deletes what failed and writes another.
        self.failed().unlink()
        self.assertEqual((self.out().state, self.out().handled), ("failed", True))

    def test_retention_deletes_an_sms_with_its_message_and_nothing_is_stuck(self):
        old, new = self.failed(), self.send()
        self.dispatch()
        self.company.wiserv_retention_days = 30
        later = fields.Datetime.now() + timedelta(days=40)
        with patch.object(fields.Datetime, "now", lambda *_args: later):
            self.env["sms.wiserv.message"]._gc_messages()
            self.env["sms.sms"]._gc_wiserv()
            self.assertTrue(old.exists(), "nobody has dealt with it yet")
            self.out().filtered(lambda one: one.state == "failed").action_mark_handled()
            self.env["sms.wiserv.message"]._gc_messages()
            self.assertFalse(self.out())
            # Between the two: what the outbox has forgotten is not taken for sent.
            old.action_set_outgoing()
            self.run_odoos_queue()
            self.assertEqual(old.state, "error")
            self.assertIn("because of its age", self.notification(old).failure_reason)
        # The state has just been written.
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE sms_sms SET write_date = write_date - interval '40 days' WHERE id = %s", (old.id,)
        )
        self.env["sms.sms"]._gc_wiserv()
        self.assertFalse(old.exists())
        self.assertTrue(new.exists())

    # === BACK TO ANOTHER PROVIDER === #

    def by_another(self):
        """Have the company send by Odoo's own service; return the list of what it is handed."""
        self.company.wiserv_sms_provider = "odoo"
        sent = []
        original = self.registry["sms.sms"]._send_with_api

        def send(records, sms_api, **options):
            if type(sms_api).__name__ == "SmsApiWiserv":
                return original(records, sms_api, **options)
            return sent.append(records.ids)

        self.patch(self.registry["sms.sms"], "_send_with_api", send)
        return sent

    def test_what_waits_here_stays_here(self):
        sms = self.send()
        elsewhere = self.by_another()
        sms.action_set_outgoing()
        self.run_odoos_queue()
        self.assertFalse(elsewhere)
        self.dispatch()
        self.assertEqual((len(self.taken()), sms.state), (1, "pending"))

    def test_what_failed_here_and_is_sent_there_is_no_work_here(self):
        sms = self.failed()
        elsewhere = self.by_another()
        sms.resend_failed()
        self.assertEqual(elsewhere, [sms.ids])
        self.assertTrue(self.out().handled)
        self.assertIn("another provider", self.out().history)
