# Part of spp_programs. License LGPL-3.0 or later (see LICENSE).
from uuid import uuid4

from odoo import api, fields, models

from ..toast import toast


class PaymentManager(models.Model):
    _name = "spp.program.payment.manager"
    _inherit = "spp.manager.mixin"
    _description = "Payment Manager"

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
    create_batch = fields.Boolean("Automatically Create Batch", default=True)

    def prepare_payments(self, cycle, entitlements=None):
        approved = (entitlements or cycle.entitlement_ids).filtered(
            lambda entitlement: entitlement.state == "approved"
        )
        if not approved:
            return toast("Payment", "All entitlements selected are not approved.", "danger", sticky=False)
        payments, _batches = self._prepare_payments(cycle, approved)
        if not payments:
            return toast("Payment", "No new payments were issued.", "danger", sticky=False)
        return toast(
            "Payment",
            f"A batch of payments for {len(payments)} beneficiaries was made.",
            "success",
            sticky=False,
        )

    def _prepare_payments(self, cycle, entitlements):
        """Make payments and a batch, of which the list of payments stays empty: they know their batch."""
        unpaid = entitlements.filtered(
            lambda entitlement: all(payment.status == "failed" for payment in entitlement.payment_ids)
        )
        payments, batches = self.env["spp.payment"], self.env["spp.payment.batch"]
        payments = payments.create(
            [
                {
                    "name": str(uuid4()),
                    "entitlement_id": entitlement.id,
                    "cycle_id": cycle.id,
                    "amount_issued": entitlement.initial_amount,
                    "state": "issued",
                }
                for entitlement in unpaid
            ]
        )
        if self.create_batch and payments:
            batches = batches.create({"name": str(uuid4()), "cycle_id": cycle.id})
            payments.write({"batch_id": batches.id})
        return payments, batches

    def send_payments(self, batches):
        return self._send_payments(batches)

    def _send_payments(self, batches):
        """Send nothing, and mark nothing; say so where there is nothing to send."""
        return None if batches else toast("Payment", "No payment batches to process.", "warning")
