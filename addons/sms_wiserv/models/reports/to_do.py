# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ..outbox.skipped import MENDABLE
from ..screens.empty_lists import count_seen, in_lines

# After what time waiting messages are listed.
WAITS = timedelta(hours=1)
KINDS = [
    ("paused", "Paused: messages wait"),
    ("waiting", "Waiting for more than an hour"),
    ("unknown", "Unknown, not handled yet"),
    ("failed", "Failed, not handled yet"),
    ("not_told", "People not told, can be mended"),
]
# {kind: filters of the list of messages that show what is counted}
_FILTERS = {
    "waiting": ("waiting_long",),
    "unknown": ("unknown", "not_handled", "group_reply"),
    "failed": ("failed", "not_handled"),
}


class SmsWiservToDo(models.Model):
    """The list *To Do*: for each sender what somebody has to see to, with a link. Test SMS do not count."""

    _name = "sms.wiserv.to.do"
    _description = "SMS To Do"
    _auto = False
    _rec_name = "sender_id"
    _order = "urgency, since, sender_id"
    _depends = {
        "sms.wiserv.sender": ["company_id", "paused_at"],
        "sms.wiserv.message": ["sender_id", "state", "handled", "event", "queued_at", "answered_at"],
        "sms.wiserv.skipped": ["sender_id", "partner_id", "reason", "create_date"],
    }

    urgency = fields.Integer(
        readonly=True, aggregator=None, exportable=False, help="The place in the list of kinds."
    )
    kind = fields.Selection(KINDS, "What", readonly=True)
    sender_id = fields.Many2one("sms.wiserv.sender", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    count = fields.Integer(
        "How Many", readonly=True, help="Messages; of those who were not told, people, each once."
    )
    since = fields.Datetime(readonly=True)

    @property
    def _table_query(self):
        return SQL(
            """SELECT row.sender_id::bigint * %s + place.urgency AS id, place.urgency,
                      row.kind, row.sender_id, sender.company_id, row.count::int, row.since
                 FROM (%s) AS row(kind, sender_id, count, since)
                 JOIN sms_wiserv_sender AS sender ON sender.id = row.sender_id
                CROSS JOIN LATERAL (SELECT array_position(%s::varchar[], row.kind) AS urgency) AS place""",
            len(KINDS) + 1,
            SQL(" UNION ALL ").join(self._parts()),
            [kind for kind, _label in KINDS],
        )

    @api.model
    def _parts(self):
        """Yield the SQL of each kind: rows ``(kind, sender_id, count, since)``."""
        yield SQL(
            """SELECT 'paused'::varchar, id, (SELECT count(*) FROM sms_wiserv_message
                                      WHERE sender_id = sms_wiserv_sender.id AND state = 'queued'), paused_at
                 FROM sms_wiserv_sender WHERE paused_at IS NOT NULL"""
        )
        yield SQL(
            """SELECT 'waiting', sender_id, count(*), min(queued_at) FROM sms_wiserv_message
                WHERE state = 'queued' AND event <> 'test' AND queued_at < %s AND NOT sender_id = ANY(%s)
                GROUP BY sender_id""",
            fields.Datetime.now() - WAITS,
            self._waits_rightly(),
        )
        yield SQL(
            """SELECT state, sender_id, count(*), min(answered_at) FROM sms_wiserv_message
                WHERE state IN ('failed', 'unknown') AND handled IS NOT TRUE AND event <> 'test'
                GROUP BY state, sender_id"""
        )
        yield SQL(
            """SELECT 'not_told', sender_id, count(*), min(since)
                 FROM (SELECT sender_id, partner_id, min(create_date) AS since FROM sms_wiserv_skipped
                        WHERE reason = ANY(%s) GROUP BY sender_id, partner_id) AS person
                GROUP BY sender_id""",
            list(MENDABLE),
        )

    @api.model
    def _waits_rightly(self):
        """Return the ids of senders whose waiting messages are not listed: paused, or outside of sending hours."""
        senders = self.env["sms.wiserv.sender"].sudo().search([])  # pylint: disable=no-search-all
        return senders.filtered(lambda sender: sender.paused_at or sender._resting_until()).ids

    @api.model
    def get_empty_list_help(self, help_message):
        """Override of `base`: a list that is empty because of its filters says that there is something to do."""
        if not count_seen(self, limit=1):
            return super().get_empty_list_help(help_message)
        return in_lines(self.env._("Nothing matches this search"), self.env._("There is something to do."))

    def action_open(self):
        """Open the messages or people that are counted, or the paused sender."""
        self.ensure_one()
        if self.kind == "paused":
            return self.sender_id.action_open()
        if self.kind == "not_told":
            action = self.env["ir.actions.act_window"]._for_xml_id("sms_wiserv.action_skipped")
            filters = {"search_default_sender_id": self.sender_id.ids, "search_default_can_be_mended": 1}
            return {**action, "context": filters}
        return self.sender_id.with_context(message_filters=_FILTERS[self.kind]).action_wiserv_messages()
