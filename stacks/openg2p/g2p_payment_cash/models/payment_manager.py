# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import api, fields, models

from odoo.addons.g2p_programs.models.actions import notification


class PaymentManager(models.Model):
    _inherit = "g2p.program.payment.manager"

    @api.model
    def _selection_manager_ref_id(self):
        cash = ("g2p.program.payment.manager.cash", "Cash Payment Manager")
        return [*super()._selection_manager_ref_id(), cash]


class G2PPaymentManagerCash(models.Model):
    """The real one is a child of `g2p_payment_files`, which prints payment files before."""

    _name = "g2p.program.payment.manager.cash"
    _inherit = "g2p.program.payment.manager.default"
    _description = "Cash Payment Manager"

    batch_tag_ids = fields.Many2many(
        "g2p.payment.batch.tag", "g2p_pay_batch_tag_pay_manager_cash", string="Batch Tags"
    )

    def _send_payments(self, batches):
        title = self.env._("Payment")
        if not batches:
            return notification(title, self.env._("There is no batch."), "warning", sticky=True)
        for batch in batches:
            batch.batch_has_started = True
            for payment in batch.payment_ids:
                # One write for each key, in this order
                payment.update(
                    {
                        "state": "reconciled",
                        "status": "paid",
                        "amount_paid": payment.amount_issued,
                        "payment_datetime": fields.Datetime.now(),
                    }
                )
            batch.batch_has_completed = True
        return notification(title, self.env._("Payments are made."), sticky=True)
