# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from uuid import uuid4

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class G2PPayment(models.Model):
    _name = "g2p.payment"
    _description = "Payment"
    _order = "id desc"

    # The same for all that the process makes; managers give a name of its own to each.
    name = fields.Char("Internal Reference #", default=str(uuid4()), readonly=True, copy=False)
    entitlement_id = fields.Many2one("g2p.entitlement", required=True)
    cycle_id = fields.Many2one("g2p.cycle", readonly=True)
    program_id = fields.Many2one("g2p.program", related="cycle_id.program_id")
    partner_id = fields.Many2one("res.partner", "Beneficiary", related="entitlement_id.partner_id")
    batch_id = fields.Many2one("g2p.payment.batch", "Payment Batch")
    state = fields.Selection(
        [("issued", "Issued"), ("sent", "Sent"), ("reconciled", "Reconciled")],
        "Status",
        required=True,
        default="issued",
    )
    status = fields.Selection([("paid", "Paid"), ("failed", "Failed")], "Payment Status")
    status_is_final = fields.Boolean()
    status_datetime = fields.Datetime()
    account_number = fields.Char()
    amount_issued = fields.Monetary(required=True)
    amount_paid = fields.Monetary()
    payment_fee = fields.Monetary()
    issuance_date = fields.Datetime(default=fields.Datetime.now)
    payment_datetime = fields.Datetime()
    # Empty where the journal has none
    currency_id = fields.Many2one("res.currency", related="journal_id.currency_id")
    journal_id = fields.Many2one(
        "account.journal", "Program Journal", compute="_compute_journal_id", store=True
    )
    company_id = fields.Many2one("res.company", default=lambda self: self.env.company)

    @api.depends("entitlement_id.cycle_id.program_id.journal_id")
    def _compute_journal_id(self):
        for payment in self:
            payment.journal_id = payment.entitlement_id.cycle_id.program_id.journal_id

    def check_account_status(self):
        return

    def send_payment(self):
        return

    def unlink(self):
        if any(payment.state != "issued" for payment in self):
            raise ValidationError(self.env._("What was sent stays."))  # pylint: disable=no-raise-unlink
        return super().unlink()


class G2PPaymentBatch(models.Model):
    _name = "g2p.payment.batch"
    _description = "Payment Batch"
    _order = "id desc"

    name = fields.Char("Internal Batch Reference #", default=str(uuid4()), readonly=True, copy=False)
    cycle_id = fields.Many2one("g2p.cycle", readonly=True)
    program_id = fields.Many2one("g2p.program", "Program", related="cycle_id.program_id")
    external_batch_ref = fields.Char("External Batch Reference #")
    batch_has_started = fields.Boolean()
    batch_has_completed = fields.Boolean()
    # Knows nothing of the payments' `batch_id`
    payment_ids = fields.Many2many("g2p.payment", string="Payments")
    stats_issued_transactions = fields.Integer(readonly=True)
    stats_issued_amount = fields.Float(readonly=True)
    stats_sent_transactions = fields.Integer(readonly=True)
    stats_sent_amount = fields.Float(readonly=True)
    stats_paid_transactions = fields.Integer(readonly=True)
    stats_paid_amount = fields.Float(readonly=True)
    stats_failed_transactions = fields.Integer(readonly=True)
    stats_failed_amount = fields.Float(readonly=True)
    stats_datetime = fields.Datetime("Statistics Date/Time")
    tag_id = fields.Many2one("g2p.payment.batch.tag")

    def send_payment(self):
        program = self.program_id
        return program.get_manager(program.MANAGER_PAYMENT).send_payments(self)

    def unlink(self):
        if any(self.mapped("batch_has_started")):
            raise ValidationError(self.env._("What has started stays."))  # pylint: disable=no-raise-unlink
        self.payment_ids.unlink()
        return super().unlink()


class G2PPaymentBatchTag(models.Model):
    _name = "g2p.payment.batch.tag"
    _description = "Payment Batch Tag"
    _order = "order"

    name = fields.Char()
    order = fields.Integer()
    domain = fields.Text(default="[]")
    max_batch_size = fields.Integer(default=500)
