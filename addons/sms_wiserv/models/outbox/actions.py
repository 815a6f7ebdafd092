# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
# The queries hold constants only; values are passed as parameters.
# pylint: disable=sql-injection
from contextlib import contextmanager

from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from ...groups import OFFICER
from ...tools.format_number import format_number
from ...tools.history_lines import CANCELLED, HAD_SAID, HANDLED, NOT_HANDLED, kept_line
from ...tools.isolation import read_committed
from .sql import HISTORY


class SmsWiservMessage(models.Model):
    """What people do with messages: cancel them, mark them as handled or as not handled."""

    _inherit = "sms.wiserv.message"

    def _check_may_act(self):
        self.check_access("read")
        if not self.env.su and not self.env.user.has_group(OFFICER):
            raise AccessError(self.env._("Only SMS officers and administrators may resend or cancel SMS."))

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
            queued._write_history(kept_line(CANCELLED, self.env.user.name))
            queued.write({"state": "cancelled", "answered_at": fields.Datetime.now()})
            self.env["sms.wiserv.door"]._announce(queued.ids)
            done = len(queued)
        self.invalidate_recordset()
        if done == len(self):
            return self._notify(
                self.env._("1 SMS cancelled.")
                if done == 1
                else self.env._("%s SMS cancelled.", format_number(self.env, done))
            )
        counts = {"count": format_number(self.env, done), "total": format_number(self.env, len(self))}
        only = self.env._("Cancelled: %(count)s of %(total)s SMS. Only queued ones can be.", **counts)
        return self._notify(only, "warning")

    def action_mark_handled(self):
        """Mark failed and unknown messages as handled, so that retention may delete them."""
        self._check_may_act()
        done = self._set_handled(True, kept_line(HANDLED, self.env.user.name))
        if not done:
            raise UserError(
                self.env._(
                    "Only failed and unknown messages that are not handled yet can be marked as handled."
                )
            )
        if done < len(self):
            counts = {"count": format_number(self.env, done), "total": format_number(self.env, len(self))}
            only = self.env._(
                "Marked as handled: %(count)s of %(total)s messages. Only failed and unknown ones that are not "
                "handled yet can be.",
                **counts,
            )
            return self._notify(only, "warning")
        return self._notify(
            self.env._("1 message marked as handled.")
            if done == 1
            else self.env._("%s messages marked as handled.", format_number(self.env, done))
        )

    def action_mark_not_handled(self):
        """Put messages back on the list of what is to be done."""
        self._check_may_act()
        done = self._set_handled(False, kept_line(NOT_HANDLED, self.env.user.name))
        if not done:
            raise UserError(
                self.env._("Only messages that were marked as handled can be marked as not handled.")
            )
        if done < len(self):
            counts = {"count": format_number(self.env, done), "total": format_number(self.env, len(self))}
            only = self.env._(
                "Marked as not handled: %(count)s of %(total)s messages. Only those that were marked as handled "
                "can be.",
                **counts,
            )
            return self._notify(only, "warning")
        return self._notify(
            self.env._("1 message marked as not handled.")
            if done == 1
            else self.env._("%s messages marked as not handled.", format_number(self.env, done))
        )

    def _set_handled(self, handled, event):
        """Mark those that are not so yet; return how many."""
        with self._as_they_are_now() as messages:
            changed = messages.sudo()._lock_in("failed", "unknown")
            changed = changed.filtered(lambda message: message.handled != handled)
            changed.handled = handled
            changed.flush_recordset()
            changed._write_history(event)
            done = len(changed)
        self.invalidate_recordset()
        return done

    def _notify(self, text, kind="success"):
        """Return the action that shows a line, and has what is on the screen read anew."""
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"type": kind, "message": text, "next": {"type": "ir.actions.act_window_close"}},
        }

    # === WHILE DISPATCHERS ARE AT IT === #

    @contextmanager
    def _as_they_are_now(self):
        """Yield these messages in a transaction of its own, which is committed at the end.

        It sees what is committed meanwhile. In the caller's transaction, locking a message fails if its outcome was
        committed after the snapshot was taken. Messages that the caller has not committed yet are yielded as they are.
        """
        with self.env.registry.cursor() as cr:
            read_committed(cr)
            own = self.with_env(self.env(cr=cr))
            if own.sudo().exists():
                yield own
                return
        yield self

    def _lock_in(self, *states):
        """Lock and return those of these messages that are in one of ``states``, and not locked by others."""
        self.flush_recordset()
        self.env.cr.execute(
            """SELECT id FROM sms_wiserv_message WHERE id = ANY(%s) AND state = ANY(%s)
                ORDER BY id FOR UPDATE SKIP LOCKED""",
            (self.ids, list(states)),
        )
        locked = self.browse([id_ for (id_,) in self.env.cr.fetchall()])
        locked.invalidate_recordset()
        return locked

    def _write_history(self, event, with_reply=False):
        """Add a line; ``with_reply``: with what the gateway had said."""
        reply = f"coalesce(' {HAD_SAID._source} “' || message.reply || '”', '')" if with_reply else "''"
        self.env.cr.execute(
            f"UPDATE sms_wiserv_message AS message SET history = {HISTORY.format(event=f'%s || {reply}')} "
            "WHERE id = ANY(%s)",
            (event, self.ids),
        )
        self.invalidate_recordset(["history"])
