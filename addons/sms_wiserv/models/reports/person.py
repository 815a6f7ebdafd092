# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).

from odoo import api, fields, models
from odoo.tools import SQL

from ...policy import CAUGHT_UP
from ..outbox.merged import REACHED_ANOTHER
from ..screens.empty_lists import of_a_search


class SmsWiservPerson(models.Model):
    """A person whom a sender tells, and when an SMS to them was last accepted: the report *Not Reached*.

    Stored, because adding up a million messages takes too long when somebody opens the report. :meth:`_look_again`
    is called wherever something changes that counts here, and :meth:`_reach` for accepted messages.
    """

    _name = "sms.wiserv.person"
    _inherit = ["sms.wiserv.of.sender", "sms.wiserv.added.up.once"]
    _description = "Person Told by SMS"
    _log_access = False
    _rec_name = "partner_id"
    _order = "reached_at, id"

    sender_id = fields.Many2one("sms.wiserv.sender", required=True, readonly=True, ondelete="cascade")
    company_id = fields.Many2one(
        "res.company", compute="_compute_company_id", search="_search_company_id", compute_sudo=True
    )
    partner_id = fields.Many2one(
        "res.partner", "Recipient", required=True, readonly=True, index=True, ondelete="cascade"
    )
    active = fields.Boolean(
        default=True, readonly=True, help="Not archived, and still to be told by this sender."
    )
    reached_at = fields.Datetime("Last Accepted SMS", readonly=True)
    reached_before = fields.Datetime(
        groups=fields.NO_ACCESS, help="The last accepted SMS of those that are deleted."
    )
    not_told = fields.Integer(readonly=True, help="Of how many events this person was not told.")
    reason = fields.Selection(
        selection=lambda self: (
            self.env["sms.wiserv.skipped"]._fields["reason"]._description_selection(self.env)
        ),
        string="Why Not Told",
        readonly=True,
        help="The latest reason.",
    )

    _once = models.UniqueIndex("(sender_id, partner_id)")
    # What the list reads of each of its groups: by sender, and by reason.
    _reached_index = models.Index("(sender_id, reached_at, id) WHERE active IS TRUE")
    _reason_index = models.Index(
        "(reason, reached_at, id, sender_id) WHERE active IS TRUE AND reason IS NOT NULL"
    )

    def _compute_company_id(self):
        for person in self:
            person.company_id = person.sender_id.company_id

    def _search_company_id(self, operator, value):
        # By the ids of the few senders, and not by a join, through which PostgreSQL cannot foresee how many rows of a
        # million are theirs: it would sort them all.
        senders = self.env["sms.wiserv.sender"].sudo().search([("company_id", operator, value)])
        return [("sender_id", "in", senders.ids)]

    @api.model
    def _people(self):
        """Return the SQL for ``(sender_id, partner_id)`` of everybody whom senders tell.

        For a sender that belongs to something with members, such as a program, these are the members, whether they
        were told of something or not; for others everybody who was, or was to be.
        """
        told = SQL(
            """SELECT sender_id, partner_id FROM sms_wiserv_message WHERE event <> 'test'
                UNION SELECT sender_id, partner_id FROM sms_wiserv_skipped
                UNION SELECT sender_id, partner_id FROM sms_wiserv_person WHERE reached_before IS NOT NULL"""
        )
        if not (members := self._members()):
            return told
        return SQL(
            """SELECT sender.id AS sender_id, member.partner_id
                 FROM sms_wiserv_sender AS sender JOIN (%(members)s) AS member ON member.owner_id = sender.%(owner)s
                UNION
               SELECT other.sender_id, other.partner_id
                 FROM (%(told)s) AS other JOIN sms_wiserv_sender AS sender ON sender.id = other.sender_id
                WHERE sender.%(owner)s IS NULL""",
            members=members,
            owner=SQL.identifier(self.env["sms.wiserv.sender"]._wiserv_belongs_to),
            told=told,
        )

    @api.model
    def _members(self):
        """Return the SQL for ``(owner_id, partner_id)`` of the members of what senders belong to; None: it has none."""
        owner, found = self.env["sms.wiserv.sender"]._wiserv_belongs_to, []
        for name in self.env.registry["sms.wiserv.member"]._inherit_children:
            members = self.env[name]
            field, value = members._wiserv_events[members._wiserv_counted]
            found.append(
                SQL(
                    "SELECT %s AS owner_id, partner_id FROM %s WHERE %s = %s",
                    SQL.identifier(owner),
                    SQL.identifier(members._table),
                    SQL.identifier(field),
                    value,
                )
            )
        return SQL(" UNION ALL ").join(found) if found else None

    @api.model
    def _look_again(self, which, reached=True):
        """Bring the rows of some people up to date.

        :param SQL which: a condition on ``sender_id`` and ``partner_id``
        :param bool reached: whether ``reached_at`` may have changed. If not, it is not written: dispatchers write it,
            and two transactions that write the same row fail and begin again.
        """
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """WITH people AS (SELECT sender_id, partner_id FROM (%(people)s) AS people WHERE %(which)s),
                        accepted AS (
                            SELECT sender_id, partner_id, max(answered_at) AS at FROM sms_wiserv_message
                             WHERE state = 'accepted' AND event <> 'test' AND %(which)s GROUP BY 1, 2),
                        skipped AS (
                            SELECT sender_id, partner_id, count(*) AS count,
                                   (array_agg(reason ORDER BY write_date DESC, id DESC))[1] AS reason
                              FROM sms_wiserv_skipped WHERE %(which)s GROUP BY 1, 2),
                        kept AS (SELECT * FROM sms_wiserv_person WHERE %(which)s),
                        now AS (
                            SELECT sender_id, partner_id, partner.active IS TRUE AS active,
                                   greatest(accepted.at, kept.reached_before) AS reached_at,
                                   coalesce(skipped.count, 0) AS not_told, skipped.reason, kept.id
                              FROM people
                              JOIN res_partner AS partner ON partner.id = people.partner_id
                              LEFT JOIN accepted USING (sender_id, partner_id)
                              LEFT JOIN skipped USING (sender_id, partner_id)
                              LEFT JOIN kept USING (sender_id, partner_id)),
                        others AS (
                            SELECT id FROM kept LEFT JOIN people USING (sender_id, partner_id)
                             WHERE people.sender_id IS NULL),
                        gone AS (
                            DELETE FROM sms_wiserv_person WHERE reached_before IS NULL AND id IN (TABLE others)),
                        left_out AS (
                            UPDATE sms_wiserv_person SET active = FALSE
                             WHERE reached_before IS NOT NULL AND id IN (TABLE others)),
                        changed AS (
                            UPDATE sms_wiserv_person AS kept
                               SET active = now.active, not_told = now.not_told, reason = now.reason,
                                   reached_at = CASE WHEN %(reached)s THEN now.reached_at ELSE kept.reached_at END
                              FROM now
                             WHERE kept.id = now.id
                               AND ((kept.active, kept.not_told, kept.reason)
                                    IS DISTINCT FROM (now.active, now.not_told, now.reason)
                                    OR %(reached)s AND kept.reached_at IS DISTINCT FROM now.reached_at))
                   INSERT INTO sms_wiserv_person (sender_id, partner_id, active, reached_at, not_told, reason)
                   SELECT sender_id, partner_id, active, reached_at, not_told, reason FROM now WHERE id IS NULL
                       ON CONFLICT DO NOTHING""",
                people=self._people(),
                which=which,
                reached=reached,
            )
        )
        self.invalidate_model()

    @api.model
    def _look_again_at(self, partner_ids, reached=True):
        """Bring the rows of these people up to date; see :meth:`_look_again`."""
        if ids := sorted(filter(None, partner_ids)):
            self._look_again(SQL("partner_id = ANY(%s)", ids), reached)

    @api.model
    def _reach(self, message_ids):
        """Write ``reached_at`` for those of these messages that are accepted."""
        if message_ids:
            self._reach_where(SQL("id = ANY(%s)", list(message_ids)))

    @api.model
    def _reach_where(self, which):
        self.env.cr.execute(
            SQL(
                """WITH accepted AS (
                       SELECT sender_id, partner_id, max(answered_at) AS at FROM sms_wiserv_message
                        WHERE %s AND state = 'accepted' AND event <> 'test' GROUP BY 1, 2 ORDER BY 1, 2)
                   UPDATE sms_wiserv_person AS kept SET reached_at = accepted.at FROM accepted
                    WHERE kept.sender_id = accepted.sender_id AND kept.partner_id = accepted.partner_id
                      AND (kept.reached_at IS NULL OR kept.reached_at < accepted.at)""",
                which,
            )
        )
        self.invalidate_model(["reached_at"])

    @api.autovacuum
    def _catch_up(self):
        """Write ``reached_at`` for messages whose dispatcher died before it did; see ``CAUGHT_UP``."""
        self._reach_where(SQL("answered_at > %s", fields.Datetime.now() - CAUGHT_UP))

    @api.autovacuum
    def _follow_merged(self):
        """Look again at people who were merged by SQL, past the wizard of Odoo (``person_changes.py``)."""
        rows = self.env.execute_query(
            SQL(
                """WITH moved AS (
                        SELECT sender_id, partner_id, queued_for, answered_at FROM sms_wiserv_message
                         WHERE %s AND event <> 'test')
                   SELECT partner_id FROM moved LEFT JOIN sms_wiserv_person AS kept USING (sender_id, partner_id)
                    WHERE kept.reached_at IS NULL OR kept.reached_at < moved.answered_at
                    UNION
                   SELECT queued_for FROM moved JOIN sms_wiserv_person AS kept
                       ON kept.sender_id = moved.sender_id AND kept.partner_id = moved.queued_for
                    WHERE kept.reached_at = moved.answered_at""",
                SQL(REACHED_ANOTHER),
            )
        )
        self._look_again_at([partner_id for (partner_id,) in rows])

    @api.model
    def _outlive(self, messages):
        """Return the SQL that writes ``reached_before`` from messages that are being deleted.

        :param SQL messages: a table or query with the columns of messages
        """
        return SQL(
            """UPDATE sms_wiserv_person AS kept SET reached_before = greatest(kept.reached_before, gone.at)
                 FROM (
                    SELECT sender_id, partner_id, max(answered_at) AS at FROM %s AS message
                     WHERE state = 'accepted' AND event <> 'test' GROUP BY 1, 2
                 ) AS gone
                WHERE kept.sender_id = gone.sender_id AND kept.partner_id = gone.partner_id""",
            messages,
        )

    @api.model
    def get_empty_list_help(self, help_message):
        """Override of `base` to tell a list without anybody from a search without a result."""
        found_none = self.env._("Nobody matches this search")
        return of_a_search(self, found_none) or super().get_empty_list_help(help_message)

    def action_open_person(self):
        """Open the person, where what keeps the SMS from them can be mended."""
        self.ensure_one()
        return self.partner_id._wiserv_form()
