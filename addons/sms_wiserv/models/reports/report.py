# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import api, fields, models
from odoo.tools import SQL

from ...tools.sentences import in_words_of
from ..outbox.message import STATES

# Each a measure: how many messages are in these states.
COUNTS = {
    "accepted": ("accepted",),
    "failed": ("failed",),
    "unknown": ("unknown",),
    "waiting": ("queued", "sending"),
    "cancelled": ("cancelled",),
}


class SmsWiservReport(models.Model):
    """How many SMS were sent, what they cost, and why others were not: messages, and totals of those deleted."""

    _name = "sms.wiserv.report"
    _description = "SMS Report"
    _auto = False
    _rec_name = "month"
    _order = "month desc, id desc"
    _depends = {
        "sms.wiserv.message": [
            "company_id", "sender_id", "queued_at", "event", "state", "failure_reason", "segments", "segment_price",
        ],
        "sms.wiserv.total": ["messages"],
        "res.company": ["wiserv_segment_price", "wiserv_hours_tz", "partner_id"],
        "res.partner": ["tz"],
    }  # fmt: skip

    company_id = fields.Many2one("res.company", readonly=True)
    sender_id = fields.Many2one("sms.wiserv.sender", readonly=True)
    month = fields.Date(readonly=True)
    event = fields.Selection(
        selection=lambda self: (
            self.env["sms.wiserv.message"]._fields["event"]._description_selection(self.env)
        ),
        readonly=True,
    )
    state = fields.Selection(STATES, readonly=True)
    reason = fields.Char(readonly=True)
    messages = fields.Integer(readonly=True)
    accepted = fields.Integer(readonly=True)
    failed = fields.Integer(readonly=True)
    unknown = fields.Integer(readonly=True)
    waiting = fields.Integer(readonly=True)
    cancelled = fields.Integer(readonly=True)
    segments = fields.Integer(readonly=True)
    charged_segments = fields.Integer("Segments Charged", readonly=True, help="Those of accepted messages.")
    currency_id = fields.Many2one("res.currency", readonly=True)
    cost = fields.Monetary(
        readonly=True,
        help="Of accepted messages, at the price of their time. Wiserv may charge for unknown ones, too.",
    )

    @property
    def _table_query(self):
        totals = self.env["sms.wiserv.total"]
        columns = totals._columns()
        kept = {name: SQL("total.%s", SQL.identifier(name)) for name in columns}
        live = self._rows(
            SQL("message.id"),
            columns,
            SQL("1"),
            SQL("coalesce(message.segments, 0)"),
            SQL("message.company_id"),
        )
        gone = self._rows(
            SQL("-total.id"), kept, SQL("total.messages"), SQL("total.segments"), SQL("total.company_id")
        )
        return SQL(
            "%s FROM sms_wiserv_message AS message %s %s UNION ALL %s FROM sms_wiserv_total AS total %s",
            live,
            totals._joins(),
            _company(SQL("message.company_id")),
            gone,
            _company(SQL("total.company_id")),
        )

    @api.model
    def _rows(self, id_, columns, messages, segments, company):
        state = columns["state"]
        counts = [
            SQL(
                "CASE WHEN %s = ANY(%s) THEN %s ELSE 0 END AS %s",
                state,
                list(states),
                messages,
                SQL.identifier(name),
            )
            for name, states in COUNTS.items()
        ]
        price = SQL("coalesce(%s, company.wiserv_segment_price, 0)", columns["segment_price"])
        charged = SQL("CASE WHEN %s = 'accepted' THEN %s ELSE 0 END", state, segments)
        return SQL(
            "SELECT %s AS id, %s, %s AS messages, %s, %s AS segments, %s AS charged_segments, "
            "company.currency_id, %s * %s AS cost",
            id_,
            SQL(", ").join(SQL("%s AS %s", sql, SQL.identifier(name)) for name, sql in columns.items()),
            messages,
            SQL(", ").join(counts),
            segments,
            charged,
            charged,
            price,
        )

    def _web_read_group_groupby_formatter(self, groupby_spec, values):
        """Override of `web` to show reasons in the reader's language."""
        formatter = super()._web_read_group_groupby_formatter(groupby_spec, values)
        if groupby_spec != "reason":
            return formatter

        def in_readers_words(value):
            kept, domain = formatter(value)
            return in_words_of(self.env, kept), domain

        return in_readers_words


def _company(company_id):
    return SQL("LEFT JOIN res_company AS company ON company.id = %s", company_id)
