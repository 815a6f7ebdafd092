# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo.addons.sms.tools.sms_api import SmsApiBase

# Why an SMS of Odoo was not put into the outbox, where Odoo has no word of its own for it.
NOT_QUEUED = "wiserv_not_queued"


class SmsApiWiserv(SmsApiBase):
    """Odoo's own SMS, put into the outbox of the company's sender, in the caller's transaction.

    Nothing is sent here, so what is rolled back is not sent, and what is called twice is sent once.
    """

    def _send_sms_batch(self, messages, delivery_reports_url=False):
        """Override of `sms`: queue; what became of each is told by the outbox, once it is known.

        :param list messages: ``[{"content": text, "numbers": [{"uuid": …, "number": …}, …]}, …]``
        :return: ``[{"uuid": …, "state": …, "failure_reason": …}, …]``
        """
        return self.env["sms.wiserv.sms.door"].sudo()._take(self.company, messages)
