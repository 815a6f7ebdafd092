# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import api, fields, models

from ..models.account.res_company import PROTOCOLS
from ..tools.account_in_effect import values_in_effect
from ..tools.sentences import in_words_of
from ..wire import ACCEPTED, NOT_SENT
from .advice import advice_on

# What is found wrong before anything leaves.
_OUR_OWN = {"text", "number", "length"}


class SmsWiservTest(models.TransientModel):
    """Sends one SMS at once and shows what went where, and what came back."""

    _name = "sms.wiserv.test"
    _inherit = "sms.wiserv.checked.first"
    _description = "Test SMS"

    sender_id = fields.Many2one("sms.wiserv.sender", required=True)
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

    @api.depends("sender_id")
    def _compute_account(self):
        self.sender_id._origin.check_access("read")
        for wizard in self:
            values = values_in_effect(wizard.sender_id) if wizard.sender_id else {}
            for name in ("api_url", "protocol", "user_name"):
                wizard[name] = name in values and values[name][0]

    def action_ask_meaning(self):
        """Ask what the reply to the test means."""
        self.ensure_one()
        self.sender_id.check_access("read")
        return self.env["sms.wiserv.reply"]._ask(self.sender_id.company_id, self.reply, self.sender_id)

    def action_send(self):
        """Send, and show the outcome in the same dialog."""
        self.ensure_one()
        sender = self.sender_id
        sender.check_access("write")
        number, _e164, _obstacle = sender._usable_number(self.env["res.partner"], [self.phone])
        sent_at = fields.Datetime.now()
        result = sender.send_now("test", self.phone, self.body)
        advice = result.outcome != ACCEPTED and advice_on(result)
        advice = advice and self.env._(advice)
        if result.cause == "number" and (note := sender._wiserv_company()._wiserv_country_note()):
            advice = f"{advice} {note}"
        self.write(
            {
                # What this server found wrong was never sent, so it is not shown as refused by Wiserv.
                "outcome": NOT_SENT if result.cause in _OUR_OWN else result.outcome,
                "number": number,
                "reply": result.reply,
                "reason": in_words_of(self.env, result.reason),
                "advice": advice,
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
