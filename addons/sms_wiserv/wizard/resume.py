# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import api, fields, models


class SmsWiservResume(models.TransientModel):
    """Says what would leave before a sender resumes after a long pause."""

    _name = "sms.wiserv.resume"
    _description = "Resume a Sender"

    sender_ids = fields.Many2many("sms.wiserv.sender", required=True)
    at_once = fields.Boolean(help="Without trying one message first.")
    question = fields.Text(compute="_compute_question")

    @api.depends("sender_ids")
    def _compute_question(self):
        for wizard in self:
            senders = wizard.sender_ids._origin
            senders.check_access("read")
            wizard.question = senders._resume_question()

    def action_resume(self):
        senders = self.sender_ids.with_context(resume_asked=True)
        answer = senders.action_resume_all() if self.at_once else senders.action_resume()
        return answer or {"type": "ir.actions.act_window_close"}
