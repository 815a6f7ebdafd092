# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""What somebody does without SMS stays so, whoever carries it out and whenever.

Enrolments, cycles and vouchers happen in the action itself or in its jobs: these keep its context, in the database,
and so the choice holds for exactly what the action does; a person who is not eligible today is told when enrolled
next month. Whether a payment was paid may come to be known long after, from elsewhere: the choice is kept on it.
"""

from odoo import api, fields, models

from odoo.addons.sms_wiserv.models.outbox.event import WITHOUT_SMS


class Base(models.AbstractModel):
    _inherit = "base"

    @api.model
    def _job_prepare_context_before_enqueue_keys(self):
        """Override of `queue_job` to do without SMS, too, what is handed to jobs."""
        return (*super()._job_prepare_context_before_enqueue_keys(), WITHOUT_SMS)


class G2PPayment(models.Model):
    _inherit = "g2p.payment"

    wiserv_without_sms = fields.Boolean(
        "Without SMS",
        readonly=True,
        copy=False,
        groups=fields.NO_ACCESS,
        help="Nobody is to be told when it is paid.",
    )

    def _wiserv_set_without_sms(self, without):
        """Keep, of payments not yet paid, whether they are to be told of when they are."""
        payments = self.sudo().filtered(lambda payment: payment.status != "paid")
        payments.filtered(lambda payment: payment.wiserv_without_sms != without).wiserv_without_sms = without
