# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import api, fields, models

from ...tools.segments import count_segments, measure


class SmsWiservMessage(models.Model):
    """How large a message is, and what a segment of it costs."""

    _inherit = "sms.wiserv.message"

    # Kept, for the texts of tests and passwords are not.
    segments = fields.Integer(compute="_compute_segments", store=True, precompute=True, readonly=False)
    encoding = fields.Char(compute="_compute_encoding")
    # The company's when the message was queued: another price changes no report of the past. Empty: none was known.
    segment_price = fields.Float(
        compute="_compute_segment_price", store=True, precompute=True, groups=fields.NO_ACCESS, digits=(12, 4)
    )

    @api.depends("body")
    def _compute_segments(self):
        for message in self:
            message.segments = count_segments(message.body) if message.body else message.segments

    @api.depends("body")
    def _compute_encoding(self):
        for message in self:
            message.encoding = measure(message.body).encoding if message.body else ""

    @api.depends("company_id")
    def _compute_segment_price(self):
        for message in self:
            message.segment_price = message.sudo().company_id.wiserv_segment_price

    def _price_again(self):
        """Give messages that are sent once more the price of now."""
        for company, messages in self.sudo().grouped("company_id").items():
            messages.segment_price = company.wiserv_segment_price

    @api.model
    def _sized(self, rows):
        """Return rows of :meth:`_enqueue` with the size of their texts and the price of a segment."""
        companies = self.env["res.company"].sudo().browse({row["company_id"] for row in rows})
        prices = {company.id: company.wiserv_segment_price for company in companies}
        sizes = {text: count_segments(text or "") for text in {row["body"] for row in rows}}
        return [
            {**row, "segments": sizes[row["body"]], "segment_price": prices[row["company_id"]]}
            for row in rows
        ]
