# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import api, fields, models
from odoo.exceptions import UserError

from .constants import MANAGER_PAYMENT


class G2PPayment(models.Model):
    _name = "g2p.payment"
    _description = "Payment"
    _order = "id desc"
    _rec_name = "partner_id"

    entitlement_id = fields.Many2one("g2p.entitlement", required=True, index=True, ondelete="restrict")
    partner_id = fields.Many2one(related="entitlement_id.partner_id", store=True, index=True)
    cycle_id = fields.Many2one(related="entitlement_id.cycle_id", store=True, index=True)
    program_id = fields.Many2one(related="entitlement_id.program_id", store=True, index=True)
    company_id = fields.Many2one(related="entitlement_id.company_id", store=True)
    currency_id = fields.Many2one(related="entitlement_id.currency_id")
    batch_id = fields.Many2one("g2p.payment.batch", index=True, ondelete="restrict")
    amount_issued = fields.Monetary()
    amount_paid = fields.Monetary(readonly=True, copy=False)
    state = fields.Selection(
        [("issued", "Issued"), ("sent", "Sent"), ("reconciled", "Reconciled")],
        required=True,
        default="issued",
        copy=False,
    )
    status = fields.Selection([("paid", "Paid"), ("failed", "Failed")], index=True, copy=False)

    _paid_once = models.UniqueIndex(
        "(entitlement_id) WHERE status = 'paid'", "This entitlement has been paid by another payment already."
    )

    def write(self, vals):
        if vals.get("batch_id"):
            # Whoever puts a failed payment into another batch wants it sent again.
            failed = self.filtered(lambda p: p.status == "failed" and p.batch_id.id != vals["batch_id"])
            super(G2PPayment, failed).write({"state": "issued", "status": False})
        return super().write(vals)

    def action_reconcile_paid(self):
        """Mark what was sent, or failed before, as paid, and tell the notification managers."""
        payments = self._get_unsettled("paid")
        lines = payments._settle("paid")
        return payments.program_id._notify_user([self.env._("Paid: %d.", len(payments)), *lines])

    def action_reconcile_failed(self):
        """Mark what was sent as failed: it goes into the cycle's next batch."""
        self._get_unsettled("failed")._settle("failed")

    def _get_unsettled(self, status):
        payments = self.filtered(lambda p: p.state != "issued" and p.status not in ("paid", status))
        if not payments:
            raise UserError(self.env._("Only payments that were sent and are not paid can be reconciled."))
        return payments

    def _settle(self, status):
        """Record how payments ended, and tell of the paid ones, once a batch.

        :param status: "paid" or "failed"
        :return: list of the notification managers' lines
        """
        for amount, payments in self.grouped("amount_issued").items():
            payments.write(
                {"state": "reconciled", "status": status, "amount_paid": amount if status == "paid" else 0}
            )
        if status == "failed":
            return []
        return [
            line
            for batch in self.batch_id
            for line in batch.program_id._notify_managers("on_payment_send", batch)
        ]


class G2PPaymentBatch(models.Model):
    _name = "g2p.payment.batch"
    _description = "Payment Batch"
    _order = "id desc"

    name = fields.Char(required=True)
    cycle_id = fields.Many2one("g2p.cycle", required=True, index=True, ondelete="restrict")
    program_id = fields.Many2one(related="cycle_id.program_id", store=True, index=True)
    company_id = fields.Many2one(related="cycle_id.company_id", store=True)
    payment_ids = fields.One2many("g2p.payment", "batch_id", "Payments")
    state = fields.Selection(
        [("issued", "To Send"), ("sent", "Sent"), ("reconciled", "Reconciled")], compute="_compute_state"
    )

    @api.depends("payment_ids.state")
    def _compute_state(self):
        states = dict(
            self.env["g2p.payment"]._read_group(
                [("batch_id", "in", self.ids)], ["batch_id"], ["state:array_agg"]
            )
        )
        for batch in self:
            found = states.get(batch, ["issued"])
            batch.state = next(state for state in ("issued", "sent", "reconciled") if state in found)

    def send_payment(self):
        """Have the program's payment manager send the payments, and show how they ended."""
        lines = []
        for program, batches in self.grouped("program_id").items():
            managers = program.get_managers(MANAGER_PAYMENT)
            if not managers:
                raise UserError(self.env._("Give the program %s a payment manager first.", program.name))
            lines += managers[0].send_payments(batches) or []
        counts = self.payment_ids.grouped(lambda p: p.status or p.state)
        labels = {"paid": self.env._("Paid"), "failed": self.env._("Failed"), "sent": self.env._("Sent")}
        lines = [f"{label}: {len(counts[key])}." for key, label in labels.items() if key in counts] + lines
        kind = "warning" if "failed" in counts else "success"
        return self.program_id._notify_user(lines, kind)
