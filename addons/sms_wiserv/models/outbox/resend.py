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

        They go to the number that the recipient has now. Left out, and counted, is what :meth:`_not_resent` names,
        whose text cannot be made, and people who cannot be told any more.

        :raise UserError: nothing is left to be sent
        :raise AccessError: the user may not resend
        """
        self._check_may_act()
        left_out = self._not_resent()
        left = self - self.browse().union(*left_out.values())
        if any(message.state == "unknown" for message in left) and not self.env.context.get("resend_unknown"):
            action = self.env["ir.actions.act_window"]._for_xml_id("sms_wiserv.action_resend")
            # Messages that become unknown while the dialog is open are not resent: the dialog did not count them.
            asked = self - left_out["accepted"] - left_out["waiting"]
            values = {
                "default_message_ids": asked.ids,
                "default_accepted": len(left_out["accepted"]),
                "default_waiting": len(left_out["waiting"]),
            }
            return {**action, "context": values}
        with self._as_they_are_now() as messages:
            answer = messages._resend()
        self.invalidate_recordset()
        return answer

    def _not_resent(self):
        """Return those of these messages that are not to be resent, whatever somebody answers, and why.

        :return: ``{"accepted": messages, "waiting": …, "taken": …, "textless": …}``: Wiserv accepted them; they are
            still to be sent; their reply has been declared to mean that they were accepted; direct sends, which have
            no text
        """
        messages, taken = self.sudo(), self.browse()
        may_be = messages.filtered(lambda message: message.state in MAY_BE_RESENT)
        for company, of_company in may_be.filtered("reply").grouped("company_id").items():
            meanings = Meanings(self.env["sms.wiserv.reply"]._declared(company))
            means = {reply: meanings.of(reply)[0] for reply in set(of_company.mapped("reply"))}
            taken += self.browse(
                message.id
                for message in of_company
                if means[message.reply] == "accepted" and message.state != "cancelled"
            )
        direct = may_be.filtered(lambda message: not message.body and message.event in DIRECT_EVENTS)
        accepted = messages.filtered(lambda message: message.state == "accepted")
        return {
            "accepted": self.browse(accepted.ids),
            "waiting": self.browse((messages - may_be - accepted).ids),
            "taken": taken,
            "textless": self.browse(direct.ids) - taken,
        }

    def _resend(self):
        asked = self.env.context.get("resend_unknown")
        may_be = self.sudo()._lock_in(*(state for state in MAY_BE_RESENT if asked or state != "unknown"))
        left_out = self._not_resent()
        again = may_be - may_be.browse().union(*left_out.values())
        counts = {why: len(messages) for why, messages in left_out.items()}
        counts["changed"] = len(self) - sum(counts.values()) - len(again)
        again._follow_records()
        skipped = again._address_again()
        again -= again.browse(skipped)
        errors = again._write_again()
        again -= again.browse().union(*errors)
        reasons = self.env["sms.wiserv.skipped"]._count_reasons(skipped.values())
        said = self._not_resent_in_words(counts, list(errors.values()))
        if not again:
            # One message alone needs no counting.
            if len(errors) == len(self) == 1:
                raise UserError(*errors.values())
            if skipped:
                said = [self.env._("These people cannot be told now: %s.", reasons), *said]
            else:
                said = [self.env._("There is nothing to resend."), *said]
            raise UserError(" ".join(said))
        again._meet_again()
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
        return self._notify(" ".join([done, *said]), "warning" if skipped or said else "success")

    def _not_resent_in_words(self, counts, errors=()):
        """Return sentences for how many are not resent, and why.

        :param counts: ``{why: number}``, as in :meth:`_not_resent`; ``changed``: by somebody else, just now
        :param errors: sentences that say why a text cannot be made, for each message that needs one
        """
        sentences = {
            "accepted": (
                self.env._("1 is left out: Wiserv accepted it."),
                self.env._("%s are left out: Wiserv accepted them."),
            ),
            "waiting": (
                self.env._("1 is left out: it is still to be sent."),
                self.env._("%s are left out: they are still to be sent."),
            ),
            "taken": (
                self.env._("1 is left out: Wiserv's reply means that it accepted it."),
                self.env._("%s are left out: Wiserv's reply means that it accepted them."),
            ),
            "textless": (
                self.env._("1 is left out: of a test or a one-time password no text is kept."),
                self.env._("%s are left out: of tests and one-time passwords no text is kept."),
            ),
            "moved": (
                self.env._("1 is left out: its sender belongs to another company now."),
                self.env._("%s are left out: their sender belongs to another company now."),
            ),
            "changed": (
                self.env._("1 is left out: it has just changed."),
                self.env._("%s are left out: they have just changed."),
            ),
        }
        said = [
            one if counts[why] == 1 else many % format_number(self.env, counts[why])
            for why, (one, many) in sentences.items()
            if counts.get(why)
        ]
        if len(errors) == 1:
            said.append(self.env._("1 is left out: %s", errors[0]))
        elif errors:
            count = format_number(self.env, len(errors))
            said.append(self.env._("%(count)s are left out, the first: %(why)s", count=count, why=errors[0]))
        return said
