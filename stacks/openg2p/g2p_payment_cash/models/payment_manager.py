# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import api, fields, models


class PaymentManager(models.Model):
    _inherit = "g2p.program.payment.manager"

    @api.model
    def _selection_manager_ref_id(self):
        return [*super()._selection_manager_ref_id(), ("g2p.program.payment.manager.cash", "Cash")]


class CashPaymentManager(models.Model):
    _name = "g2p.program.payment.manager.cash"
    _inherit = "g2p.program.payment.manager.default"
    _description = "Cash Payment Manager"

    create_batch = fields.Boolean(default=True)

    def _send_payments(self, batches):
        for payment in batches.payment_ids:
            payment.update(
                {
                    "state": "reconciled",
                    "status": "paid",
                    "amount_paid": payment.amount_issued,
                    "payment_datetime": fields.Datetime.now(),
                }
            )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"message": self.env._("Payment Sent"), "type": "success", "sticky": False},
        }


class G2PEntitlement(models.Model):
    _inherit = "g2p.entitlement"

    def prepare_and_send_payment_cash(self):
        """The second door, which passes the manager's trigger."""
        program = self.cycle_id.program_id
        manager = program.get_manager(program.MANAGER_PAYMENT)
        manager.prepare_payments(self.cycle_id, self)
        manager._send_payments(self.payment_ids.batch_id)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": self.env._("Payment was issued and sent."),
                "type": "success",
                "sticky": False,
            },
        }
