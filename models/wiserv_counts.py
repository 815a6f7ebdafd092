# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import fields, models

READERS = "g2p_programs.g2p_program_manager"
# Each as the filters of the list that the number opens.
_COUNTED = {
    "queued_count": [("state", "in", ("queued", "sending"))],
    "accepted_today_count": [("state", "=", "accepted"), ("answered_at", ">=", "today")],
    "failed_count": [("state", "=", "failed"), ("handled", "=", False)],
    "unknown_count": [("state", "=", "unknown"), ("handled", "=", False)],
}


class WiservCounts(models.Model):
    """How many messages a sender has in each state that an administrator looks for."""

    _inherit = "g2p.program.notification.manager.wiserv"

    queued_count = fields.Integer("Queued", compute="_compute_message_counts", groups=READERS)
    accepted_today_count = fields.Integer("Accepted Today", compute="_compute_message_counts", groups=READERS)
    failed_count = fields.Integer("Failed", compute="_compute_message_counts", groups=READERS)
    unknown_count = fields.Integer("Unknown", compute="_compute_message_counts", groups=READERS)

    def _compute_message_counts(self):
        # sudo: whoever reads the sender may read its messages; a rule's condition would cost the index.
        messages = self.env["g2p.wiserv.sms"].sudo()
        for name, domain in _COUNTED.items():
            groups = messages._read_group(
                [("manager_id", "in", self.ids), *domain], ["manager_id"], ["__count"]
            )
            counts = {sender.id: count for sender, count in groups}
            for sender in self:
                sender[name] = counts.get(sender.id, 0)
