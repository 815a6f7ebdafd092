# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import api, fields, models

# Their colours are in the views.
STATUSES = [
    ("unconfigured", "Not Configured"),
    ("copy", "Copied Database"),
    ("paused", "Paused"),
    ("stalled", "Not Sending"),
    ("check_template", "Check Template"),
    ("not_used", "Not Used"),
    ("not_tested", "Not Tested"),
    ("ready", "Ready"),
]


class SmsWiservSender(models.Model):
    """Whether a sender is ready: it may send, and an SMS was accepted since its account was last changed."""

    _inherit = "sms.wiserv.sender"

    status = fields.Selection(STATUSES, compute="_compute_status")
    proven_at = fields.Datetime(
        "Last Seen to Work",
        readonly=True,
        copy=False,
        help="When Wiserv first accepted an SMS since the account or the number format was changed.",
    )

    @api.depends("channel_state", "proven_at")
    def _compute_status(self):
        for sender in self:
            sender.status = sender.channel_state if sender.channel_state != "ready" else sender._status()

    def _status(self):
        """Return the status of a sender that may send; its door may have another one (``_sender_status``)."""
        door = self.env["sms.wiserv.door"]._named(self.sudo().door)
        return door._sender_status(self.sudo()) or ("ready" if self.proven_at else "not_tested")

    def write(self, vals):
        """Override of `base`: with another number format the sender counts as not tested."""
        result = super().write(vals)
        if "number_format" in vals:
            self._unprove()
        return result

    def _channel_account_changed(self):
        """Override: with another account the sender counts as not tested."""
        self._unprove()
        return super()._channel_account_changed()

    def _unprove(self):
        self.sudo().filtered("proven_at").proven_at = False

    def _prove(self):
        """Note that Wiserv has accepted an SMS of these senders."""
        self.sudo().filtered(lambda sender: not sender.proven_at).proven_at = fields.Datetime.now()

    # === WHERE THAT IS SEEN === #

    def _channel_after_direct(self, result):
        if result.outcome == "accepted":
            self._prove()
        return super()._channel_after_direct(result)

    def _post_run(self, report, goes_on):
        if report.accepted:
            self._prove()
        return super()._post_run(report, goes_on)
