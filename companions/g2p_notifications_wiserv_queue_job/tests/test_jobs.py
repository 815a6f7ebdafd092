# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from datetime import timedelta

from odoo import fields

from odoo.addons.g2p_notifications_wiserv.tests.common import WiservCase
from odoo.addons.queue_job.tests.common import trap_jobs


class TestJobs(WiservCase):
    def test_an_event_asks_for_one_job_and_for_the_cron_later(self):
        cron = self.env.ref("g2p_notifications_wiserv.ir_cron_dispatch")
        before = self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)])
        with trap_jobs() as trap:
            self.enrol()
            trap.assert_jobs_count(1, only=self.env["g2p.wiserv.sms"]._job_dispatch)
        triggers = self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)]) - before
        self.assertTrue(triggers)
        self.assertGreater(min(triggers.mapped("call_at")), fields.Datetime.now() + timedelta(minutes=1))

    def test_the_job_sends_what_is_queued(self):
        with trap_jobs() as trap:
            self.enrol(3)
            self.env.flush_all()
            with self.enter_registry_test_mode():
                trap.perform_enqueued_jobs()
        self.env.invalidate_all()
        self.assertEqual(self.messages().mapped("state"), ["accepted"] * 3)

    def test_a_mass_event_asks_for_several_dispatchers(self):
        with trap_jobs() as trap:
            self.enrol(1001)
            trap.assert_jobs_count(3, only=self.env["g2p.wiserv.sms"]._job_dispatch)

    def test_jobs_wait_in_their_channel(self):
        self.enrol()
        job = self.env["queue.job"].search([("method_name", "=", "_job_dispatch")], limit=1)
        self.assertEqual(job.channel, "root.wiserv")
        self.enrol()
        self.assertEqual(self.env["queue.job"].search_count([("identity_key", "=", job.identity_key)]), 1)
