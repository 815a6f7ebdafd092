# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import models

from ...tools.format_number import format_number
from ...tools.history_lines import CANCELLED, DELETED_IN_ODOO, FAILED_IN_ODOO, kept_line


class SmsSms(models.Model):
    """Retry, cancel, mark as failed and delete on Odoo's SMS, applied to their messages in the outbox, too."""

    _inherit = "sms.sms"

    def resend_failed(self):
        """Override of `sms` to say what became of it; for Wiserv's it is what *Resend* is there."""
        ours = self.filtered(lambda sms: sms.state == "error" and not sms.to_delete and sms._is_by_wiserv())
        if not ours:
            return super().resend_failed()
        if others := self - ours:
            super(SmsSms, others).resend_failed()
        ours.state = "outgoing"
        ours.send()
        queued = len(ours.filtered(lambda sms: sms.state in ("process", "pending")))
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success" if queued == len(self) else "warning",
                "message": self.env._(
                    "%(count)s of %(total)s SMS queued again.",
                    count=format_number(self.env, queued),
                    total=format_number(self.env, len(self)),
                ),
            },
        }

    def action_set_outgoing(self):
        """Override of `sms`: its queue is run at once, and not within a day."""
        self.env.ref("sms.ir_cron_sms_scheduler_action").sudo()._trigger()
        return super().action_set_outgoing()

    def action_set_canceled(self):
        """Override of `sms`: cancelled there is cancelled in the outbox, while it waits; then it is too late."""
        line = kept_line(CANCELLED, self.env.user.name)
        return super(SmsSms, self._wiserv_called_off(line)).action_set_canceled()

    def action_set_error(self, failure_type):
        """Override of `sms`: what counts as failed there does not leave from here."""
        line = kept_line(FAILED_IN_ODOO, self.env.user.name)
        return super(SmsSms, self._wiserv_called_off(line)).action_set_error(failure_type)

    def _wiserv_called_off(self, line):
        """Cancel what waits in the outbox; return those for which it is not too late."""
        messages = self._wiserv_messages()
        called_off = messages._call_off(line)
        gone = (messages - called_off).filtered(lambda one: one.state in ("queued", "sending", "accepted"))
        stay = set(gone.mapped("occasion"))
        rest = self.filtered(lambda sms: sms.uuid not in stay)
        rest.sudo().sms_tracker_id._wiserv_take_back()
        return rest

    def unlink(self):
        """Override of `base`: what is deleted there does not leave from here, and nobody has to see to it."""
        self._wiserv_messages()._be_over(kept_line(DELETED_IN_ODOO, self.env.user.name))
        return super().unlink()
