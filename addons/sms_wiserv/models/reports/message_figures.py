# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from datetime import UTC

from odoo import api, fields, models

from ...tools.segments import count_segments, measure
from ...tools.time_zone import zone_of

PRICE_UNITS = 10_000  # in one of a currency


class SmsWiservMessage(models.Model):
    """What reports add up of a message: its segments, the price of one, and the company's day."""

    _inherit = "sms.wiserv.message"

    # Kept, for the texts of tests and passwords are not.
    segments = fields.Integer(compute="_compute_segments", store=True, precompute=True, readonly=False)
    encoding = fields.Char(compute="_compute_encoding")
    # The company's when the message was queued: another price changes no report of the past. Empty: none was known.
    # A whole number, for an index holds many equal ones in one entry, and no decimals.
    segment_price = fields.Integer(
        compute="_compute_segment_price",
        store=True,
        precompute=True,
        groups=fields.NO_ACCESS,
        help="In ten-thousandths of the company's currency.",
    )

    # The company's day: of a month in a report, whoever reads it.
    queued_on = fields.Date("Day", compute="_compute_queued_on", store=True, precompute=True, required=True)

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
            message.segment_price = self._price_at(message.sudo().company_id)

    @api.model
    def _price_at(self, company):
        """Return what a segment costs a company, in ten-thousandths of its currency."""
        return round(PRICE_UNITS * company.wiserv_segment_price)

    @api.depends("queued_at", "company_id")
    def _compute_queued_on(self):
        for message in self:
            message.queued_on = self._day_at(message.sudo().company_id, message.queued_at)

    @api.model
    def _day_at(self, company, at=None):
        """Return the date that it is, or was at a time (UTC, naive), where a company is."""
        at = (at or fields.Datetime.now()).replace(tzinfo=UTC)
        return at.astimezone(zone_of(company._wiserv_tz()) or UTC).date()

    def _price_again(self):
        """Give messages that are sent once more the price of now."""
        for company, messages in self.sudo().grouped("company_id").items():
            messages.segment_price = self._price_at(company)

    @api.model
    def _sized(self, rows):
        """Return rows of :meth:`_enqueue` with the size of their texts, the price of a segment, and their day."""
        companies = self.env["res.company"].sudo().browse({row["company_id"] for row in rows})
        of_company = {
            company.id: {"segment_price": self._price_at(company), "queued_on": self._day_at(company)}
            for company in companies
        }
        sizes = {text: count_segments(text or "") for text in {row["body"] for row in rows}}
        return [{**row, "segments": sizes[row["body"]], **of_company[row["company_id"]]} for row in rows]
