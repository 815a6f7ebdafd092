# Part of spp_programs. License LGPL-3.0 or later (see LICENSE).
from uuid import uuid4

from odoo import api, fields, models

# The default of names is made once, when the module is loaded: it is the same for all until then.


class Payment(models.Model):
    _name = "spp.payment"
    _description = "Payment"
    _order = "id desc"

    name = fields.Char("Internal Reference #", default=str(uuid4()), readonly=True, copy=False)
    entitlement_id = fields.Many2one("spp.entitlement", required=True)
    cycle_id = fields.Many2one("spp.cycle", readonly=True)
    program_id = fields.Many2one("spp.program", related="cycle_id.program_id", readonly=True)
    partner_id = fields.Many2one("res.partner", "Beneficiary", related="entitlement_id.partner_id")
    batch_id = fields.Many2one("spp.payment.batch")
    state = fields.Selection(
        [("issued", "Issued"), ("sent", "Sent"), ("reconciled", "Reconciled")],
        required=True,
        default="issued",
    )
    status = fields.Selection([("paid", "Paid"), ("failed", "Failed")], "Payment Status")
    is_status_final = fields.Boolean()
    account_number = fields.Char()
    amount_issued = fields.Monetary(required=True, currency_field="currency_id")
    amount_paid = fields.Monetary(currency_field="currency_id")
    issuance_date = fields.Datetime(default=fields.Datetime.now)
    payment_datetime = fields.Datetime()
    currency_id = fields.Many2one("res.currency", related="journal_id.currency_id", readonly=True)
    journal_id = fields.Many2one("account.journal", compute="_compute_journal_id", store=True)
    company_id = fields.Many2one("res.company", default=lambda self: self.env.company)

    @api.depends("entitlement_id.cycle_id.program_id.journal_id")
    def _compute_journal_id(self):
        for payment in self:
            payment.journal_id = payment.entitlement_id.cycle_id.program_id.journal_id

    def send_payment(self):
        """Send nothing, and mark nothing."""


class PaymentBatch(models.Model):
    _name = "spp.payment.batch"
    _description = "Payment Batch"
    _order = "id desc"

    name = fields.Char("Internal Batch Reference #", default=str(uuid4()), readonly=True, copy=False)
    cycle_id = fields.Many2one("spp.cycle", readonly=True)
    program_id = fields.Many2one("spp.program", related="cycle_id.program_id")
    # Independent of the payments' own `batch_id`.
    payment_ids = fields.Many2many("spp.payment", string="Payments")

    def send_payment(self):
        return self.program_id.get_manager(self.program_id.MANAGER_PAYMENT).send_payments(self)
