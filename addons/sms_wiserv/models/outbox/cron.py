# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
# Jobs commit what they have done.
# pylint: disable=invalid-commit
from odoo import api, fields, models

from ...dispatch.dispatcher import Dispatcher
from ...dispatch.server import server_is_stopping
from ...policy import RUN_SECONDS, SOON

CRON = "sms_wiserv.ir_cron_dispatch"


class SmsWiservMessage(models.Model):
    _inherit = "sms.wiserv.message"

    @api.model
    def _wake_dispatcher(self, at=None):
        """Have the outbox looked after once the current transaction is committed, or at the given time."""
        self._wake_cron(at)

    @api.model
    def _wake_cron(self, at=None):
        if cron := self.env.ref(CRON, raise_if_not_found=False):
            cron.sudo()._trigger(at)

    @api.model
    def _cron_dispatch(self):
        """Tell of events that are left, and send what is due, as long as the cron lets us.

        Then ask to be called when more falls due.
        """
        cron = self.env["ir.cron"]
        seconds = min(cron._commit_progress(remaining=int(bool(self._due_senders()))), RUN_SECONDS)
        if not seconds or server_is_stopping():
            # Other crons have their turn first, or other servers; without this, ours would come much later.
            self._wake_cron()
            return
        self._expire()
        more_events = self.env["sms.wiserv.event"]._tell_pending(seconds / 2)
        handled, goes_on = self._dispatch(seconds)
        goes_on = goes_on or more_events
        cron._commit_progress(handled, remaining=int(goes_on))

    @api.model
    def _dispatch(self, seconds):
        """Be a dispatcher, and see to it that what is left, or falls due later, is not forgotten.

        :param seconds: for how long messages are claimed, at most
        :return: how many messages were handled, and whether there is more to do at once
        :rtype: tuple[int, bool]
        """
        dispatcher = Dispatcher(self.env.registry, seconds)
        try:
            handled = dispatcher.run()
        except Exception:
            self.env.cr.rollback()
            self._wake_dispatcher(fields.Datetime.now() + SOON)
            self.env.cr.commit()
            raise
        # A snapshot from before the run would not see what is left.
        self.env.cr.commit()
        if at := self._next_due():
            self._wake_dispatcher(at)
        due = self._due_senders().filtered(lambda sender: not sender._wiserv_obstacle())
        goes_on = bool(due) and (handled > 0 or dispatcher.cut_short)
        if due and not goes_on:
            # Somebody holds its rows, or it fell due after the last look.
            self._wake_dispatcher(fields.Datetime.now() + SOON)
        return handled, goes_on
