# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from collections import Counter

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...groups import USER
from ...policy import UNKNOWN_LOOKED_AT
from ...tools.format_number import format_number


class SmsWiservReply(models.Model):
    """The ways to the dialog that asks what a reply means."""

    _inherit = "sms.wiserv.reply"

    @api.model
    def _ask(self, company, reply, sender=None):
        """Open the dialog for a reply."""
        action = self.env["ir.actions.act_window"]._for_xml_id("sms_wiserv.action_meaning")
        context = {"default_company_id": company.id, "default_reply": reply}
        if sender:
            context["default_sender_id"] = sender.id
        return {**action, "context": context}

    def action_ask_meaning(self):
        self.ensure_one()
        self.check_access("read")
        if self._is_rest():
            raise UserError(self.env._("These are the replies that are too many to be listed one by one."))
        return self._ask(self.company_id, self.example or self.pattern)


class SmsWiservMessage(models.Model):
    _inherit = "sms.wiserv.message"

    def action_ask_meaning(self):
        """Ask what the reply to these messages means.

        :raise UserError: they have none, or different ones
        """
        self.check_access("read")
        answered = self.filtered("reply")
        if not answered:
            raise UserError(self.env._("Wiserv has not said anything about these messages."))
        replies, first = self.env["sms.wiserv.reply"], answered[0]
        propose = replies._proposals(first.company_id)
        patterns = {propose(reply)[0] for reply in set(answered.mapped("reply"))}
        if len(answered.company_id) > 1 or len(patterns) > 1:
            raise UserError(
                self.env._(
                    "These messages have different replies: group the list by Reply, and select some with the same one."
                )
            )
        return replies._ask(
            first.company_id, first.reply, first.sender_id if len(answered.sender_id) == 1 else None
        )


class SmsWiservSender(models.Model):
    _inherit = "sms.wiserv.sender"

    unclear = fields.Char(
        compute="_compute_unclear", groups=USER, help="The reply that most needs a meaning."
    )

    @api.depends_context("lang")
    def _compute_unclear(self):
        for sender in self:
            reply, count, of_all = sender._unclear_reply()
            counts = {"reply": reply, "count": format_number(self.env, count)}
            if not count:
                sender.unclear = False
            elif not of_all:
                sender.unclear = self.env._(
                    "Of the latest %(most)s unknown messages %(count)s were answered “%(reply)s”, and nobody has said "
                    "yet what that means.",
                    most=format_number(self.env, UNKNOWN_LOOKED_AT),
                    **counts,
                )
            elif count == 1:
                sender.unclear = self.env._(
                    "1 message was answered “%s”, and nobody has said yet what that means.", reply
                )
            else:
                sender.unclear = self.env._(
                    "%(count)s messages were answered “%(reply)s”, and nobody has said yet what that means.",
                    **counts,
                )

    def _unclear_reply(self):
        """Return what most of the unknown messages that nobody has handled were answered, of the latest ones.

        :return: ``(reply, how many, whether those were all)``
        :rtype: tuple[str, int, bool]
        """
        domain = [
            ("sender_id", "=", self.id), ("state", "=", "unknown"), ("handled", "=", False), ("reply", "!=", False)
        ]  # fmt: skip
        # sudo: whoever reads the sender may read its messages; a rule's condition would cost the index.
        messages, replies = self.env["sms.wiserv.message"].sudo(), self.env["sms.wiserv.reply"].sudo()
        latest = messages.search_fetch(domain, ["reply"], order="id desc", limit=UNKNOWN_LOOKED_AT)
        counts, examples = Counter(), {}
        propose = replies._proposals(self.sudo().company_id) if latest else None
        for reply, count in Counter(latest.mapped("reply")).items():
            pattern, _meaning = propose(reply)
            counts[pattern] += count
            examples.setdefault(pattern, reply)
        if not counts:
            return "", 0, True
        [(pattern, count)] = counts.most_common(1)
        return examples[pattern], count, len(latest) < UNKNOWN_LOOKED_AT

    def _link_to_ask(self):
        """Return, for a note or an activity, the link to a message with a reply that nobody has explained, or none."""
        # sudo: those who may not read the message see no link.
        messages = self.env["sms.wiserv.message"].sudo()
        domain = [
            ("sender_id", "=", self.id), ("state", "=", "unknown"), ("handled", "=", False), ("reply", "!=", False)
        ]  # fmt: skip
        message = messages.search(domain, limit=1)
        if not message:
            return Markup("")
        return Markup('<p><a href="#" data-oe-model="%s" data-oe-id="%s">%s</a></p>') % (
            message._name,
            message.id,
            self.env._("What does this reply mean?"),
        )

    def action_ask_meaning(self):
        """Ask about the reply that most of this sender's unknown messages have, else about the one that pauses it."""
        self.ensure_one()
        self.check_access("read")
        reply = self._unclear_reply()[0] or self.pause_reply
        if not reply:
            raise UserError(self.env._("Wiserv has not said anything that waits for a meaning."))
        return self.env["sms.wiserv.reply"]._ask(self.company_id, reply, self)
