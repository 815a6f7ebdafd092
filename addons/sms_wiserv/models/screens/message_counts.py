# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import fields, models

from ...groups import USER

# The domain of each count, equal to that of the list that it opens. Test SMS are left out.
_COUNTED = {
    "queued_count": [("state", "in", ("queued", "sending"))],
    "accepted_today_count": [("state", "=", "accepted"), ("answered_at", ">=", "today")],
    "failed_count": [("state", "=", "failed"), ("handled", "=", False)],
    "unknown_count": [("state", "=", "unknown"), ("handled", "=", False)],
}


class SmsWiservSender(models.Model):
    """How many messages a sender has in each state that an administrator looks for."""

    _inherit = "sms.wiserv.sender"

    queued_count = fields.Integer("Queued", compute="_compute_message_counts", groups=USER)
    accepted_today_count = fields.Integer("Accepted Today", compute="_compute_message_counts", groups=USER)
    failed_count = fields.Integer("Failed", compute="_compute_message_counts", groups=USER)
    unknown_count = fields.Integer("Unknown", compute="_compute_message_counts", groups=USER)

    def _compute_message_counts(self):
        # sudo: whoever reads the sender may read its messages; a rule's condition would cost the index.
        messages = self.env["sms.wiserv.message"].sudo()
        for name, domain in _COUNTED.items():
            groups = messages._read_group(
                [("sender_id", "in", self.ids), ("event", "!=", "test"), *domain], ["sender_id"], ["__count"]
            )
            counts = {sender.id: count for sender, count in groups}
            for sender in self:
                sender[name] = counts.get(sender.id, 0)

    def action_wiserv_messages(self):
        """Open this sender's messages, filtered as the context's ``message_filters`` (names of filters) say."""
        action = self.env["ir.actions.act_window"]._for_xml_id("sms_wiserv.action_message")
        filters = {
            f"search_default_{name}": 1 for name in ("no_tests", *self.env.context.get("message_filters", ()))
        }
        return {**action, "context": {"search_default_sender_id": self.ids, **filters}}
