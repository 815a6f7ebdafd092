# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import fields, models

from ...policy import LONG_PAUSE
from ...tools.format_number import format_number

# Of what waits longer than so many days the days are not told one by one.
_DAYS_TOLD = 7
_AGES = """
    SELECT greatest(least(floor(extract(epoch FROM %(now)s - queued_at) / 86400), %(most)s), 0)::int,
           coalesce(bool_or(sender.expire_days > 0
                            AND queued_at < %(now)s - sender.expire_days * interval '1 day'), FALSE),
           count(*)
      FROM sms_wiserv_message JOIN sms_wiserv_sender AS sender ON sender.id = sender_id
     WHERE sender_id = ANY(%(senders)s) AND state = 'queued'
     GROUP BY 1, sender.expire_days > 0 AND queued_at < %(now)s - sender.expire_days * interval '1 day'
     ORDER BY 2, 1
"""


class SmsWiservSender(models.Model):
    """What would leave when a long pause ends is told before it does."""

    _inherit = "sms.wiserv.sender"

    def _ask_to_resume(self, at_once=False):
        """Return the dialog that says what would leave, or None."""
        if self.env.context.get("resume_asked") or not self._resume_question():
            return None
        action = self.env["ir.actions.act_window"]._for_xml_id("sms_wiserv.action_resume")
        return {**action, "context": {"default_sender_ids": self.ids, "default_at_once": at_once}}

    def _resume_question(self):
        """Return how many SMS of what age would leave now, or "" after a short pause, or when none waits."""
        now = fields.Datetime.now()
        paused = self.sudo().filtered(lambda sender: sender.paused_at and sender.paused_at < now - LONG_PAUSE)
        if not paused:
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
        lines += [f"{self._age(days)}: {format_number(self.env, count)}" for days, count in leaving]
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
