# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
import time

from ..models.outbox.cron import CRON
from .common import WiservCase


class TestCron(WiservCase):
    def run_cron(self, seconds):
        """Call the cron's code with so many seconds left; return what it told: done, remaining."""
        self.env.flush_all()
        with self.enter_registry_test_mode(), self.registry.cursor() as cr:
            cron = self.env(cr=cr).ref(CRON)
            cron, progress = cron.with_context(
                cron_id=cron.id, cron_end_time=time.monotonic() + seconds
            )._add_progress()
            cron.env["sms.wiserv.message"]._cron_dispatch()
            told = progress.done, progress.remaining
        self.env.invalidate_all()
        return told

    def triggers(self):
        return self.env["ir.cron.trigger"].search([("cron_id", "=", self.env.ref(CRON).id)])

    def test_a_run_without_time_left_asks_to_be_called_again(self):
        self.announce(3)
        before = self.triggers()
        self.assertEqual(self.run_cron(0), (0, 1))
        self.assertEqual(len(self.triggers() - before), 1)
        self.assertEqual(len(self.messages("queued")), 3)

    def test_a_run_that_has_sent_everything_is_done(self):
        self.announce(3)
        self.assertEqual(self.run_cron(10), (3, 0))
        self.assertEqual(len(self.messages("accepted")), 3)
