# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
# Jobs commit what they have done.
# pylint: disable=invalid-commit
from contextlib import contextmanager

from odoo import api, fields, models

from ...dispatch.dispatcher import Dispatcher
from ...dispatch.server import server_is_stopping
from ...policy import RUN_SECONDS, SOON

CRON = "sms_wiserv.ir_cron_dispatch"


class SmsWiservMessage(models.Model):
    _inherit = "sms.wiserv.message"

    @api.model
    def _wake_dispatcher(self, at=None):
        """Have a dispatcher run once the current transaction is committed, or at the time ``at`` (UTC, naive).

        The scheduled action is called; ``sms_wiserv_queue_job`` makes jobs instead.
        """
        self._wake_cron(at)

    @api.model
    def _wake_cron(self, at=None):
        if cron := self.env.ref(CRON, raise_if_not_found=False):
            cron.sudo()._trigger(at)

    @api.model
    def _cron_dispatch(self):
        """The scheduled action: expire messages, tell of events that are left, send what is due.

        It keeps to the time that Odoo's cron gives it, and asks to be called again when more is due.
        """
        cron = self.env["ir.cron"]
        seconds = min(cron._commit_progress(remaining=int(bool(self._waiting_senders()))), RUN_SECONDS)
        if not seconds or server_is_stopping():
            # It is the turn of other crons, or the server stops: ask to be called soon.
            self._wake_cron()
            return
        with self._called_again_if_it_fails():
            self._expire()
            more_events = self.env["sms.wiserv.event"]._tell_pending(seconds / 2)
        handled, goes_on = self._dispatch(seconds)
        goes_on = goes_on or more_events
        cron._commit_progress(handled, remaining=int(goes_on))

    @api.model
    def _dispatch(self, seconds):
        """Run a dispatcher in this process, and have another one called for what is left, or will be due later.

        :param seconds: for how long messages are claimed, at most
        :return: how many messages were handled, and whether to go on at once
        :rtype: tuple[int, bool]
        """
        dispatcher = Dispatcher(self.env.registry, seconds)
        with self._called_again_if_it_fails():
            handled = dispatcher.run()
        # A new transaction: this one's snapshot is from before the run.
        self.env.cr.commit()
        waiting = self._waiting_senders()
        troubled = waiting.browse(dispatcher.troubled) & waiting
        if at := self._next_due(waiting - troubled):
            self._wake_dispatcher(at)
        due, _without_hours = self._due_now(waiting - troubled)
        obstacles, _without_obstacle = due._each_for_itself(lambda sender: sender._wiserv_obstacle())
        due = [id_ for id_, obstacle in obstacles.items() if not obstacle]
        goes_on = bool(due) and (handled > 0 or dispatcher.cut_short)
        if (due or troubled) and not goes_on:
            # Another transaction has locked the rows, or they have become due since the dispatcher looked.
            self._wake_dispatcher(fields.Datetime.now() + SOON)
        return handled, goes_on

    @api.model
    @contextmanager
    def _called_again_if_it_fails(self):
        """Odoo would call a scheduled action that has failed only after its whole interval."""
        try:
            yield
        except Exception:
            self.env.cr.rollback()
            self._wake_dispatcher(fields.Datetime.now() + SOON)
            self.env.cr.commit()
            raise
