# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import api, fields, models

from ...tools.format_number import format_number
from ...tools.sms_api import SmsApiWiserv
from .door import EVENT


class SmsSms(models.Model):
    """Odoo's SMS of companies that send them by Wiserv."""

    _inherit = "sms.sms"

    wiserv_company_id = fields.Many2one(
        "res.company", "Sending Company", readonly=True, copy=False, help="Whose account sends it."
    )
    wiserv_message_id = fields.Many2one(
        "sms.wiserv.message", "In the Outbox of Wiserv", compute="_compute_wiserv_message_id"
    )
    wiserv_reason = fields.Char("What Wiserv Says", compute="_compute_wiserv_message_id")

    @api.model_create_multi
    def create(self, vals_list):
        """Override of `sms` to remember the company: whoever runs the queue has one of their own."""
        for vals in vals_list:
            if not vals.get("wiserv_company_id"):
                note = self.env["mail.message"].sudo().browse(vals.get("mail_message_id") or [])
                vals["wiserv_company_id"] = (note.record_company_id or self.env.company).id
        return super().create(vals_list)

    @api.depends("uuid", "state")
    def _compute_wiserv_message_id(self):
        # sudo: who sees Odoo's SMS sees its number and text anyway.
        messages = self.env["sms.wiserv.message"].sudo()._of_odoos_sms(self)
        by_uuid = {message.occasion: message for message in messages}
        for sms in self:
            message = by_uuid.get(sms.uuid, messages.browse())
            sms.wiserv_message_id = message
            sms.wiserv_reason = message.reason or message.reply

    def _get_sms_company(self):
        """Override of `sms`: never that of whoever happens to run the queue."""
        return (
            self.mail_message_id.record_company_id
            or self.wiserv_company_id
            or self.create_uid.company_id
            or super()._get_sms_company()
        )

    def _is_by_wiserv(self):
        return self._get_sms_company().wiserv_sms_provider == "wiserv"

    # === SEND === #

    def _split_by_api(self):
        """Override of `sms`: each company's by its own account."""
        ours = self.filtered(lambda sms: sms._is_by_wiserv())
        for company, of_company in ours.grouped(lambda sms: sms._get_sms_company()).items():
            sms_api = company._get_sms_api_class()(self.env)
            sms_api._set_company(company)
            yield sms_api, of_company
        if others := self - ours:
            yield from super(SmsSms, others)._split_by_api()

    def _send(self, unlink_failed=False, unlink_sent=True, raise_exception=False):
        """Override of `sms`: its queue hands over SMS of several companies together."""
        options = {
            "unlink_failed": unlink_failed,
            "unlink_sent": unlink_sent,
            "raise_exception": raise_exception,
        }
        if self.env.context.get("sms_api"):
            return super()._send(**options)
        for sms_api, records in self._split_by_api():
            super(SmsSms, self.browse(records.ids).with_context(sms_api=sms_api))._send(**options)
        return None

    def _send_with_api(self, sms_api, unlink_failed=False, unlink_sent=True, raise_exception=False):
        """Override of `sms`: what fails here is the transaction, and no answer of a gateway."""
        return super()._send_with_api(
            sms_api,
            unlink_failed=unlink_failed,
            unlink_sent=unlink_sent,
            raise_exception=raise_exception or isinstance(sms_api, SmsApiWiserv),
        )

    def _handle_call_result_hook(self, results):
        """Override of `sms`: what only waits in the outbox is not done with."""
        if isinstance(self.env.context.get("sms_api"), SmsApiWiserv):
            self.filtered(lambda sms: sms.state == "process").to_delete = False
        return super()._handle_call_result_hook(results)

    # === WHAT PEOPLE DO === #

    def resend_failed(self):
        """Override of `sms` to say what became of it; for Wiserv's it is what *Resend* is there."""
        ours = self.filtered(lambda sms: sms.state == "error" and not sms.to_delete and sms._is_by_wiserv())
        if not ours:
            return super().resend_failed()
        if others := self - ours:
            super(SmsSms, others).resend_failed()
        ours.state = "outgoing"
        ours.send()
        queued = len(ours.filtered(lambda sms: sms.state in ("process", "pending")))
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success" if queued == len(self) else "warning",
                "message": self.env._(
                    "%(count)s of %(total)s SMS queued again.",
                    count=format_number(self.env, queued),
                    total=format_number(self.env, len(self)),
                ),
            },
        }

    def action_set_canceled(self):
        """Override of `sms`: cancelled there is cancelled in the outbox, while it waits; then it is too late."""
        messages = self.env["sms.wiserv.message"].sudo()._of_odoos_sms(self)
        waiting = messages.filtered(lambda message: message.state == "queued")
        if waiting:
            waiting.action_cancel()
        gone = messages.filtered(lambda message: message.state in ("queued", "sending", "accepted"))
        stay = set(gone.mapped("occasion"))
        return super(SmsSms, self.filtered(lambda sms: sms.uuid not in stay)).action_set_canceled()


class SmsWiservMessage(models.Model):
    _inherit = "sms.wiserv.message"

    @api.model
    def _of_odoos_sms(self, records):
        keys = [f"{EVENT}:{uuid}" for uuid in records.mapped("uuid")]
        return self.search([("event", "=", EVENT), ("idempotency_key", "in", keys)])
