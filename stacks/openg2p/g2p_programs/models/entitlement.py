# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
import random
from uuid import uuid4

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .actions import notification
from .constants import MANAGER_ENTITLEMENT

MAY_OPEN = (
    "g2p_registry_base.group_g2p_admin",
    "g2p_registry_base.group_g2p_registrar",
    "g2p_programs.g2p_program_validator",
    "g2p_programs.g2p_program_manager",
)


class G2PEntitlement(models.Model):
    _name = "g2p.entitlement"
    _description = "Entitlement"
    _order = "partner_id, id desc"
    _check_company_auto = True

    name = fields.Char(compute="_compute_name")
    code = fields.Char(default=lambda self: self._generate_code(), required=True, readonly=True, copy=False)
    ern = fields.Char("ERN", compute="_compute_generate_ern", store=True, copy=False)
    partner_id = fields.Many2one(
        "res.partner", "Registrant", required=True, domain=[("is_registrant", "=", True)]
    )
    company_id = fields.Many2one("res.company", default=lambda self: self.env.company)
    cycle_id = fields.Many2one("g2p.cycle", required=True)
    program_id = fields.Many2one("g2p.program", related="cycle_id.program_id")
    valid_from = fields.Date()
    valid_until = fields.Date(default=lambda self: fields.Date.add(fields.Date.today(), years=1))
    is_cash_entitlement = fields.Boolean("Cash Entitlement")
    # Empty where the journal has none
    currency_id = fields.Many2one("res.currency", related="journal_id.currency_id")
    initial_amount = fields.Monetary(required=True)
    transfer_fee = fields.Monetary(default=0.0)
    balance = fields.Monetary(compute="_compute_balance")
    journal_id = fields.Many2one(
        "account.journal", "Disbursement Journal", compute="_compute_journal_id", store=True
    )
    disbursement_id = fields.Many2one("account.payment", "Disbursement Journal Entry")
    service_fee_disbursement_id = fields.Many2one("account.payment", "Service Fee Journal Entry")
    date_approved = fields.Date()
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("pending_validation", "Pending Approval"),
            ("approved", "Approved"),
            ("trans2FSP", "Transferred to FSP"),
            ("rdpd2ben", "Redeemed/Paid to Beneficiary"),
            ("rejected1", "Rejected: not wanted"),
            ("rejected2", "Rejected: no account"),
            ("rejected3", "Rejected: Other reason"),
            ("cancelled", "Cancelled"),
            ("expired", "Expired"),
        ],
        "Status",
        default="draft",
        copy=False,
    )
    payment_ids = fields.One2many("g2p.payment", "entitlement_id", "Payments")
    payment_status = fields.Selection(
        [("paid", "Paid"), ("notpaid", "Not Paid")], compute="_compute_payment_status"
    )
    payment_date = fields.Date(compute="_compute_payment_status")

    _unique_entitlement_code = models.Constraint("unique (code)", "Each entitlement has a code of its own.")

    @api.model
    def _generate_code(self):
        return str(uuid4())[7:28]

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        """A finance validator cannot open what the menu offers."""
        arch, view = super()._get_view(view_id, view_type, **options)
        if view_type != "search" and not any(self.env.user.has_group(group) for group in MAY_OPEN):
            raise ValidationError(self.env._("You may not open entitlements."))
        return arch, view

    def _compute_name(self):
        for one in self:
            cash = f" Cash [{one.currency_id.symbol} {one.initial_amount:,.2f}]"
            one.name = self.env._("Entitlement") + (cash if one.is_cash_entitlement else f" ({one.code})")

    @api.depends("initial_amount")
    def _compute_balance(self):
        for one in self:
            one.balance = one.initial_amount

    @api.depends("cycle_id.program_id.journal_id")
    def _compute_journal_id(self):
        for one in self:
            one.journal_id = one.cycle_id.program_id.journal_id

    def _compute_payment_status(self):
        for one in self:
            paid = one.payment_ids.filtered(lambda payment: payment.status == "paid")[:1]
            one.payment_status = "paid" if paid else "notpaid"
            one.payment_date = paid.payment_datetime

    @api.depends("state")
    def _compute_generate_ern(self):
        """Another number each time."""
        for one in self:
            one.ern = f"{random.randint(1, 10**10 - 1):010}" if one.state == "approved" else False

    @api.constrains("valid_from", "valid_until")
    def _check_valid_dates(self):
        for one in self:
            if one.valid_from and one.valid_until and one.valid_until < one.valid_from:
                raise ValidationError(self.env._("An entitlement cannot end before it starts."))

    @api.autovacuum
    def _gc_mark_expired_entitlement(self):
        overdue = [("state", "=", "approved"), ("valid_until", "<", fields.Date.today())]
        self.search(overdue).write({"state": "expired"})

    def can_be_used(self):
        return self.state == "approved" and self.valid_until >= fields.Date.today()

    def unlink(self):
        """Only drafts go, the others of the call are passed over."""
        drafts = self.filtered(lambda one: one.state == "draft")
        if self and not drafts:
            raise ValidationError(self.env._("Only drafts can be deleted."))  # pylint: disable=no-raise-unlink
        return super(G2PEntitlement, drafts).unlink()

    def approve_entitlement(self):
        if len(self.program_id) > 1:
            raise ValidationError(self.env._("Approve those of one program at a time."))
        manager = self.program_id.get_manager(MANAGER_ENTITLEMENT)
        if not manager:
            raise UserError(self.env._("The program has no entitlement manager."))
        errors, message = manager.approve_entitlements(self)
        if errors > 0:
            return notification(self.env._("Entitlement"), message, "danger")

    def open_entitlement_form(self):
        return self.program_id.get_manager(MANAGER_ENTITLEMENT).open_entitlement_form(self)

    def open_disb_form(self):
        for one in self.filtered("disbursement_id"):
            return {
                "type": "ir.actions.act_window",
                "name": self.env._("Disbursement"),
                "res_model": "account.payment",
                "view_mode": "list,form",
                "domain": [("id", "in", (one.disbursement_id + one.service_fee_disbursement_id).ids)],
            }
