# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import api, fields, models


class PaymentManager(models.Model):
    _name = "g2p.program.payment.manager"
    _inherit = "g2p.manager.mixin"
    _description = "Program Payment Manager"
    _program_field = "payment_managers"

    @api.model
    def _selection_manager_ref_id(self):
        return [
            *super()._selection_manager_ref_id(),
            ("g2p.program.payment.manager.default", self.env._("Default")),
        ]


class DefaultPaymentManager(models.Model):
    _name = "g2p.program.payment.manager.default"
    _inherit = "g2p.manager.source.mixin"
    _description = "Default Payment Manager"

    name = fields.Char(required=True, default=lambda self: self.env._("Default"))
    program_id = fields.Many2one("g2p.program", index="btree_not_null")
    paid_at_sending = fields.Boolean(
        default=True, help="If not, sent payments wait until somebody marks them as paid or failed."
    )

    def send_payments(self, batches):
        """Send what is issued in the batches; a payment without an amount fails.

        :return: list of the notification managers' lines
        """
        payments = batches.payment_ids.filtered(lambda p: p.state == "issued")
        payable = payments.filtered(lambda p: p.amount_issued > 0)
        (payments - payable)._settle("failed")
        if self.paid_at_sending:
            return payable._settle("paid")
        payable.write({"state": "sent"})
        return []
