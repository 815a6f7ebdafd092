# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import models


class SmsTracker(models.Model):
    _inherit = "sms.tracker"

    def _wiserv_take_back(self):
        """Have what only waited in the outbox cancelled: for Odoo, what is processed is out of reach."""
        self.mail_notification_id.filtered(
            lambda one: one.notification_status == "process"
        ).notification_status = "ready"
        if "mailing_trace_id" in self._fields:  # of `mass_mailing_sms`
            traces = self.mailing_trace_id.filtered(lambda one: one.trace_status == "process")
            traces.trace_status = "outgoing"

    def _wiserv_left_out(self, failure_type, reason):
        """Note that somebody gets none: marketing counts who has opted out, a notification says it in words."""
        self._wiserv_take_back()
        # Notifications have no failure type of this kind.
        self._update_sms_notifications("canceled", failure_reason=reason)
        if "mailing_trace_id" in self._fields:  # of `mass_mailing_sms`
            traces = self._update_sms_traces("cancel", failure_type=failure_type, failure_reason=reason)
            self._update_sms_mailings("cancel", traces)
