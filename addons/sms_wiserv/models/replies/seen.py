# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
# The queries hold constants only; values are passed as parameters.
# pylint: disable=sql-injection
from psycopg2.extras import execute_values

from odoo import api, models

from ...policy import REPLIES_MOST
from ...wire.patterns import Meanings, normalise
from ..outbox.sql import NOW
from .reply import UNDECIDED

# The pattern under which replies are counted that are too many to be listed. No reply consists of it alone.
REST = "…"

_COUNT = """
    INSERT INTO sms_wiserv_reply AS reply
           (company_id, pattern, normal, meaning, seen_count, first_seen, last_seen, example,
            create_date, write_date)
    VALUES %s
        ON CONFLICT (company_id, normal) DO UPDATE
       SET seen_count = coalesce(reply.seen_count, 0) + excluded.seen_count,
           first_seen = coalesce(reply.first_seen, excluded.first_seen),
           last_seen = excluded.last_seen, example = excluded.example
"""


class SmsWiservReply(models.Model):
    """Counts how often the gateway gave each reply."""

    _inherit = "sms.wiserv.reply"

    @api.model
    def _count_seen(self, seen):
        """Add to the counts of the declared patterns that match, or else of the replies' own patterns.

        :param seen: ``[(sender id, pattern of the reply, how often, the reply itself)]``
        """
        senders = self.env["sms.wiserv.sender"].browse({sender for sender, *_rest in seen}).exists().sudo()
        company_of = {sender.id: sender.company_id.id for sender in senders}
        counts = {}
        for sender, said, count, example in seen:
            if company := company_of.get(sender):
                key = company, said
                counts[key] = counts.get(key, (0, ""))[0] + count, example
        self.flush_model()
        rows = {}
        for company in sorted({company for company, _said in counts}):
            place = self._places(company)
            for (_company, said), (count, example) in counts.items():
                if _company == company:
                    pattern, normal = place(said)
                    before = rows.get((company, normal), (0,))[0]
                    rows[company, normal] = before + count, pattern, example
        execute_values(
            self.env.cr._obj,
            _COUNT,
            # Sorted, so that dispatchers that write the same rows wait for each other, and do not deadlock.
            [
                (company, pattern, normal, UNDECIDED, count, example)
                for (company, normal), (count, pattern, example) in sorted(rows.items())
            ],
            template=f"(%s, %s, %s, %s, %s, {NOW}, {NOW}, %s, {NOW}, {NOW})",
        )
        self.invalidate_model()

    def _places(self, company):
        """Return a function that tells in which row ``(pattern, normal)`` a reply's pattern is counted."""
        replies = self.sudo().search([("company_id", "=", company)])
        decided = replies.filtered(lambda reply: reply.meaning != UNDECIDED)
        deciding = Meanings([(reply.pattern, reply) for reply in decided])
        undecided = set((replies - decided).mapped("normal"))

        def place(said):
            reply, _varies = deciding.of(said)
            if reply:
                return reply.pattern, reply.normal
            normal = normalise(said)
            if normal not in undecided:
                if len(undecided) >= REPLIES_MOST:
                    return REST, normalise(REST)
                undecided.add(normal)
            return said, normal

        return place

    def _is_rest(self):
        return self.pattern == REST
