# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
# Pieces are committed one by one.
# pylint: disable=invalid-commit
from collections import Counter
from datetime import timedelta

from odoo import api, fields, models

from ...policy import EVENT_PIECE
from ...tools.isolation import read_committed

_EXPIRED = """
    SELECT message.id FROM sms_wiserv_sender AS sender
     CROSS JOIN LATERAL (
        SELECT id FROM sms_wiserv_message
         WHERE sender_id = sender.id AND state = 'queued'
           AND queued_at < %(now)s - sender.expire_days * interval '1 day'
         ORDER BY queued_at LIMIT %(limit)s FOR UPDATE SKIP LOCKED
     ) AS message
     WHERE sender.expire_days > 0 LIMIT %(limit)s
"""


class SmsWiservMessage(models.Model):
    """Messages that have waited longer than their sender allows expire: they are listed as not told."""

    _inherit = "sms.wiserv.message"

    _waiting_index = models.Index("(sender_id, queued_at) WHERE state = 'queued'")

    @api.model
    def _expire(self):
        """Leave out messages that have waited too long, also of paused senders; each sender notes how many."""
        with self.env.registry.cursor() as cr:
            # Dispatchers may claim the same messages meanwhile.
            read_committed(cr)
            self.with_env(self.env(cr=cr))._expire_in_pieces()

    @api.model
    def _expire_in_pieces(self):
        self._leave_out_moved()
        self.env.cr.commit()
        counts, expired = Counter(), True
        while expired:
            self.env.cr.execute(_EXPIRED, {"now": fields.Datetime.now(), "limit": EVENT_PIECE})
            expired = self.browse([id_ for (id_,) in self.env.cr.fetchall()])
            counts += Counter(message.sender_id.id for message in expired)
            expired._leave_out(dict.fromkeys(expired, "expired"))
            self.env.cr.commit()
        for sender in self.env["sms.wiserv.sender"].browse(counts):
            sender._post_expired(counts[sender.id])
        self.env.cr.commit()


class SmsWiservSender(models.Model):
    _inherit = "sms.wiserv.sender"

    def _too_old(self, messages):
        """Return the ids of those of ``messages`` (each with ``id`` and ``queued_at``) that have waited too long."""
        if not self.expire_days:
            return set()
        oldest = fields.Datetime.now() - timedelta(days=self.expire_days)
        return {message.id for message in messages if message.queued_at < oldest}
