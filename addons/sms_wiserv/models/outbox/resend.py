# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import fields, models
from odoo.exceptions import UserError

from ...tools.format_number import format_number
from ...tools.history_lines import RESENT, kept_line
from ...wire.patterns import Meanings
from .message import DIRECT_EVENTS

MAY_BE_RESENT = ("failed", "unknown", "cancelled")


class SmsWiservMessage(models.Model):
    """Sending messages again when a user asks for it."""

    _inherit = "sms.wiserv.message"

    def action_resend(self):
        """Queue failed, unknown and cancelled messages again; for unknown ones ask for confirmation first.

        They go to the number that the recipient has now. Left out are those whose reply has since been declared to
        mean that they were accepted, those without a text, and people who cannot be told any more.

        :raise UserError: a message in the selection was accepted, or nothing is left to be sent
        :raise AccessError: the user may not resend
        """
        self._check_may_act()
        self._check_none_accepted()
        # Messages that become unknown while the dialog is open are not resent: the dialog did not count them.
        asked = self.filtered(lambda message: message.state in MAY_BE_RESENT)
        taken, textless = asked._not_to_be_resent()
        left = asked - taken - textless
        if any(message.state == "unknown" for message in left) and not self.env.context.get("resend_unknown"):
            action = self.env["ir.actions.act_window"]._for_xml_id("sms_wiserv.action_resend")
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

    def _not_to_be_resent(self):
        """Return ``(messages whose reply has been declared as accepted since, direct sends, which have no text)``."""
        messages, taken = self.sudo(), self.browse()
        for company, of_company in messages.filtered("reply").grouped("company_id").items():
            meanings = Meanings(self.env["sms.wiserv.reply"]._declared(company))
            means = {reply: meanings.of(reply)[0] for reply in set(of_company.mapped("reply"))}
            taken += self.browse(
                message.id
                for message in of_company
                if means[message.reply] == "accepted" and message.state != "cancelled"
            )
        direct = messages.filtered(lambda message: not message.body and message.event in DIRECT_EVENTS)
        return taken, self.browse(direct.ids) - taken

    def _resend(self):
        self._check_none_accepted()
        asked = self.env.context.get("resend_unknown")
        again = self.sudo()._lock_in(*(state for state in MAY_BE_RESENT if asked or state != "unknown"))
        taken, without_text = again._not_to_be_resent()
        left_out = self._left_out_in_words(len(taken), len(without_text))
        again -= taken | without_text
        if left_out and not again:
            raise UserError(" ".join([self.env._("There is nothing to resend."), *left_out]))
        again._follow_records()
        skipped = again._address_again()
        again -= again.browse(skipped)
        reasons = self.env["sms.wiserv.skipped"]._count_reasons(skipped.values())
        if skipped and not again:
            raise UserError(
                " ".join([self.env._("These people cannot be told now: %s.", reasons), *left_out])
            )
        textless = again._meet_again() | again.filtered(lambda message: not message.body)
        textless._render_again()
        (again - textless)._check_lengths()
        again._write_history(kept_line(RESENT, self.env.user.name), with_reply=True)
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
                "left_out": False,
            }
        )
        again._price_again()
        for sender, messages in again.grouped("sender_id").items():
            self.env["sms.wiserv.skipped"]._keep(sender, set(messages.mapped("idempotency_key")), [])
        self._wake_dispatcher()
        self.env["sms.wiserv.door"]._announce(again.ids)
        counts = {
            "count": format_number(self.env, len(again)),
            "total": format_number(self.env, len(skipped)),
            "reasons": reasons,
        }
        done = (
            self.env._("%(count)s SMS queued again, %(total)s skipped (%(reasons)s).", **counts)
            if skipped
            else self.env._("%(count)s SMS queued again.", **counts)
        )
        return self._notify(" ".join([done, *left_out]), "warning" if skipped or left_out else "success")

    def _left_out_in_words(self, taken, textless):
        """Return sentences for how many are not resent, and why."""
        said = []
        if taken == 1:
            said.append(self.env._("1 is left out: Wiserv's reply means that it accepted it."))
        elif taken:
            count = format_number(self.env, taken)
            said.append(self.env._("%s are left out: Wiserv's reply means that it accepted them.", count))
        if textless == 1:
            said.append(self.env._("1 is left out: of a test or a one-time password no text is kept."))
        elif textless:
            count = format_number(self.env, textless)
            said.append(
                self.env._("%s are left out: of tests and one-time passwords no text is kept.", count)
            )
        return said
