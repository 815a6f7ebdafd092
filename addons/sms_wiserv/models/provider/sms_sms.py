# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
import logging
from datetime import timedelta

from psycopg2 import OperationalError

from odoo import api, fields, models

from ...tools.history_lines import SENT_BY_ANOTHER, kept_line
from ...tools.savepoints import unflushed_savepoint
from ...tools.sms_api import SmsApiWiserv

_logger = logging.getLogger(__name__)

_LATER = timedelta(minutes=1)


class SmsSms(models.Model):
    """Odoo's SMS of companies that send them by Wiserv."""

    _inherit = "sms.sms"

    wiserv_company_id = fields.Many2one(
        "res.company", "Sending Company", readonly=True, copy=False, help="Whose account sends it."
    )
    wiserv_sender_id = fields.Many2one(
        "sms.wiserv.sender",
        readonly=True,
        copy=False,
        ondelete="set null",
        help="By which it goes if that is still one of the company; else by the company's own.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Override of `sms` to remember the company: whoever runs the queue has one of their own."""
        for vals in vals_list:
            # Said by whoever makes it, and by no default in the context.
            vals.setdefault("wiserv_sender_id", False)
            if not vals.get("wiserv_company_id"):
                note = self.env["mail.message"].sudo().browse(vals.get("mail_message_id") or [])
                vals["wiserv_company_id"] = (note.record_company_id or self.env.company).id
        return super().create(vals_list)

    def _get_sms_company(self):
        """Override of `sms`: never that of whoever happens to run the queue."""
        return (
            self.mail_message_id.record_company_id
            or self.wiserv_company_id
            or self.create_uid.company_id
            or super()._get_sms_company()
        )

    def _wiserv_named_sender(self, company):
        """Return the sender that was named for it, with all rights, if it is one of ``company``, else none."""
        sender = self.sudo().wiserv_sender_id
        return sender.filtered(lambda named: named.company_id == company)

    def _is_by_wiserv(self):
        return self._get_sms_company().wiserv_sms_provider == "wiserv"

    def _wiserv_messages(self):
        """Return their messages in the outbox, with all rights: who sees an SMS sees its number and text anyway."""
        return self.env["sms.wiserv.message"].sudo()._of_odoos_sms(self)

    # === SEND === #

    @api.model
    def _process_queue(self):  # pylint: disable=missing-return
        """Override of `sms`, which takes the oldest ones each time: those that stay are passed by the others."""
        stuck = set()
        queue = self.with_context(wiserv_stuck=stuck)
        super(SmsSms, queue)._process_queue()
        known = 0
        while len(stuck) > known:
            known = len(stuck)
            domain = [
                ("state", "=", "outgoing"),
                ("to_delete", "!=", True),
                ("wiserv_company_id", "not in", [*stuck]),
            ]
            batch = queue.search(domain, limit=self._get_send_batch_size(), order="id").try_lock_for_update()
            batch._send(unlink_failed=False, unlink_sent=True, raise_exception=False)
            self.env["ir.cron"]._commit_progress(len(batch))

    def _split_by_api(self):
        """Override of `sms`: each company's by its own account; what the outbox has in hand stays there."""
        messages = self._wiserv_messages()
        in_hand = messages.filtered(lambda message: message.state in ("queued", "sending")).mapped("occasion")
        ours = self.filtered(lambda sms: sms._is_by_wiserv() or sms.uuid in in_hand)
        for company, of_company in ours.grouped(lambda sms: sms._get_sms_company()).items():
            sms_api = SmsApiWiserv(self.env)
            sms_api._set_company(company)
            yield sms_api, of_company
        if others := self - ours:
            elsewhere = messages.filtered(lambda message: message.occasion in others.mapped("uuid"))
            elsewhere._be_over(kept_line(SENT_BY_ANOTHER))
            yield from super(SmsSms, others)._split_by_api()

    def _send(self, unlink_failed=False, unlink_sent=True, raise_exception=False):
        """Override of `sms`: its queue hands over SMS of several companies together, and one stops no other."""
        options = {
            "unlink_failed": unlink_failed,
            "unlink_sent": unlink_sent,
            "raise_exception": raise_exception,
        }
        if self.env.context.get("sms_api"):
            return super()._send(**options)
        for sms_api, records in self._split_by_api():
            handing_over = super(SmsSms, self.browse(records.ids).with_context(sms_api=sms_api))
            try:
                with unflushed_savepoint(self.env):
                    handing_over._send(**options)
            except OperationalError as error:
                # Somebody else was faster, or in the way: what stays outgoing is handed over by a later run.
                self.env.context.get("wiserv_stuck", set()).update(records.wiserv_company_id.ids)
                later = fields.Datetime.now() + _LATER
                self.env.ref("sms.ir_cron_sms_scheduler_action").sudo()._trigger(at=later)
                _logger.warning(
                    "%s SMS of company %s stay in Odoo's queue for now: %s.",
                    *(len(records), sms_api.company.id, type(error).__name__),
                )
        return None

    def _send_with_api(self, sms_api, unlink_failed=False, unlink_sent=True, raise_exception=False):
        """Override of `sms`: nobody who wants none gets one; what fails for the outbox fails the transaction."""
        going = self - self._wiserv_leave_out()
        if not going:
            return None
        return super(SmsSms, going)._send_with_api(
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
