# Part of spp_programs. License LGPL-3.0 or later (see LICENSE).
from uuid import uuid4

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .constants import MANAGER_ENTITLEMENT
from .toast import toast

STATES = [
    ("draft", "Draft"),
    ("pending_validation", "Pending Approval"),
    ("approved", "Approved"),
    ("trans2FSP", "Transferred to FSP"),
    ("rdpd2ben", "Redeemed/Paid to Beneficiary"),
    ("rejected1", "Rejected: not wanted"),
    ("rejected2", "Rejected: no account"),
    ("rejected3", "Rejected: other reason"),
    ("cancelled", "Cancelled"),
    ("expired", "Expired"),
    ("reject", "Rejected"),
]
# What the mixin of approvals calls them; all others are rejected.
APPROVAL_STATES = {
    "draft": "draft",
    "pending_validation": "pending",
    **dict.fromkeys(("approved", "trans2FSP", "rdpd2ben", "expired"), "approved"),
}

# Who may open a list or a form of entitlements; to administrators, and for search views, anything goes.
VIEWERS = (
    "spp_registry.group_registry_officer",
    "spp_programs.group_programs_validator",
    "spp_programs.group_programs_manager",
    "spp_programs.group_programs_cycle_approver",
)


def _code(self):
    return str(uuid4())[4:-8]


def _check_viewer(env, view_type):
    user = env.user
    if view_type == "search" or user.has_group("spp_security.group_spp_admin"):
        return
    if not any(user.has_group(group) for group in VIEWERS):
        raise ValidationError(env._("You may not open entitlements."))


class Entitlement(models.Model):
    _name = "spp.entitlement"
    _inherit = ["mail.thread", "mail.activity.mixin", "spp.approval.mixin"]
    _description = "Entitlement"
    _order = "partner_id asc,id desc"

    name = fields.Char(compute="_compute_name")
    code = fields.Char(default=_code, required=True, readonly=True, copy=False)
    partner_id = fields.Many2one("res.partner", "Registrant", required=True)
    company_id = fields.Many2one("res.company", default=lambda self: self.env.company)
    cycle_id = fields.Many2one("spp.cycle", required=True)
    program_id = fields.Many2one("spp.program", related="cycle_id.program_id")
    valid_from = fields.Date()
    valid_until = fields.Date(default=lambda self: fields.Date.add(fields.Date.today(), years=1))
    is_cash_entitlement = fields.Boolean("Cash Entitlement")
    currency_id = fields.Many2one("res.currency", related="journal_id.currency_id")
    initial_amount = fields.Monetary(required=True, currency_field="currency_id")
    journal_id = fields.Many2one("account.journal", compute="_compute_journal_id", store=True)
    date_approved = fields.Date()
    state = fields.Selection(STATES, "Status", default="draft", copy=False)
    approval_state = fields.Selection(related=None, compute="_compute_approval_state", store=False)
    payment_ids = fields.One2many("spp.payment", "entitlement_id")

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        _check_viewer(self.env, view_type)
        return super()._get_view(view_id, view_type, **options)

    def _compute_name(self):
        for entitlement in self:
            entitlement.name = f"Entitlement ({entitlement.code})"

    @api.depends("cycle_id.program_id.journal_id")
    def _compute_journal_id(self):
        for entitlement in self:
            entitlement.journal_id = entitlement.cycle_id.program_id.journal_id

    @api.depends("state")
    def _compute_approval_state(self):
        for entitlement in self:
            entitlement.approval_state = APPROVAL_STATES.get(entitlement.state, "rejected")

    def _compute_approval_permissions(self):  # pylint: disable=missing-return
        """Let administrators approve, too."""
        super()._compute_approval_permissions()
        if self.env.user.has_group("spp_security.group_spp_admin"):
            for entitlement in self.filtered(lambda entitlement: entitlement.approval_state == "pending"):
                entitlement.can_approve = True

    def _get_approval_definition(self):
        return self.program_id.get_manager(MANAGER_ENTITLEMENT).approval_definition_id

    def action_submit_for_approval(self):  # pylint: disable=missing-return
        for entitlement in self:
            if entitlement.state != "draft":
                raise UserError(self.env._("Only drafts can be submitted for approval."))
            if entitlement._get_approval_definition():
                super(Entitlement, entitlement).action_submit_for_approval()
            entitlement.write({"state": "pending_validation"})

    def action_approve(self, comment=None):  # pylint: disable=missing-return
        """Approve one after the other; the first that the money does not last for undoes all of them."""
        for entitlement in self:
            if entitlement.state != "pending_validation":
                raise UserError(self.env._("Only entitlements pending approval can be approved."))
            if not entitlement._get_approval_definition():
                raise UserError(self.env._("The entitlement has no approval definition."))
            entitlement._check_can_approve()
            program = entitlement.cycle_id.program_id
            manager = program.get_manager(MANAGER_ENTITLEMENT)
            if manager.IS_CASH_ENTITLEMENT and (
                manager.check_fund_balance(program.id) < entitlement.initial_amount
            ):
                raise UserError(self.env._("The fund is insufficient for the entitlement."))
            super(Entitlement, entitlement).action_approve(comment=comment)
            entitlement.write({"state": "approved", "date_approved": fields.Date.today()})

    def write(self, vals):
        # The group is nowhere defined.
        if self.env.user.has_group("spp_programs.approve_entitlement"):
            return super(Entitlement, self.sudo()).write(vals)
        return super().write(vals)


class InKindEntitlement(models.Model):
    _name = "spp.entitlement.inkind"
    _inherit = ["mail.thread", "mail.activity.mixin", "spp.approval.mixin"]
    _description = "Entitlement"
    _order = "id desc"

    name = fields.Char(compute="_compute_name")
    code = fields.Char(default=_code, required=True, readonly=True, copy=False)
    partner_id = fields.Many2one("res.partner", "Registrant", required=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", default=lambda self: self.env.company)
    cycle_id = fields.Many2one("spp.cycle", required=True)
    program_id = fields.Many2one("spp.program", related="cycle_id.program_id")
    product_id = fields.Many2one("product.product")
    quantity = fields.Integer(default=1)
    uom_id = fields.Many2one("uom.uom", "Unit of Measure")
    manage_inventory = fields.Boolean()
    valid_from = fields.Date()
    valid_until = fields.Date(default=lambda self: fields.Date.add(fields.Date.today(), years=1))
    date_approved = fields.Date()
    state = fields.Selection(STATES, "Status", default="draft", copy=False)

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        _check_viewer(self.env, view_type)
        return super()._get_view(view_id, view_type, **options)

    def _compute_name(self):
        for entitlement in self:
            entitlement.name = f"Entitlement: ({entitlement.product_id.name})"

    def _compute_approval_state(self):
        """Write what the state comes to; no field is computed by it."""
        for entitlement in self:
            entitlement.approval_state = APPROVAL_STATES.get(entitlement.state, "rejected")

    def _get_approval_definition(self):
        return self.program_id.get_manager(MANAGER_ENTITLEMENT).approval_definition_id

    def action_submit_for_approval(self):  # pylint: disable=missing-return
        for entitlement in self:
            if entitlement.state != "draft":
                raise UserError(self.env._("Only drafts can be submitted for approval."))
            super(InKindEntitlement, entitlement).action_submit_for_approval()
            entitlement.state = "pending_validation"

    def action_approve(self, comment=None):
        for entitlement in self:
            if entitlement.state != "pending_validation":
                raise UserError(self.env._("Only entitlements pending validation can be approved."))
            entitlement._check_can_approve()
        return self.approve_entitlement()

    def approve_entitlement(self):
        if len(self.program_id) > 1:
            raise ValidationError(self.env._("Approve the entitlements of one program at a time."))
        errors, message = self.program_id.get_manager(MANAGER_ENTITLEMENT).approve_entitlements(self)
        if not errors:
            return None
        return toast(self.env._("Entitlement"), message, "danger", sticky=False)

    def _action_launch_stock_rule(self):
        """Have stock rules procure the goods: without `stock` there are none."""
        return True
