# Part of spp_programs. License LGPL-3.0 or later (see LICENSE).
from odoo import api, fields, models


class PaymentManager(models.Model):
    _name = "spp.program.payment.manager"
    _inherit = "spp.manager.mixin"
    _description = "Program Payment Manager"

    program_id = fields.Many2one("spp.program", ondelete="cascade")

    @api.model
    def _selection_manager_ref_id(self):
        selection = super()._selection_manager_ref_id()
        return [*selection, ("spp.program.payment.manager.default", "Default")]


class DefaultPaymentManager(models.Model):
    _name = "spp.program.payment.manager.default"
    _inherit = ["spp.manager.source.mixin"]
    _description = "Default Payment Manager"

    name = fields.Char("Manager Name", required=True, default="Payment")
    program_id = fields.Many2one("spp.program", required=True)
    create_batch = fields.Boolean()

    def prepare_payments(self, cycle):
        unpaid = cycle.entitlement_ids.filtered(
            lambda entitlement: (
                entitlement.state == "approved"
                and all(payment.status == "failed" for payment in entitlement.payment_ids)
            )
        )
        payments = self.env["spp.payment"].create(
            [
                {
                    "entitlement_id": entitlement.id,
                    "cycle_id": cycle.id,
                    "amount_issued": entitlement.initial_amount,
                    "state": "issued",
                }
                for entitlement in unpaid
            ]
        )
        if self.create_batch and payments:
            batch = self.env["spp.payment.batch"].create({"cycle_id": cycle.id})
            batch.payment_ids = payments
            payments.batch_id = batch

    def send_payments(self, batches):
        return self._send_payments(batches)

    def _send_payments(self, batches):
        """Send nothing, and mark nothing."""
