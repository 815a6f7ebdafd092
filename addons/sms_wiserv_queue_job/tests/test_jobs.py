# Part of sms_wiserv_queue_job. License LGPL-3.0 or later (see LICENSE).
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import UserError
from odoo.tools import mute_logger

from odoo.addons.queue_job.tests.common import trap_jobs
from odoo.addons.sms_wiserv.models.outbox import event
from odoo.addons.sms_wiserv.tests.common import WiservCase

from ..models.message import MANY


class TestJobs(WiservCase):
    def setUp(self):
        super().setUp()
        self.outbox = self.env["sms.wiserv.message"]
        self.cron = self.env.ref("sms_wiserv.ir_cron_dispatch")
        self.env["queue.job"].search([]).unlink()
        self.env["ir.cron.trigger"].search([("cron_id", "=", self.cron.id)]).unlink()

    def commit(self):
        """Do what follows a commit, which a test's transaction never sees."""
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.cr.postcommit.run()
        self.env.invalidate_all()

    def jobs(self):
        return self.env["queue.job"].search([("method_name", "=", "_job_dispatch")])

    def run_job(self, **arguments):
        self.env.flush_all()
        with self.enter_registry_test_mode(), self.registry.cursor() as cr:
            self.outbox.with_env(self.env(cr=cr))._job_dispatch(**arguments)
            cr.postcommit.run()
        self.env.invalidate_all()

    def test_openspps_jobs_are_refused_in_words(self):
        other = self.env["ir.module.module"].create({"name": "job_worker", "shortdesc": "Job Worker"})
        other.state = "uninstalled"
        with (
            self.assertRaisesRegex(UserError, "Queue Job.*Job Worker.*incompatible"),
            self.env.cr.savepoint(),
        ):
            other.button_install()

    def test_an_event_enqueues_one_job_once_it_is_committed(self):
        self.announce(3)
        self.assertFalse(self.jobs())
        with trap_jobs() as trap:
            self.commit()
            trap.assert_jobs_count(1)
            job = trap.enqueued_jobs[0]
        self.assertEqual((job.method_name, job.channel, job.eta), ("_job_dispatch", "root.wiserv", None))
        self.assertEqual(job.user_id, self.env.ref("base.user_root").id)

    def test_a_job_tells_of_a_mass_and_the_cron_is_no_sooner(self):
        self.patch(event, "MASS_EVENT", 3)
        self.announce(5)
        self.assertFalse(self.messages())
        triggers = self.env["ir.cron.trigger"].search([("cron_id", "=", self.cron.id)])
        self.assertTrue(all(trigger.call_at > fields.Datetime.now() for trigger in triggers))
        self.commit()
        self.assertEqual(len(self.jobs()), 1)
        self.run_job()
        self.assertEqual(self.messages().mapped("state"), ["accepted"] * 5)

    def test_a_rolled_back_event_enqueues_none(self):
        self.announce()
        self.env.cr.postcommit.clear()
        self.commit()
        self.assertFalse(self.jobs())

    def test_the_cron_follows_a_minute_later(self):
        before = fields.Datetime.now()
        self.queue()
        trigger = self.env["ir.cron.trigger"].search([("cron_id", "=", self.cron.id)])
        self.assertGreater(trigger.call_at, before + timedelta(seconds=50))
        self.assertLessEqual(trigger.call_at, fields.Datetime.now() + timedelta(seconds=60))

    def test_events_share_the_job_that_waits_and_no_other(self):
        self.announce()
        self.commit()
        self.outbox._wake_dispatcher()
        self.commit()
        self.assertEqual(len(self.jobs()), 1)
        self.jobs().state = "started"
        self.outbox._wake_dispatcher()
        self.commit()
        self.assertEqual(len(self.jobs()), 2)

    def test_the_job_runs_in_its_channel_and_may_commit(self):
        config = self.env["queue.job.function"].job_config("<sms.wiserv.message>._job_dispatch")
        self.assertEqual((config.channel, config.allow_commit), ("root.wiserv", True))

    def test_a_job_sends_what_is_due(self):
        self.announce(30)
        self.run_job()
        self.assertEqual(set(self.messages().mapped("state")), {"accepted"})
        self.commit()
        self.assertEqual(len(self.jobs()), 1, "the event's, and none that would find nothing to do")

    def test_a_job_with_much_to_do_calls_for_help(self):
        self.announce(MANY)
        with trap_jobs() as trap:
            self.run_job()
            trap.assert_jobs_count(1, only=self.outbox._job_dispatch)
            helper = trap.enqueued_jobs[0]
        self.assertEqual((helper.kwargs, helper.eta), ({"helping": True}, None))

    def test_help_comes_a_second_apart(self):
        self.announce(MANY)
        before = fields.Datetime.now()
        with trap_jobs() as trap:
            self.run_job(helping=True)
            self.assertGreaterEqual(trap.enqueued_jobs[0].eta, before + timedelta(seconds=1))
            self.assertEqual(trap.enqueued_jobs[0].kwargs, {"helping": True})

    def test_little_to_do_needs_no_help(self):
        self.announce(MANY - 1)
        with trap_jobs() as trap:
            self.run_job()
            trap.assert_jobs_count(0)

    def test_nobody_is_called_for_what_cannot_be_sent(self):
        self.announce(MANY)
        self.sender.action_pause()
        self.assertFalse(self.outbox._much_to_do())
        self.sender.action_resume()
        self.assertTrue(self.outbox._much_to_do())
        self.company.action_wiserv_forget_password()
        self.assertFalse(self.outbox._much_to_do())

    @mute_logger("odoo.addons.sms_wiserv.models.sender.troubled")
    def test_a_sender_that_raises_stops_no_job(self):
        self.announce(MANY)
        other, works = self.make_sender("Other"), self.registry["sms.wiserv.sender"]._wiserv_obstacle
        self.env["sms.wiserv.door"].queue(other, "manual", self.make_people(1), body="Hello")

        def fails(sender):
            if other in sender:
                raise ZeroDivisionError
            return works(sender)

        with patch.object(self.registry["sms.wiserv.sender"], "_wiserv_obstacle", fails):
            self.assertTrue(self.outbox._much_to_do())

    def test_a_retry_has_a_job_at_its_time(self):
        self.gateway.behave("http_503", count=1, retry_after=None)
        self.announce()
        self.run_job()
        due = self.messages().next_attempt_at
        self.assertTrue(due)
        self.assertTrue(timedelta() <= self.jobs().eta - due <= timedelta(seconds=1))

    def test_without_a_job_runner_the_cron_sends(self):
        self.announce(3)
        self.commit()
        self.dispatch()
        self.assertEqual(set(self.messages().mapped("state")), {"accepted"})
        self.assertEqual(self.jobs().state, "pending")
