# Part of sms_wiserv_queue_job. License LGPL-3.0 or later (see LICENSE).
from datetime import timedelta

from odoo import SUPERUSER_ID, api, fields, models

from odoo.addons.sms_wiserv.policy import RUN_SECONDS

CHANNEL = "root.wiserv"
# How much later than a job the cron comes, in case that no job runner is there.
CRON_LATER = timedelta(minutes=1)
# From so many due messages on, one more dispatcher helps.
MANY = 200


class SmsWiservMessage(models.Model):
    """Dispatchers as jobs: as many at once as the channel's capacity allows, on whatever worker takes the job."""

    _inherit = "sms.wiserv.message"

    @api.model
    def _wake_dispatcher(self, at=None):
        """Override of `sms_wiserv` to enqueue a job; the cron follows as a safety net."""
        waiting = self.env.cr.postcommit.data.setdefault("sms_wiserv_queue_job.wake", set())
        if not waiting:
            # Not in this transaction, whose snapshot may show a job as pending that has run since.
            self.env.cr.postcommit.add(lambda: self._enqueue_jobs(waiting))
        waiting.add(at)
        return super()._wake_dispatcher((at or fields.Datetime.now()) + CRON_LATER)

    @api.model
    def _dispatch_obstacle(self):
        """Override of `sms_wiserv`: jobs send, too, so that the scheduled action alone does not make a stop."""
        return "" if self._live_dispatchers() else self._overdue()

    @api.model
    def _enqueue_jobs(self, times):
        """Enqueue a job for each of the times (None: now) that no pending job is for, in a transaction of its own."""
        with self.env.registry.cursor() as cr:
            outbox = api.Environment(cr, SUPERUSER_ID, {})[self._name]
            for at in times:
                outbox._delayed_dispatch(
                    at and at.replace(microsecond=0) + timedelta(seconds=1)
                )._job_dispatch()

    @api.model
    def _delayed_dispatch(self, at=None, kind="wake"):
        return self.with_delay(
            channel=CHANNEL,
            eta=at,
            identity_key=f"{self._name}:{kind}:{at or 'now'}",
            description=self.env._("Send queued SMS"),
        )

    @api.model
    def _job_dispatch(self, helping=False):
        """Be a dispatcher until nothing is due, and have another one help as long as there is much to do.

        :param helping: this one was called for help itself; the next one comes a second later, so that jobs that
            find nothing to do, for whatever reason, do not follow each other without end
        """
        if self._much_to_do():
            later = fields.Datetime.now() + timedelta(seconds=1) if helping else None
            self._delayed_dispatch(later, "help")._job_dispatch(helping=True)
        # The other job is seen, and begun, only when it is committed; this one goes on for a while.
        self.env.cr.commit()  # pylint: disable=invalid-commit
        more_events = self.env["sms.wiserv.event"]._tell_pending(RUN_SECONDS / 2)
        _handled, goes_on = self._dispatch(RUN_SECONDS)
        if goes_on or more_events:
            self._wake_dispatcher()

    @api.model
    def _much_to_do(self):
        due, _troubled = self._due_now(self._waiting_senders())
        obstacles, _troubled = due._each_for_itself(
            lambda sender: sender.paused_at or sender._wiserv_obstacle()
        )
        domain = [
            ("sender_id", "in", [id_ for id_, obstacle in obstacles.items() if not obstacle]),
            ("state", "=", "queued"),
            ("next_attempt_at", "=", False),
        ]
        return self.search_count(domain, limit=MANY) == MANY
