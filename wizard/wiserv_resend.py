# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import api, fields, models


class WiservResend(models.TransientModel):
    """Asks before messages are sent again that may have arrived already."""

    _name = "g2p.wiserv.resend"
    _description = "Resend Wiserv Messages"

    message_ids = fields.Many2many("g2p.wiserv.sms", required=True)
    message_count = fields.Integer(compute="_compute_counts")
    unknown_count = fields.Integer(compute="_compute_counts")

    @api.depends("message_ids")
    def _compute_counts(self):
        for wizard in self:
            wizard.message_count = len(wizard.message_ids)
            wizard.unknown_count = len(wizard.message_ids.filtered(lambda sms: sms.state == "unknown"))

    def action_resend(self):
        self.message_ids.with_context(resend_unknown=True).action_resend()
        return {"type": "ir.actions.act_window_close"}
