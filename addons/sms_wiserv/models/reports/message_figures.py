# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from datetime import UTC

from odoo import api, fields, models

from ...tools.segments import count_segments, measure
from ...tools.time_zone import zone_of

PRICE_UNITS = 10_000  # in one of a currency


class SmsWiservMessage(models.Model):
    """What reports need of a message: its segments, the price of a segment, and the day in the company's time zone."""

    _inherit = "sms.wiserv.message"

    # Stored, because the texts of tests and one-time passwords are not.
    segments = fields.Integer(compute="_compute_segments", store=True, precompute=True, readonly=False)
    encoding = fields.Char(compute="_compute_encoding")
    # The price at the time of queueing, so that a new price changes no report of the past; 0: none was set. An integer,
    # since `_kind_index` stores equal integers once, and takes much more space with decimals.
    segment_price = fields.Integer(
        compute="_compute_segment_price",
        store=True,
        precompute=True,
        groups=fields.NO_ACCESS,
        help="In ten-thousandths of the company's currency.",
    )

    # By the company's time zone, so that everybody sees the message in the same month of a report.
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
        """Return what a segment costs a company now, in ten-thousandths of its currency."""
        return round(PRICE_UNITS * company.wiserv_segment_price)

    @api.depends("queued_at", "company_id")
    def _compute_queued_on(self):
        for message in self:
            message.queued_on = self._day_at(message.sudo().company_id, message.queued_at)

    @api.model
    def _day_at(self, company, at=None):
        """Return the date in a company's time zone, now or at a time (UTC, naive)."""
        at = (at or fields.Datetime.now()).replace(tzinfo=UTC)
        return at.astimezone(zone_of(company._wiserv_tz()) or UTC).date()

    def _price_again(self):
        """Give messages that are resent the present price."""
        for company, messages in self.sudo().grouped("company_id").items():
            messages.segment_price = self._price_at(company)

    @api.model
    def _sized(self, rows):
        """Return rows for ``_enqueue`` with ``segments``, ``segment_price`` and ``queued_on`` added."""
        companies = self.env["res.company"].sudo().browse({row["company_id"] for row in rows})
        of_company = {
            company.id: {"segment_price": self._price_at(company), "queued_on": self._day_at(company)}
            for company in companies
        }
        sizes = {text: count_segments(text or "") for text in {row["body"] for row in rows}}
        return [{**row, "segments": sizes[row["body"]], **of_company[row["company_id"]]} for row in rows]
