# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import api, fields, models
from odoo.fields import Domain

from ...tools.sentences import LEFT_OUT, in_words_of, sentences_like

# Characters: an entry of a B-tree index holds some 2,700 bytes at most. What a template's error says may be long.
LONGEST_REASON = 500


class SmsWiservMessage(models.Model):
    """Why a message was not accepted: stored in English (``failure_reason``), shown in the reader's language."""

    _inherit = "sms.wiserv.message"

    failure_reason = fields.Char("Reason as Kept", exportable=False)
    reason = fields.Char(compute="_compute_reason", search="_search_reason")

    # What the reports add up of the messages that have a reason to tell, without a look at the messages themselves.
    _reason_index = models.Index(
        "(company_id, event, state, sender_id, queued_on, segment_price, failure_reason, segments)"
        " WHERE state NOT IN ('accepted', 'queued', 'sending')"
    )

    @api.depends("failure_reason", "state", "company_id", "sender_id.company_id", "sender_id.resting_until")
    @api.depends_context("lang")
    def _compute_reason(self):
        for message in self:
            message.reason = message._in_words(message.failure_reason) or message._waits_for()

    def _waits_for(self):
        """Return why a queued message, which nothing has failed yet, does not leave now, or False."""
        if self.state != "queued":
            return False
        # sudo: whoever reads a message may read when it leaves, also if its sender is gone to a company of others.
        sender = self.sender_id.sudo()
        if self.company_id != sender.company_id:
            return self.env._("Waits: its sender belongs to another company now.")
        if self.priority == "1" and sender._urgent_at_any_time():
            return False
        opening = sender.resting_until
        return opening and self.env._("Waits for the sending hours.")

    @api.model
    def _in_words(self, kept):
        """Return a reason as it is kept in the reader's language; why a message was left out stands in brackets."""
        words = in_words_of(self.env, kept)
        if not kept or not kept.startswith(LEFT_OUT):
            return words
        labels = self.env["sms.wiserv.skipped"]._reason_labels()
        beginning, _bracket, reason = words.rpartition(" (")
        return f"{beginning} ({labels.get(reason.rstrip(')'), reason.rstrip(')'))})"

    def _left_out_for(self):
        """Return the reason, of ``sms.wiserv.skipped``, for which one message was left out when its turn came."""
        return (self.failure_reason or "").removeprefix(f"{LEFT_OUT} (").removesuffix(")")

    @api.model
    def _search_reason(self, operator, value):
        if operator in Domain.NEGATIVE_OPERATORS:
            return NotImplemented
        domain = Domain("failure_reason", operator, value)
        if operator != "ilike":
            return domain
        # Compared with the beginning: a stored reason may end with an HTTP status or a reply in brackets.
        begins = [f"{sentence}%" for sentence in sentences_like(self.env, value)]
        return domain | Domain.OR(Domain("failure_reason", "=like", beginning) for beginning in begins)

    def _web_read_group_groupby_formatter(self, groupby_spec, values):
        formatter = super()._web_read_group_groupby_formatter(groupby_spec, values)
        if groupby_spec != "failure_reason":
            return formatter

        def in_readers_words(value):
            kept, domain = formatter(value)
            return self._in_words(kept), domain

        return in_readers_words
