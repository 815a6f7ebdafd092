# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from datetime import timedelta

from odoo import SUPERUSER_ID, api, fields, models

from odoo.addons.g2p_notifications_wiserv.models.wiserv_cron import RUN_SECONDS
from odoo.addons.g2p_notifications_wiserv.models.wiserv_dispatcher import Dispatcher

# The cron looks after what no job has sent by then: when no job runner is up.
SAFETY_NET = timedelta(minutes=2)
# One more dispatcher for so many queued messages, up to a bound; the channel decides how many run at once.
MESSAGES_PER_JOB = 500
JOBS_MOST = 16


class WiservSms(models.Model):
    _inherit = "g2p.wiserv.sms"

    @api.model
    def _wake_dispatcher(self, at=None):
        """Override of `g2p_notifications_wiserv` to dispatch by jobs, and by the cron if they do not come."""
        super()._wake_dispatcher((at or fields.Datetime.now()) + SAFETY_NET)
        queued = self.sudo().search_count([("state", "=", "queued")], limit=MESSAGES_PER_JOB * JOBS_MOST)
        for slot in range(max(-(-queued // MESSAGES_PER_JOB), 1)):
            self._enqueue_dispatch(slot, at)

    @api.model
    def _enqueue_dispatch(self, slot, at=None):
        """Put the job of a slot into the queue, unless one waits there already."""
        key = f"g2p_wiserv_dispatch:{slot}" + (f":{at}" if at else "")
        self.with_user(SUPERUSER_ID).with_delay(eta=at, identity_key=key)._job_dispatch(slot)

    @api.model
    def _job_dispatch(self, slot):
        """Be one dispatcher for a while; go on in another job while there is more to send.

        :param int slot: which of the dispatchers that may work at once
        """
        handled = Dispatcher(self.env.registry, RUN_SECONDS).run()
        if handled and self._due_senders():
            self._enqueue_dispatch(slot)
        elif at := self._next_due():
            self._wake_dispatcher(at)
        return f"{handled} messages"
