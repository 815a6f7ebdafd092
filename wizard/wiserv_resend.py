# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import api, fields, models

from ..models.wiserv_figures import figure


class WiservResend(models.TransientModel):
    """Asks before messages are sent again that may have arrived already."""

    _name = "g2p.wiserv.resend"
    _description = "Resend Wiserv Messages"

    message_ids = fields.Many2many("g2p.wiserv.sms", required=True)
    question = fields.Text(compute="_compute_question")

    @api.depends("message_ids")
    def _compute_question(self):
        for wizard in self:
            wizard.question = wizard._question()

    def _question(self):
        messages = self.message_ids
        messages._origin.check_access("read")
        # sudo: only administrators may read numbers, which are only counted here.
        doubtful = messages.sudo().filtered(lambda message: message.state == "unknown")
        people = {message.partner_id or message.number for message in doubtful}
        if len(messages) == 1:
            return self.env._(
                "Wiserv gave no clear answer about this SMS, so it may have arrived. If you resend it, the "
                "registrant may get it twice."
            )
        figures = {
            "messages": figure(self.env, len(messages)),
            "doubtful": figure(self.env, len(doubtful)),
            "people": figure(self.env, len(people)),
        }
        if len(people) == 1:
            return self.env._(
                "Of the %(messages)s selected messages, Wiserv gave no clear answer about %(doubtful)s, which may "
                "have arrived. If you resend them, 1 person may get the same SMS twice.",
                **figures,
            )
        return self.env._(
            "Of the %(messages)s selected messages, Wiserv gave no clear answer about %(doubtful)s, so they may "
            "have arrived. If you resend them, %(people)s people may get the same SMS twice.",
            **figures,
        )

    def action_resend(self):
        answer = self.message_ids.with_context(resend_unknown=True).action_resend()
        return answer or {"type": "ir.actions.act_window_close"}
