# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import api, models

from .wiserv_dispatcher import Dispatcher, server_is_stopping

CRON = "g2p_notifications_wiserv.ir_cron_dispatch"
# Seconds of a run that no cron limits: a call by hand, or a job.
RUN_SECONDS = 30


class WiservSms(models.Model):
    _inherit = "g2p.wiserv.sms"

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
        """Send what is due, as long as the cron lets us; then ask to be called when more falls due."""
        cron = self.env["ir.cron"]
        seconds = min(cron._commit_progress(remaining=int(bool(self._due_senders()))), RUN_SECONDS)
        if not seconds or server_is_stopping():
            # Other crons have their turn first, or other servers; without this, ours would come much later.
            self._wake_cron()
            return
        handled = Dispatcher(self.env.registry, seconds).run()
        at = self._next_due()
        if at:
            self._wake_dispatcher(at)
        goes_on = (handled or server_is_stopping()) and self._due_senders()
        cron._commit_progress(handled, remaining=int(bool(goes_on)))
