# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import fields, models


class G2PPayment(models.Model):
    _inherit = "g2p.payment"

    is_payment_notification_sent = fields.Boolean(default=False)


class DefaultPaymentManager(models.Model):
    _inherit = "g2p.program.payment.manager.default"

    def send_payments(self, batches):
        result = super().send_payments(batches)
        if result and batches:
            program = self.program_id
            for manager in program.get_managers(program.MANAGER_NOTIFICATION):
                for batch in batches:
                    manager.on_payment_send(batch)
        return result
