# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import api, fields, models
from odoo.fields import Domain

from ...tools.sentences import in_words_of, sentences_like


class SmsWiservMessage(models.Model):
    """Why a message was not accepted: kept as the wire words it, read in the reader's language."""

    _inherit = "sms.wiserv.message"

    failure_reason = fields.Char("Reason as Kept")
    reason = fields.Char(compute="_compute_reason", search="_search_reason")

    @api.depends("failure_reason")
    @api.depends_context("lang")
    def _compute_reason(self):
        for message in self:
            message.reason = in_words_of(self.env, message.failure_reason)

    @api.model
    def _search_reason(self, operator, value):
        if operator in Domain.NEGATIVE_OPERATORS:
            return NotImplemented
        domain = Domain("failure_reason", operator, value)
        if operator != "ilike":
            return domain
        # A reason may end with a bracket that no sentence holds.
        begins = [f"{sentence}%" for sentence in sentences_like(self.env, value)]
        return domain | Domain.OR(Domain("failure_reason", "=like", beginning) for beginning in begins)

    def _web_read_group_groupby_formatter(self, groupby_spec, values):
        formatter = super()._web_read_group_groupby_formatter(groupby_spec, values)
        if groupby_spec != "failure_reason":
            return formatter

        def in_readers_words(value):
            kept, domain = formatter(value)
            return in_words_of(self.env, kept), domain

        return in_readers_words
