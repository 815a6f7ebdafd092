# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import api, fields, models

from ...policy import CRON_FAILURES, STALLED
from ..outbox.cron import CRON


class SmsWiservMessage(models.Model):
    _inherit = "sms.wiserv.message"

    @api.model
    def _dispatch_obstacle(self):
        """Return the sentence that says why nobody sends what is due, or ``""``."""
        cron = self.env.ref(CRON, raise_if_not_found=False)
        if self._live_dispatchers():
            return ""
        if not cron:
            return self.env._("The scheduled action that sends SMS was deleted: nothing is sent.")
        cron = cron.sudo()
        if not cron.active:
            return self.env._(
                "The scheduled action “%s” is switched off: nothing is sent. Switch it on again.", cron.name
            )
        if cron.failure_count >= CRON_FAILURES:
            return self.env._(
                "The scheduled action “%s” fails again and again: nothing is sent. The server's log says why.",
                cron.name,
            )
        return self._overdue()

    @api.model
    def _overdue(self):
        """Return the same where the scheduled action was called for and nobody came."""
        cron, now = self.env.ref(CRON).sudo(), fields.Datetime.now()
        waiting = [("cron_id", "=", cron.id), ("call_at", "<", now - STALLED)]
        if not self.env["ir.cron.trigger"].sudo().search_count(waiting, limit=1):
            return ""
        return self.env._(
            "Nobody has sent SMS for some minutes, though they are due: no server runs the scheduled action “%s”.",
            cron.name,
        )


class SmsWiservSender(models.Model):
    """Notices that messages are due and no dispatcher runs: at the next event, form, button or daily clean-up."""

    _inherit = "sms.wiserv.sender"

    stalled_at = fields.Datetime(copy=False, groups=fields.NO_ACCESS)

    def _stalled(self):
        """Return ``(those of these senders whose messages are due and do not leave, the sentence that says why)``."""
        outbox = self.env["sms.wiserv.message"].sudo()
        self.flush_model(["paused_at", "probe_at"])
        due = self.sudo() & outbox._due_senders()
        obstacle = due and outbox._dispatch_obstacle()
        return (
            (due.filtered(lambda sender: not sender._wiserv_obstacle()), obstacle)
            if obstacle
            else (due[:0], "")
        )

    def tell_stalled(self):
        """Have an administrator told that these senders do not send, if so; return whether somebody was told now.

        Forms call it that show a stop: to open one only reads, perhaps from a copy that nobody can write to.
        """
        self.check_access("read")
        # sudo: whoever sees the stop may have it told.
        return bool(self.sudo()._tell_stalled())

    def _tell_stalled(self):
        """Give an administrator one activity on each sender whose messages are due and do not leave; return these."""
        stalled, obstacle = self._stalled()
        stalled = stalled.filtered(lambda sender: not sender.stalled_at)
        stalled.stalled_at = fields.Datetime.now()
        stalled._channel_tell(obstacle)
        return stalled

    @api.model
    def _end_stalled(self):
        """Take the activities back: a dispatcher has come."""
        ended = self.search([("stalled_at", "!=", False)])
        ended.stalled_at = False
        ended.filtered(lambda sender: not sender.paused_at)._channel_open()

    @api.autovacuum
    def _gc_tell_stalled(self):
        # A search without a limit: there are few senders, one for each office or task.
        self.search([])._tell_stalled()  # pylint: disable=no-search-all
