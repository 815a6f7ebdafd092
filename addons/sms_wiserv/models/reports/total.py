# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import api, fields, models
from odoo.tools import SQL

from ...tools.sentences import OTHER_REASON, known_sentences
from .message_figures import PRICE_UNITS


class SmsWiservTotal(models.Model):
    """Totals of deleted messages, written by the statement that deletes them (``retention.py``).

    Each deletion adds rows of its own, so that no transaction waits for another one; the report adds them up. They hold
    no person, number or text, and no reason that may name somebody.
    """

    _name = "sms.wiserv.total"
    _inherit = "sms.wiserv.figures"
    _description = "Total of Deleted SMS Messages"
    _log_access = False

    company_id = fields.Many2one("res.company", ondelete="cascade", index=True)
    sender_id = fields.Many2one("sms.wiserv.sender", ondelete="set null", index="btree_not_null")
    month = fields.Date(required=True, help="Its first day, in the time zone of the company's sending hours.")
    event = fields.Char(required=True)
    state = fields.Char(required=True)
    reason = fields.Char()
    segment_price = fields.Float(digits=(12, 4))
    messages = fields.Integer(required=True)
    segments = fields.Integer(required=True)

    @api.model
    def _columns(self):
        """Return ``{column: SQL}`` of the columns by which messages are added up.

        The SQL reads the tables ``message`` and ``sender``. What senders belong to (``_wiserv_belongs_to``) is such a
        column if a door has added a field of that name to ``sms.wiserv.figures``.
        """
        reason = SQL(
            """CASE WHEN message.failure_reason <> '' THEN coalesce(
                (SELECT known FROM unnest(%s) AS known WHERE starts_with(message.failure_reason, known)
                  ORDER BY length(known) DESC LIMIT 1), %s) END""",
            known_sentences(),
            OTHER_REASON,
        )
        return {
            "company_id": SQL("message.company_id"),
            "sender_id": SQL("message.sender_id"),
            "month": SQL("date_trunc('month', message.queued_on::timestamp)::date"),
            "event": SQL("message.event"),
            "state": SQL("message.state"),
            "reason": reason,
            "segment_price": SQL("nullif(message.segment_price, 0)::numeric / %s", PRICE_UNITS),
            **self.env["sms.wiserv.sender"]._owner_column(self),
        }

    @api.model
    def _joins(self):
        """Return the SQL that joins ``sender`` to ``message``."""
        return SQL("JOIN sms_wiserv_sender AS sender ON sender.id = message.sender_id")

    @api.model
    def _adding(self, messages):
        """Return the SQL that inserts the totals of some messages.

        :param SQL messages: a table or query with all columns of messages
        """
        columns = self._columns()
        return SQL(
            "INSERT INTO sms_wiserv_total (%s, messages, segments) "
            "SELECT %s, count(*), coalesce(sum(message.segments), 0) FROM %s AS message %s GROUP BY %s",
            SQL(", ").join(map(SQL.identifier, columns)),
            SQL(", ").join(columns.values()),
            messages,
            self._joins(),
            SQL(", ").join(SQL(str(place)) for place in range(1, len(columns) + 1)),
        )


class SmsWiservSender(models.Model):
    _inherit = "sms.wiserv.sender"

    @api.model
    def _owner_column(self, model):
        """Return ``{field: SQL over "sender"}`` of what senders belong to; ``{}`` if ``model`` has no such field."""
        owner = self._wiserv_belongs_to
        if owner not in model._fields:
            return {}
        return {owner: SQL.identifier("sender", owner, to_flush=self._fields[owner])}

    @api.ondelete(at_uninstall=False)
    def _unlink_and_keep_totals(self):
        """Write the totals of a sender's messages, which are deleted with it."""
        self.env["sms.wiserv.message"].flush_model()
        gone = SQL("(SELECT * FROM sms_wiserv_message WHERE sender_id = ANY(%s))", self.ids)
        self.env.cr.execute(self.env["sms.wiserv.total"].sudo()._adding(gone))
