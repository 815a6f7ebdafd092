# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import fields, models

from odoo.addons.g2p_programs.models import constants


class DefaultPaymentManager(models.Model):
    _inherit = "g2p.program.payment.manager.default"

    def send_payments(self, batches):
        """Any answer counts as payment, also that it failed or that a job will see to it."""
        result = super().send_payments(batches)
        if result and batches:
            for manager in self.program_id.get_managers(constants.MANAGER_NOTIFICATION):
                for batch in batches:
                    manager.on_payment_send(batch)
        return result


class G2PPayment(models.Model):
    _inherit = "g2p.payment"

    is_payment_notification_sent = fields.Boolean()
