# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import api, fields, models

from ...policy import CRON_FAILURES, STALLED
from ..outbox.cron import CRON


class SmsWiservMessage(models.Model):
    _inherit = "sms.wiserv.message"

    @api.model
    def _dispatch_obstacle(self):
        """Return the sentence that says why no dispatcher runs and none will, or ``""``."""
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
        """Return the same if the scheduled action was called more than ``STALLED`` ago, and has not run."""
        cron, now = self.env.ref(CRON).sudo(), fields.Datetime.now()
        waiting = [("cron_id", "=", cron.id), ("call_at", "<", now - STALLED)]
        if not self.env["ir.cron.trigger"].sudo().search_count(waiting, limit=1):
            return ""
        return self.env._(
            "Nobody has sent SMS for some minutes, though they are due: no server runs the scheduled action “%s”.",
            cron.name,
        )


class SmsWiservSender(models.Model):
    """Notices that messages are due and no dispatcher runs: at events, in forms, by buttons, at the daily clean-up."""

    _inherit = "sms.wiserv.sender"

    stalled_at = fields.Datetime(copy=False, groups=fields.NO_ACCESS)

    def _stalled(self):
        """Return ``{sender: the sentence that says why}`` of those whose due messages or events nobody sends."""
        outbox, senders = self.env["sms.wiserv.message"].sudo(), self.sudo()
        self.flush_model(["paused_at", "probe_at"])
        due, troubled = outbox._due_now(senders & outbox._waiting_senders())
        waiting = self.env["sms.wiserv.event"].sudo()._wait_for(senders)
        tellers = senders.filtered(lambda sender: sender.id in waiting and not sender.paused_at)
        failing = {id_ for id_, (_records, has_failed) in waiting.items() if has_failed}
        due |= due.browse(troubled) | tellers
        obstacle = due and outbox._dispatch_obstacle()
        failed = self.env._(
            "Some people could not be told of what has happened: it is tried again within an hour. The server's log "
            "says why."
        )
        return {
            sender: obstacle or failed
            for sender in due
            if (obstacle or sender.id in failing) and not sender._wiserv_obstacle()
        }

    def tell_stalled(self):
        """Give an administrator an activity if these senders are stalled; return whether one was made now.

        Called by the browser when a form shows *Not Sending*: opening the form itself must not write, since Odoo may
        read it from a replica.
        """
        self.check_access("read")
        # sudo: whoever may read the sender may have the activity made.
        return bool(self.sudo()._tell_stalled())

    def _tell_stalled(self):
        """Give an administrator an activity on each of these senders that is stalled; return those."""
        why = self._stalled()
        stalled = self.browse().union(*why).filtered(lambda sender: not sender.stalled_at)._lock_to_tell()
        stalled.stalled_at = fields.Datetime.now()
        for sender in stalled:
            sender._channel_tell(why[sender])
        return stalled

    @api.model
    def _end_stalled(self):
        """Delete the activities, because a dispatcher has run; those of events that could not be told stay."""
        ended = self.search([("stalled_at", "!=", False)])
        waiting = self.env["sms.wiserv.event"]._wait_for(ended)
        failing = [id_ for id_, (_records, has_failed) in waiting.items() if has_failed]
        ended -= ended.browse(failing)
        ended.stalled_at = False
        ended.filtered(lambda sender: not sender.paused_at)._channel_open()

    @api.autovacuum
    def _gc_tell_stalled(self):
        # A search without a limit: there are few senders, one for each office or task.
        self.search([])._tell_stalled()  # pylint: disable=no-search-all
