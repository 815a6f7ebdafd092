# Part of spp_programs. License LGPL-3.0 or later (see LICENSE).
from odoo import api, fields, models
from odoo.exceptions import UserError

from .constants import MANAGER_CYCLE, MANAGER_ENTITLEMENT, MANAGER_PAYMENT


class Cycle(models.Model):
    _name = "spp.cycle"
    _inherit = ["mail.thread", "mail.activity.mixin", "spp.approval.mixin"]
    _description = "Cycle"
    _order = "sequence asc"

    STATE_DRAFT = "draft"
    STATE_TO_APPROVE = "to_approve"
    STATE_APPROVED = "approved"
    STATE_CANCELED = "cancelled"
    STATE_DISTRIBUTED = "distributed"
    STATE_ENDED = "ended"

    name = fields.Char(required=True)
    company_id = fields.Many2one("res.company", default=lambda self: self.env.company)
    program_id = fields.Many2one("spp.program", required=True)
    sequence = fields.Integer(required=True, default=1)
    start_date = fields.Date(required=True)
    end_date = fields.Date(required=True)
    state = fields.Selection(
        [
            (STATE_DRAFT, "Draft"),
            (STATE_TO_APPROVE, "To Approve"),
            (STATE_APPROVED, "Approved"),
            (STATE_DISTRIBUTED, "Distributed"),
            (STATE_CANCELED, "Canceled"),
            (STATE_ENDED, "Ended"),
        ],
        default="draft",
    )
    cycle_membership_ids = fields.One2many("spp.cycle.membership", "cycle_id")
    entitlement_ids = fields.One2many("spp.entitlement", "cycle_id")
    inkind_entitlement_ids = fields.One2many("spp.entitlement.inkind", "cycle_id")
    payment_batch_ids = fields.One2many("spp.payment.batch", "cycle_id")
    auto_approve_entitlements = fields.Boolean()
    approved_date = fields.Datetime(readonly=True)
    approved_by = fields.Many2one("res.users", readonly=True)
    is_locked = fields.Boolean()
    locked_reason = fields.Char()
    validate_async_err = fields.Boolean()
    approval_state = fields.Selection(related=None, compute="_compute_approval_state", store=True)

    @api.depends("state")
    def _compute_approval_state(self):
        pending = {
            self.STATE_DRAFT: "draft",
            self.STATE_TO_APPROVE: "pending",
            self.STATE_CANCELED: "rejected",
        }
        for cycle in self:
            cycle.approval_state = pending.get(cycle.state, "approved")

    def _get_approval_definition(self):
        return self.program_id.get_manager(MANAGER_CYCLE).approval_definition_id

    def _compute_approval_permissions(self):  # pylint: disable=missing-return
        """Let administrators approve, too; the cycle manager asks for the group once more, though."""
        super()._compute_approval_permissions()
        if self.env.user.has_group("spp_security.group_spp_admin"):
            for cycle in self.filtered(lambda cycle: cycle.approval_state == "pending"):
                cycle.can_approve = True

    def _acquire_operation_lock(self, reason):
        self.sudo().write({"is_locked": True, "locked_reason": reason})

    def _release_operation_lock(self):
        self.sudo().write({"is_locked": False, "locked_reason": False})

    def notify_cycle_started(self):
        """Do nothing; nobody calls it."""

    def prepare_entitlement(self):
        return self.program_id.get_manager(MANAGER_CYCLE).prepare_entitlements(self)

    def action_submit_for_approval(self):  # pylint: disable=missing-return
        if not self.entitlement_ids and not self.inkind_entitlement_ids:
            raise UserError(self.env._("The cycle has no entitlements yet."))
        if self._get_approval_definition():
            super().action_submit_for_approval()
        self.write({"state": self.STATE_TO_APPROVE})
        self.program_id.get_manager(MANAGER_ENTITLEMENT).set_pending_validation_entitlements(self)

    def action_approve(self, comment=None):  # pylint: disable=missing-return
        for cycle in self:
            if cycle.state != self.STATE_TO_APPROVE:
                raise UserError(self.env._("Only cycles pending approval can be approved."))
            if cycle._get_approval_definition():
                super(Cycle, cycle).action_approve(comment=comment)
            # Of the first one alone.
            return cycle.program_id.get_manager(MANAGER_CYCLE).approve_cycle(
                cycle, cycle.auto_approve_entitlements, cycle.program_id.get_manager(MANAGER_ENTITLEMENT)
            )
        return None

    def approve(self):
        return self.action_approve()

    def validate_entitlement(self):
        return self.program_id.get_manager(MANAGER_ENTITLEMENT).validate_entitlements(self)

    def prepare_payment(self):
        return self.program_id.get_manager(MANAGER_PAYMENT).prepare_payments(self)

    def send_payment(self):
        return self.program_id.get_manager(MANAGER_PAYMENT).send_payments(self.payment_batch_ids)

    def mark_distributed(self):
        self.program_id.get_manager(MANAGER_CYCLE).mark_distributed(self)

    def mark_ended(self):
        self.program_id.get_manager(MANAGER_CYCLE).mark_ended(self)

    def mark_cancelled(self):
        self.program_id.get_manager(MANAGER_CYCLE).mark_cancelled(self)
