# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import api, fields, models


class PaymentManager(models.Model):
    _inherit = "g2p.program.payment.manager"

    @api.model
    def _selection_manager_ref_id(self):
        return [
            *super()._selection_manager_ref_id(),
            ("g2p.program.payment.manager.simple.mpesa", "Simple Mpesa"),
        ]


class SimpleMpesaPaymentManager(models.Model):
    _name = "g2p.program.payment.manager.simple.mpesa"
    _inherit = "g2p.program.payment.manager.default"
    _description = "Simple Mpesa Payment Manager"

    create_batch = fields.Boolean(default=True)

    def _send_payments(self, batches):
        """Each field by itself: a payment is paid before its amount is known. The call of the gateway is left out."""
        for batch in batches:
            batch.batch_has_started = True
            for payment in batch.payment_ids:
                payment.state = "sent"
                payment.status = "paid"
                payment.amount_paid = payment.amount_issued
                payment.payment_datetime = fields.Datetime.now()
            batch.batch_has_completed = True
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"message": self.env._("Payment Sent"), "type": "success", "sticky": False},
        }
