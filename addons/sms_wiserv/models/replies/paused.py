# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import api, models

from ...dispatch.senders_by_account import PAUSED_BY_ANSWERS
from ...wire import ACCOUNT_CAUSES
from ...wire.patterns import Pattern, normalise
from ...wire.result import REASONS
from ..sender.held_back import ACTIVITY
from .past import BECOMES


class SmsWiservSender(models.Model):
    """What the meaning of a reply changes for senders that answers have paused."""

    _inherit = "sms.wiserv.sender"

    @api.model
    def _reply_explained(self, company, pattern, meaning):
        """Have one message tried where the reply is no fault of the account's, else say what it means by now."""
        # sudo: a sender's pause is the engine's.
        paused = self.sudo().search([("company_id", "=", company.id), *PAUSED_BY_ANSWERS])
        matching = Pattern(pattern)
        by_it = paused.filtered(lambda sender: matching.matches(normalise(sender.pause_reply or "")))
        if meaning in ("accepted", "refused"):
            (by_it | paused.filtered(lambda sender: sender.pause_cause == "gateway")).action_resume()
        elif meaning in BECOMES:
            by_it._paused_for(BECOMES[meaning][1])

    def _paused_for(self, cause):
        """Give another cause for a pause that lasts; ``cause``: a key of the wire's sentences."""
        for sender in self:
            since, words, count = sender.paused_at, sender.pause_reply, sender.pause_count
            if cause in ACCOUNT_CAUSES:
                # To ask again soon could lock the account.
                sender._channel_pause(cause, REASONS[cause], pause_reply=words, count=count)
                sender.paused_at = since
            else:
                sender.write({"pause_cause": "gateway", "pause_reason": REASONS[cause]})
            sender._thread().activity_unlink([ACTIVITY])
        self._channel_tell_held_back()
