# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import api, fields, models

from ..models.res_company import PROTOCOLS
from ..models.wiserv_account import values_in_effect
from ..models.wiserv_sentences import in_words_of
from ..tools.wiserv_api import ACCEPTED
from .test_advice import ADVICE


class WiservTest(models.TransientModel):
    """Sends one SMS at once and shows what went where, and what came back."""

    _name = "g2p.wiserv.test"
    _description = "Test SMS over Wiserv"

    manager_id = fields.Many2one("g2p.program.notification.manager.wiserv", "Sender", required=True)
    api_url = fields.Char("API URL", compute="_compute_account")
    protocol = fields.Selection(PROTOCOLS, compute="_compute_account")
    user_name = fields.Char(compute="_compute_account")
    phone = fields.Char("To", required=True, default=lambda self: self.env.user.partner_id.phone)
    body = fields.Text(
        "Text", required=True, default=lambda self: self.env._("Test message from %s.", self.env.company.name)
    )
    outcome = fields.Selection(
        [
            ("accepted", "Accepted"),
            ("refused", "Refused"),
            ("not_sent", "Not sent"),
            ("unknown", "Unknown"),
        ],
        readonly=True,
    )
    number = fields.Char("Number as Sent", readonly=True)
    reply = fields.Char("Gateway's Reply", readonly=True)
    reason = fields.Char(readonly=True)
    advice = fields.Char("What to Do", readonly=True)
    sent_at = fields.Datetime("Sent", readonly=True)
    seconds = fields.Float("Answered After (seconds)", digits=(8, 3), readonly=True)

    @api.depends("manager_id")
    def _compute_account(self):
        self.manager_id._origin.check_access("read")
        for wizard in self:
            values = values_in_effect(wizard.manager_id) if wizard.manager_id else {}
            for name in ("api_url", "protocol", "user_name"):
                wizard[name] = name in values and values[name][0]

    def action_send(self):
        """Send, and show the outcome in the same dialog."""
        self.ensure_one()
        sender = self.manager_id
        sender.check_access("write")
        number, _e164 = self.env["res.partner"]._wiserv_format_number(
            self.phone, sender.number_format, sender._wiserv_company()
        )
        sent_at = fields.Datetime.now()
        result = sender._send_now("manual", self.phone, self.body, who=self.env._("Test"))
        advice = result.outcome != ACCEPTED and ADVICE.get(result.cause)
        self.write(
            {
                "outcome": result.outcome,
                "number": number,
                "reply": result.reply,
                "reason": in_words_of(self.env, result.reason),
                "advice": advice and self.env._(advice),
                "sent_at": sent_at,
                "seconds": result.seconds,
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Test SMS"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
        }
