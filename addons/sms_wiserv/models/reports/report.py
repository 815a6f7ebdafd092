# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import api, fields, models
from odoo.tools import SQL, format_date

from ...tools.sentences import in_words_of
from ..outbox.message import STATES

# {field of the report: the states of messages that it counts}
COUNTS = {
    "accepted": ("accepted",),
    "failed": ("failed",),
    "unknown": ("unknown",),
    "waiting": ("queued", "sending"),
    "cancelled": ("cancelled",),
}
# States for which the report shows no reason.
_WITHOUT_REASON = ["accepted", "queued", "sending"]


class SmsWiservReport(models.Model):
    """The report of SMS: how many, what they cost, and why others were not accepted.

    A view over messages and, for those that were deleted, ``sms.wiserv.total``.
    """

    _name = "sms.wiserv.report"
    _inherit = "sms.wiserv.figures"
    _description = "SMS Report"
    _auto = False
    _rec_name = "month"
    _order = "month desc, id desc"
    _depends = {
        "sms.wiserv.message": [
            "company_id", "sender_id", "queued_on", "event", "state", "failure_reason", "segments", "segment_price",
        ],
        "sms.wiserv.total": ["messages"],
        "res.company": ["wiserv_segment_price"],
    }  # fmt: skip

    company_id = fields.Many2one("res.company", readonly=True)
    sender_id = fields.Many2one("sms.wiserv.sender", readonly=True)
    month = fields.Date(readonly=True, exportable=False)
    # A date would be read as a day: lists leave out the year that is running.
    month_shown = fields.Char("Month", compute="_compute_month_shown")
    event = fields.Selection(
        selection=lambda self: (
            self.env["sms.wiserv.message"]._fields["event"]._description_selection(self.env)
        ),
        readonly=True,
    )
    state = fields.Selection(STATES, readonly=True)
    reason = fields.Char("Reason as Kept", readonly=True, exportable=False)
    reason_shown = fields.Char("Reason", compute="_compute_reason_shown")
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

    @api.depends("reason")
    @api.depends_context("lang")
    def _compute_reason_shown(self):
        for row in self:
            row.reason_shown = in_words_of(self.env, row.reason)

    @api.depends("month")
    @api.depends_context("lang")
    def _compute_month_shown(self):
        for row in self:
            row.month_shown = row.month and format_date(self.env, row.month, date_format="MMMM y")

    def _order_field_to_sql(self, alias, field_name, direction, nulls, query):
        """Override of `base` to put months in the order of time, whatever they are called."""
        name = "month" if field_name == "month_shown" else field_name
        return super()._order_field_to_sql(alias, name, direction, nulls, query)

    @property
    def _table_query(self):
        columns = self.env["sms.wiserv.total"]._columns()
        state = SQL("kind.state")
        counts = [
            SQL(
                "CASE WHEN %s = ANY(%s) THEN kind.messages ELSE 0 END AS %s",
                state,
                list(states),
                SQL.identifier(name),
            )
            for name, states in COUNTS.items()
        ]
        charged = SQL("CASE WHEN %s = 'accepted' THEN kind.segments ELSE 0 END", state)
        names = SQL(", ").join(SQL("kind.%s", SQL.identifier(name)) for name in columns)
        return SQL(
            """SELECT row_number() OVER (ORDER BY %(names)s)::int AS id, %(names)s, kind.messages, %(counts)s,
                      kind.segments, %(charged)s AS charged_segments, company.currency_id,
                      %(charged)s * coalesce(kind.segment_price, company.wiserv_segment_price, 0) AS cost
                 FROM (
                    SELECT %(names)s, sum(messages)::int AS messages, sum(segments)::int AS segments
                      FROM (%(live)s UNION ALL %(gone)s) AS kind GROUP BY %(names)s
                 ) AS kind LEFT JOIN res_company AS company ON company.id = kind.company_id""",
            names=names,
            counts=SQL(", ").join(counts),
            charged=charged,
            live=self._live(columns),
            gone=SQL(
                "SELECT %s, messages, segments FROM sms_wiserv_total",
                SQL(", ").join(map(SQL.identifier, columns)),
            ),
        )

    @api.model
    def _live(self, columns):
        """Return the SQL that adds up the messages that are not deleted.

        In states without a reason it reads ``_kind_index`` alone, which holds all columns that are needed.
        """
        kinds = SQL("company_id, event, state, sender_id, queued_on, segment_price")
        added = SQL("count(*) AS messages, coalesce(sum(segments), 0) AS segments FROM sms_wiserv_message")
        return SQL(
            """SELECT %s, message.messages, message.segments
                 FROM (
                    SELECT %s, NULL AS failure_reason, %s WHERE state = ANY(%s) GROUP BY 1, 2, 3, 4, 5, 6
                     UNION ALL
                    SELECT %s, failure_reason, %s WHERE state <> ALL(%s) GROUP BY 1, 2, 3, 4, 5, 6, 7
                 ) AS message %s""",
            SQL(", ").join(SQL("%s AS %s", sql, SQL.identifier(name)) for name, sql in columns.items()),
            kinds,
            added,
            _WITHOUT_REASON,
            kinds,
            added,
            _WITHOUT_REASON,
            self.env["sms.wiserv.total"]._joins(),
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
