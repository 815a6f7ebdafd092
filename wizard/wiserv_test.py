# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import api, fields, models

from ..tools.wiserv_api import ACCEPTED

# What an administrator can do about each cause of a failed test; the others speak for themselves.
ADVICE = {
    "credentials": "Check the user name and the password with Wiserv, and enter both again.",
    "dns": "Check the host name in the API URL, and that this server can look up names on the Internet.",
    "connect": "Check host and port in the API URL, and that a firewall lets this server out.",
    "connect_timeout": "Check host and port in the API URL, and that a firewall lets this server out.",
    "tls_untrusted": "Ask Wiserv which authority signs its certificate; name its file in the server configuration.",
    "not_found": "Check the path of the API URL: the host answers, but no SMS service does.",
    "description": "Check that the API URL is that of Wiserv's WSDL, or choose HTTP POST as protocol.",
    "redirect": "Enter the address that the gateway points to, if Wiserv confirms it.",
    "throttled": "Wait, and lower the messages per second in the settings.",
    "unavailable": "Wait, and ask Wiserv if it lasts.",
    "unrecognised": "Ask Wiserv what this reply means; if it means success, add it to the accepted replies.",
    "number": "Enter a mobile number that can be dialled from the company's country.",
}


class WiservTest(models.TransientModel):
    """Sends one SMS at once and shows what went where, and what came back."""

    _name = "g2p.wiserv.test"
    _description = "Test SMS over Wiserv"

    manager_id = fields.Many2one("g2p.program.notification.manager.wiserv", "Sender", required=True)
    phone = fields.Char("To", required=True, default=lambda self: self.env.user.partner_id.phone)
    body = fields.Text(
        "Text", required=True, default=lambda self: self.env._("Test message from %s.", self.env.company.name)
    )
    destination = fields.Text(compute="_compute_destination")
    outcome = fields.Selection(
        [
            ("accepted", "Accepted"),
            ("refused", "Refused"),
            ("not_sent", "Not sent"),
            ("unknown", "Unknown"),
        ],
        readonly=True,
    )
    reply = fields.Char("Gateway's Reply", readonly=True)
    reason = fields.Char(readonly=True)
    advice = fields.Char("What to Do", readonly=True)
    seconds = fields.Float("Took (seconds)", digits=(8, 3), readonly=True)

    @api.depends("manager_id")
    def _compute_destination(self):
        for wizard in self:
            wizard.destination = wizard.manager_id.account_in_effect

    def action_send(self):
        """Send, and show the outcome in the same dialog."""
        self.ensure_one()
        self.manager_id.check_access("write")
        result = self.manager_id._send_now("manual", self.phone, self.body, who=self.env._("Test"))
        self.write(
            {
                "outcome": result.outcome,
                "reply": result.reply,
                "reason": result.reason,
                "advice": False if result.outcome == ACCEPTED else ADVICE.get(result.cause),
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
