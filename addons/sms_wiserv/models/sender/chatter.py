# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from markupsafe import Markup

from odoo import models

from ...tools.format_number import format_number
from ...tools.sentences import in_words_of
from ...wire import ACCEPTED, mask


class SmsWiservSender(models.Model):
    """The sender's chatter notes of direct sends and expired SMS; see also ``chatter_event.py``, ``chatter_run.py``.

    In all of them values from outside are escaped, numbers are masked, and there are no texts of SMS.
    """

    _inherit = "sms.wiserv.sender"

    def _in_company_language(self):
        """Return these senders in the company's language, in which notes are written, whoever causes them."""
        return self.with_context(lang=self._wiserv_company().sudo().partner_id.lang or "en_US")

    def _post_direct(self, message, result, who):
        """Note the outcome of a direct send.

        :param message: its row in the outbox
        :param Result result: the outcome
        :param str who: the recipient's name, or ``""``
        """
        self = self._in_company_language()
        # A test has no recipient whose name could be told.
        who = who or (self._event_label("test") if message.event == "test" else "")
        number = mask(message.number) if message.number else ""
        recipient = f"{who} ({number})" if who and number else who or number
        if result.outcome == ACCEPTED:
            reply = result.reply or self.env._("accepted")
            body = self.env._("SMS to %(recipient)s: %(reply)s", recipient=recipient, reply=reply)
            self._thread().message_post(body=body, subject=self.env._("Wiserv Response"))
            return
        reason = in_words_of(self.env, result.reason)
        lines = [
            self.env._("SMS to %(recipient)s: %(reason)s", recipient=recipient, reason=reason),
            result.reply and self.env._("Wiserv said: %s", result.reply),
        ]
        self._thread().message_post(
            body=Markup("<br/>").join(filter(None, lines)), subject=self.env._("Wiserv Failure Response")
        )

    def _post_skipped(self, partner, reason):
        """Note that somebody was not sent a direct SMS."""
        self = self._in_company_language()
        reasons = self.env["sms.wiserv.skipped"]._count_reasons([reason])
        body = self.env._(
            "No SMS to %(recipient)s: %(reason)s", recipient=partner.display_name, reason=reasons
        )
        self._thread().message_post(body=body, subject=self.env._("Wiserv Failure Response"))

    def _post_expired(self, count):
        """Note how many messages have waited too long."""
        self = self._in_company_language()
        line = self.env._(
            "Waited for more than %(days)s days, and not sent: %(count)s SMS. See Not Told.",
            days=self.expire_days,
            count=format_number(self.env, count),
        )
        self._thread().message_post(body=line, subject=self.env._("Wiserv Failure Response"))

    def _event_label(self, event):
        labels = dict(self.env["sms.wiserv.message"]._fields["event"]._description_selection(self.env))
        return labels.get(event, event)
