# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import fields, models

from ...dispatch.senders_by_account import PAUSED_BY_ANSWERS
from ...policy import LONG_PAUSE
from ...tools.format_number import format_number, labelled

# Messages that are older than this number of days are counted together.
_DAYS_TOLD = 7
# What another company has queued stays where it is.
_AGES = """
    SELECT greatest(least(floor(extract(epoch FROM %(now)s - queued_at) / 86400), %(most)s), 0)::int,
           coalesce(sender.expire_days > 0
                    AND queued_at < %(now)s - sender.expire_days * interval '1 day', FALSE),
           count(*)
      FROM sms_wiserv_message AS message
      JOIN sms_wiserv_sender AS sender
        ON sender.id = message.sender_id AND sender.company_id = message.company_id
     WHERE message.sender_id = ANY(%(senders)s) AND message.state = 'queued'
     GROUP BY 1, 2
     ORDER BY 2, 1
"""


class SmsWiservSender(models.Model):
    """The buttons that end a pause; after ``LONG_PAUSE`` they first say what would be sent."""

    _inherit = "sms.wiserv.sender"

    def action_resume(self):
        """Resume these senders. After a pause by the gateway's answers one message is sent as a probe first.

        If none is queued that could be the probe, sending is resumed at once.

        :return: a notification, the dialog that says what would be sent, or None
        """
        self.check_access("write")
        if question := self._ask_to_resume():
            return question
        senders = self.sudo()
        tries = senders.filtered_domain(PAUSED_BY_ANSWERS)._channel_account()
        queued = [("sender_id", "in", tries.ids), ("state", "=", "queued")]
        if tries and self.env["sms.wiserv.message"].sudo().search_count(queued, limit=1):
            tries.probe_at = fields.Datetime.now()
            senders -= tries
        senders._channel_resume()
        self.env["sms.wiserv.message"]._wake_dispatcher()
        if senders == self.sudo():
            return None
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": self.env._("One message tries it now; when it is accepted, the others follow."),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def action_resume_all(self):
        """Resume these senders, without a probe; return None, or the dialog that says what would be sent."""
        self.check_access("write")
        if question := self._ask_to_resume(at_once=True):
            return question
        self.sudo()._channel_resume()
        self.env["sms.wiserv.message"]._wake_dispatcher()
        return None

    def _channel_resume(self):
        """End the pause, and make messages due that wait for their next attempt."""
        senders = self._channel_account()
        senders._channel_open()
        self.env["sms.wiserv.message"]._end_waits(senders)
        senders._tell_stalled()

    def _ask_to_resume(self, at_once=False):
        """Return the dialog that says what would be sent, or None if there is no need to ask."""
        if self.env.context.get("resume_asked") or not self._resume_question():
            return None
        action = self.env["ir.actions.act_window"]._for_xml_id("sms_wiserv.action_resume")
        return {**action, "context": {"default_sender_ids": self.ids, "default_at_once": at_once}}

    def _resume_question(self):
        """Return how many SMS of what age would be sent, a line each; "" after a short pause, or if none waits."""
        now = fields.Datetime.now()
        # The senders that are resumed along.
        paused = (
            self.sudo()
            ._channel_account()
            .filtered(lambda sender: sender.paused_at and not sender._wiserv_obstacle())
        )
        if not any(sender.paused_at < now - LONG_PAUSE for sender in paused):
            return ""
        self.env["sms.wiserv.message"].flush_model()
        self.env.cr.execute(_AGES, {"now": now, "most": _DAYS_TOLD, "senders": paused.ids})
        rows = self.env.cr.fetchall()
        leaving = [(days, count) for days, expired, count in rows if not expired]
        expired = sum(count for _days, too_old, count in rows if too_old)
        if not rows:
            return ""
        lines = [
            self.env._(
                "SMS that would leave now: %s.",
                format_number(self.env, sum(count for _days, count in leaving)),
            )
        ]
        lines += [
            labelled(self.env, self._age(days), format_number(self.env, count)) for days, count in leaving
        ]
        if expired:
            lines.append(
                self.env._(
                    "Waiting for too long, and left out: %s.",
                    format_number(self.env, expired),
                )
            )
        return "\n".join(lines)

    def _age(self, days):
        if not days:
            return self.env._("queued within the last 24 hours")
        if days == 1:
            return self.env._("queued more than a day ago")
        return self.env._("queued more than %s days ago", days)
