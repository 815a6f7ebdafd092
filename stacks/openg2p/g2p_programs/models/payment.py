# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
import uuid

from odoo import fields, models

from .constants import MANAGER_PAYMENT


class G2PPayment(models.Model):
    _name = "g2p.payment"
    _description = "Payment"
    _order = "id desc"

    # One for the whole process: managers pass their own.
    name = fields.Char(default=str(uuid.uuid4()))
    entitlement_id = fields.Many2one("g2p.entitlement", required=True)
    cycle_id = fields.Many2one("g2p.cycle")
    program_id = fields.Many2one("g2p.program", related="cycle_id.program_id")
    partner_id = fields.Many2one("res.partner", related="entitlement_id.partner_id")
    batch_id = fields.Many2one("g2p.payment.batch")
    state = fields.Selection(
        [("issued", "Issued"), ("sent", "Sent"), ("reconciled", "Reconciled")],
        required=True,
        default="issued",
    )
    status = fields.Selection([("paid", "Paid"), ("failed", "Failed")])
    journal_id = fields.Many2one("account.journal", related="entitlement_id.journal_id")
    currency_id = fields.Many2one("res.currency", related="journal_id.currency_id")
    company_id = fields.Many2one("res.company", default=lambda self: self.env.company)
    amount_issued = fields.Monetary(required=True)
    amount_paid = fields.Monetary()
    issuance_date = fields.Datetime(default=fields.Datetime.now)
    payment_datetime = fields.Datetime()

    def send_payment(self):
        return


class G2PPaymentBatch(models.Model):
    _name = "g2p.payment.batch"
    _description = "Payment Batch"
    _order = "id desc"

    name = fields.Char(default=lambda self: str(uuid.uuid4()))
    cycle_id = fields.Many2one("g2p.cycle")
    program_id = fields.Many2one("g2p.program", related="cycle_id.program_id")
    batch_has_started = fields.Boolean()
    batch_has_completed = fields.Boolean()
    payment_ids = fields.Many2many("g2p.payment")

    def send_payment(self):
        for batch in self:
            return batch.program_id.get_manager(MANAGER_PAYMENT).send_payments(batch)
