# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import api, fields, models

from ..tools.format_number import format_number


class SmsWiservResend(models.TransientModel):
    """Asks before messages are sent again that may have arrived already."""

    _name = "sms.wiserv.resend"
    _description = "Resend SMS"

    message_ids = fields.Many2many("sms.wiserv.message", required=True)
    accepted = fields.Integer(help="How many of the selection are left out since Wiserv accepted them.")
    waiting = fields.Integer(help="How many of the selection are still to be sent, and left out.")
    question = fields.Text(compute="_compute_question")

    @api.depends("message_ids", "accepted", "waiting")
    def _compute_question(self):
        for wizard in self:
            wizard.question = wizard._question()

    def _question(self):
        messages = self.message_ids
        messages._origin.check_access("read")
        left_out = messages._origin._not_resent()
        counts = {why: len(some) for why, some in left_out.items()}
        counts["accepted"] += self.accepted
        counts["waiting"] += self.waiting
        # sudo: only administrators may read numbers, which are only counted here.
        again = (messages._origin - messages.browse().union(*left_out.values())).sudo()
        doubtful = again.filtered(lambda message: message.state == "unknown")
        return " ".join([self._doubt(again, doubtful), *messages._not_resent_in_words(counts)])

    def _doubt(self, again, doubtful):
        """Return what may come of resending messages of which some may have arrived."""
        people = {message.partner_id or message.number for message in doubtful}
        if len(again) == 1:
            return self.env._(
                "Wiserv gave no clear answer about this SMS, so it may have arrived. If you resend it, the "
                "recipient may get it twice."
            )
        counts = {
            "messages": format_number(self.env, len(again)),
            "doubtful": format_number(self.env, len(doubtful)),
            "people": format_number(self.env, len(people)),
        }
        if len(doubtful) == 1:
            return self.env._(
                "Of the %(messages)s messages, Wiserv gave no clear answer about 1, so it may have arrived. If you "
                "resend them, 1 person may get the same SMS twice.",
                **counts,
            )
        if len(people) == 1:
            return self.env._(
                "Of the %(messages)s messages, Wiserv gave no clear answer about %(doubtful)s, so they may have "
                "arrived. If you resend them, 1 person may get the same SMS twice.",
                **counts,
            )
        return self.env._(
            "Of the %(messages)s messages, Wiserv gave no clear answer about %(doubtful)s, so they may have "
            "arrived. If you resend them, %(people)s people may get the same SMS twice.",
            **counts,
        )

    def action_resend(self):
        answer = self.message_ids.with_context(resend_unknown=True).action_resend()
        return answer or {"type": "ir.actions.act_window_close"}
