# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import api, fields, models
from odoo.tools import SQL

# More than there are ids of partners.
_SENDERS_PART = 2**31


class SmsWiservPerson(models.Model):
    """Whom a sender tells, and when an SMS to them was last accepted: who is not reached?"""

    _name = "sms.wiserv.person"
    _description = "Person Told by SMS"
    _auto = False
    _rec_name = "partner_id"
    _order = "reached_at, partner_id"
    _depends = {
        "sms.wiserv.message": ["sender_id", "partner_id", "state", "event", "answered_at"],
        "sms.wiserv.skipped": ["sender_id", "partner_id", "reason", "write_date"],
        "sms.wiserv.reached": ["reached_at"],
        "res.partner": ["active"],
    }

    sender_id = fields.Many2one("sms.wiserv.sender", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    partner_id = fields.Many2one("res.partner", "Recipient", readonly=True)
    reached_at = fields.Datetime("Last Accepted SMS", readonly=True)
    not_told = fields.Integer(readonly=True, help="Of how many events this person was not told.")
    reason = fields.Selection(
        selection=lambda self: (
            self.env["sms.wiserv.skipped"]._fields["reason"]._description_selection(self.env)
        ),
        string="Why Not Told",
        readonly=True,
        help="The latest reason.",
    )

    @api.model
    def _people(self):
        """Return the SQL for ``(sender_id, partner_id)`` of everybody who ought to be told of something."""
        return SQL(
            """SELECT sender_id, partner_id FROM sms_wiserv_message WHERE partner_id IS NOT NULL AND event <> 'test'
                UNION SELECT sender_id, partner_id FROM sms_wiserv_skipped WHERE partner_id IS NOT NULL
                UNION SELECT sender_id, partner_id FROM sms_wiserv_reached"""
        )

    @property
    def _table_query(self):
        columns = {
            "id": SQL("person.sender_id::bigint * %s + person.partner_id", _SENDERS_PART),
            **self._columns(),
        }
        return SQL(
            """SELECT %s
                 FROM (%s) AS person
                 JOIN sms_wiserv_sender AS sender ON sender.id = person.sender_id
                 JOIN res_partner AS partner ON partner.id = person.partner_id AND partner.active
                 LEFT JOIN (
                    SELECT sender_id, partner_id, max(at) AS at
                      FROM (
                        SELECT sender_id, partner_id, answered_at AS at FROM sms_wiserv_message
                         WHERE state = 'accepted' AND event <> 'test'
                         UNION ALL
                        SELECT sender_id, partner_id, reached_at FROM sms_wiserv_reached
                      ) AS accepted GROUP BY 1, 2
                 ) AS reached USING (sender_id, partner_id)
                 LEFT JOIN (
                    SELECT sender_id, partner_id, count(*) AS count,
                           (array_agg(reason ORDER BY write_date DESC, id DESC))[1] AS reason
                      FROM sms_wiserv_skipped GROUP BY 1, 2
                 ) AS skipped USING (sender_id, partner_id)""",
            SQL(", ").join(SQL("%s AS %s", sql, SQL.identifier(name)) for name, sql in columns.items()),
            self._people(),
        )

    @api.model
    def _columns(self):
        """Return ``{column: SQL}`` over ``person``, ``sender``, ``reached`` and ``skipped``. Doors add their own."""
        return {
            "sender_id": SQL("sender_id"),
            "partner_id": SQL("partner_id"),
            "company_id": SQL("sender.company_id"),
            "reached_at": SQL("reached.at"),
            "not_told": SQL("coalesce(skipped.count, 0)"),
            "reason": SQL("skipped.reason"),
        }

    def action_open_person(self):
        """Open the person, where what keeps the SMS from them can be mended."""
        self.ensure_one()
        return self.partner_id._wiserv_form()
