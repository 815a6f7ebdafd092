# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
# What is put into the text of a query here is a constant.
# pylint: disable=sql-injection
from contextlib import contextmanager

from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from ...groups import OFFICER
from ...tools.format_number import format_number
from ...tools.isolation import read_committed
from .queue import HISTORY

MAY_BE_RESENT = ("failed", "unknown", "cancelled")


class SmsWiservMessage(models.Model):
    """What people do with messages: resend, cancel, mark as handled."""

    _inherit = "sms.wiserv.message"

    def _check_may_act(self):
        self.check_access("read")
        if not self.env.su and not self.env.user.has_group(OFFICER):
            raise AccessError(self.env._("Only SMS officers and administrators may resend or cancel SMS."))

    def action_resend(self):
        """Queue failed, unknown and cancelled messages again; for unknown ones ask for confirmation first.

        They go to the number that the recipient has now; who cannot be told any more is left out.

        :raise UserError: a message in the selection was accepted, or has no text and none can be made, or nobody
            is left to be told
        :raise AccessError: the user may not resend
        """
        self._check_may_act()
        self._check_none_accepted()
        if any(message.state == "unknown" for message in self) and not self.env.context.get("resend_unknown"):
            action = self.env["ir.actions.act_window"]._for_xml_id("sms_wiserv.action_resend")
            # What becomes unknown while the question is being asked is not in it.
            asked = self.filtered(lambda message: message.state in MAY_BE_RESENT)
            return {**action, "context": {"default_message_ids": asked.ids}}
        with self._as_they_are_now() as messages:
            answer = messages._resend()
        self.invalidate_recordset()
        return answer

    def _check_none_accepted(self):
        if accepted := self.filtered(lambda message: message.state == "accepted"):
            raise UserError(
                self.env._("Wiserv accepted %s of these messages; only others can be resent.", len(accepted))
            )

    def _resend(self):
        self._check_none_accepted()
        asked = self.env.context.get("resend_unknown")
        again = self.sudo()._lock_in(*(state for state in MAY_BE_RESENT if asked or state != "unknown"))
        textless = again.filtered(lambda message: not message.body)
        if kept_without := textless.filtered(lambda message: message.event in ("otp", "manual")):
            raise UserError(
                self.env._(
                    "%s of these messages have no text to resend: one-time passwords and direct messages are "
                    "kept without it.",
                    len(kept_without),
                )
            )
        skipped = again._address_again()
        again -= again.browse(skipped)
        reasons = self.env["sms.wiserv.skipped"]._count_reasons(skipped.values())
        if skipped and not again:
            raise UserError(self.env._("These people cannot be told now: %s.", reasons))
        (textless & again)._render_again()
        (again - textless)._check_lengths()
        again._write_history(self.env._("resent by %s", self.env.user.name))
        again.write(
            {
                "state": "queued",
                "attempts": 0,
                "next_attempt_at": False,
                "queued_at": fields.Datetime.now(),
                "reply": False,
                "failure_reason": False,
                "sent_at": False,
                "answered_at": False,
                "dispatcher": False,
                "handled": False,
            }
        )
        self._wake_dispatcher()
        self.env["sms.wiserv.door"]._announce(again.ids)
        if not skipped:
            return None
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning",
                "message": self.env._(
                    "%(count)s SMS queued again, %(total)s skipped (%(reasons)s).",
                    count=format_number(self.env, len(again)),
                    total=format_number(self.env, len(skipped)),
                    reasons=reasons,
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def action_cancel(self):
        """Cancel queued messages; others in the selection stay as they are.

        :raise UserError: none of them is queued any more
        :raise AccessError: the user may not cancel
        """
        self._check_may_act()
        with self._as_they_are_now() as messages:
            queued = messages.sudo()._lock_in("queued")
            if not queued:
                raise UserError(self.env._("Only queued messages can be cancelled."))
            queued._write_history(self.env._("cancelled by %s", self.env.user.name))
            queued.write({"state": "cancelled", "answered_at": fields.Datetime.now()})
            self.env["sms.wiserv.door"]._announce(queued.ids)
        self.invalidate_recordset()

    def action_mark_handled(self):
        """Mark failed and unknown messages as handled, so that retention may delete them."""
        self._check_may_act()
        self.filtered(lambda message: message.state in ("failed", "unknown")).sudo().write({"handled": True})

    # === WHILE DISPATCHERS ARE AT IT === #

    @contextmanager
    def _as_they_are_now(self):
        """Yield these messages in a transaction of its own, which sees what is committed meanwhile.

        In the caller's, to lock a message whose outcome is newer than its snapshot would fail. It is committed at
        the end. Messages that nobody but the caller can see yet are yielded as they are.
        """
        with self.env.registry.cursor() as cr:
            read_committed(cr)
            own = self.with_env(self.env(cr=cr))
            if own.sudo().exists():
                yield own
                return
        yield self

    def _lock_in(self, *states):
        """Lock and return those of these messages that are in one of ``states``, and in nobody else's hands."""
        self.flush_recordset()
        self.env.cr.execute(
            """SELECT id FROM sms_wiserv_message WHERE id = ANY(%s) AND state = ANY(%s)
                ORDER BY id FOR UPDATE SKIP LOCKED""",
            (self.ids, list(states)),
        )
        locked = self.browse([id_ for (id_,) in self.env.cr.fetchall()])
        locked.invalidate_recordset()
        return locked

    def _write_history(self, event):
        self.env.cr.execute(
            f"UPDATE sms_wiserv_message AS message SET history = {HISTORY.format(event='%s')} WHERE id = ANY(%s)",
            (event, self.ids),
        )
        self.invalidate_recordset(["history"])
