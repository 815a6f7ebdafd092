# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from . import constants
from .actions import manager_or_error, notification

HIDDEN_WITHOUT_CASH = (
    "//button[@name='prepare_payment']",
    "//button[@name='send_payment']",
    "//button[@name='open_payments_form']",
    "//page[@name='payment_batches']",
)


def list_action(model, name, domain):
    return {
        "type": "ir.actions.act_window",
        "name": name,
        "res_model": model,
        "view_mode": "list,form",
        "domain": domain,
        "context": {"create": False},
    }


class G2PCycle(models.Model):
    _name = "g2p.cycle"
    _inherit = ["mail.thread", "mail.activity.mixin", "job.relate.mixin"]
    _description = "Cycle"
    _order = "sequence"
    _check_company_auto = True

    STATE_DRAFT = constants.STATE_DRAFT
    STATE_TO_APPROVE = constants.STATE_TO_APPROVE
    STATE_APPROVED = constants.STATE_APPROVED
    STATE_CANCELED = constants.STATE_CANCELLED
    STATE_DISTRIBUTED = constants.STATE_DISTRIBUTED
    STATE_ENDED = constants.STATE_ENDED

    name = fields.Char(required=True)
    company_id = fields.Many2one("res.company", default=lambda self: self.env.company)
    program_id = fields.Many2one("g2p.program", required=True)
    sequence = fields.Integer(required=True, readonly=True, default=1)
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
    cycle_membership_ids = fields.One2many("g2p.cycle.membership", "cycle_id", "Cycle Memberships")
    entitlement_ids = fields.One2many("g2p.entitlement", "cycle_id", "Entitlements")
    payment_batch_ids = fields.One2many("g2p.payment.batch", "cycle_id", "Payment Batches")
    auto_approve_entitlements = fields.Boolean("Auto-approve entitlements")
    members_count = fields.Integer("# Beneficiaries", compute="_compute_members_count")
    entitlements_count = fields.Integer("# Entitlements", compute="_compute_entitlements_count")
    payments_count = fields.Integer("# Payments", compute="_compute_payments_count")
    locked = fields.Boolean()
    locked_reason = fields.Char()
    total_amount = fields.Float(compute="_compute_total_amount")
    currency_id = fields.Many2one("res.currency", default=lambda self: self.env.company.currency_id)
    show_approve_entitlements_button = fields.Boolean(compute="_compute_show_approve_entitlement")
    approved_date = fields.Datetime("Cycle Approved Date", readonly=True)
    approved_by = fields.Many2one("res.users", "Cycle Approved By", readonly=True)

    _unique_cycle_name_program = models.Constraint(
        "unique (name, program_id)", "A program has one cycle of this name."
    )

    def _get_view(self, view_id=None, view_type="form", **options):
        """Where one of these nodes is missing the form cannot be opened. Odoo 19 knows no such attribute."""
        arch, view = super()._get_view(view_id, view_type, **options)
        if view_type == "form" and "hide_cash" not in self.env.context:
            for path in HIDDEN_WITHOUT_CASH:
                arch.xpath(path)[0].set("modifiers", '{"invisible": true}')
        return arch, view

    @api.depends("entitlement_ids")
    def _compute_total_amount(self):
        for cycle in self:
            cycle.total_amount = sum(cycle.entitlement_ids.mapped("initial_amount"))

    def _compute_members_count(self):
        for cycle in self:
            domain = cycle._get_beneficiaries_domain(["enrolled"])
            cycle.members_count = self.env["g2p.cycle.membership"].search_count(domain)

    def _compute_entitlements_count(self):
        for cycle in self:
            cycle.entitlements_count = self.env["g2p.entitlement"].search_count([("cycle_id", "=", cycle.id)])

    def _compute_payments_count(self):
        for cycle in self:
            cycle.payments_count = self.env["g2p.payment"].search_count([("cycle_id", "=", cycle.id)])

    def _compute_show_approve_entitlement(self):
        for cycle in self:
            cycle.show_approve_entitlements_button = all(
                one.state == "approved" for one in cycle.entitlement_ids
            )

    @api.onchange("start_date")
    def on_start_date_change(self):
        self.program_id.get_manager(constants.MANAGER_CYCLE).on_start_date_change(self)

    @api.onchange("state")
    def on_state_change(self):
        self.program_id.get_manager(constants.MANAGER_CYCLE).on_state_change(self)

    def unlink(self):
        """Only what is in draft and empty."""
        drafts = self.filtered(lambda cycle: cycle.state == "draft")
        if not drafts or drafts.entitlement_ids or drafts.cycle_membership_ids:
            raise ValidationError(self.env._("Only an empty draft can be deleted."))  # pylint: disable=no-raise-unlink
        return super().unlink()

    def _get_beneficiaries_domain(self, states=None):
        return [("cycle_id", "=", self.id)] + ([("state", "in", states)] if states else [])

    @api.model
    def get_beneficiaries(self, state, offset=0, limit=None, order=None, count=False):
        for cycle in self:
            domain = cycle._get_beneficiaries_domain([state] if isinstance(state, str) else state)
            members = self.env["g2p.cycle.membership"]
            if count:
                return members.search_count(domain, limit=limit)
            return members.search(domain, offset=offset, limit=limit, order=order)

    def get_entitlements(
        self, state, entitlement_model="g2p.entitlement", offset=0, limit=None, order=None, count=False
    ):
        """With `count`, memberships are counted."""
        domain = self._get_beneficiaries_domain([state] if isinstance(state, str) else state)
        if count:
            return self.env["g2p.cycle.membership"].search_count(domain, limit=limit)
        return self.env[entitlement_model].search(domain, offset=offset, limit=limit, order=order)

    # === BUTTONS === #

    def copy_beneficiaries_from_program(self):
        self.ensure_one()
        return manager_or_error(self.program_id, constants.MANAGER_CYCLE).copy_beneficiaries_from_program(
            self
        )

    def check_eligibility(self, beneficiaries=None):
        manager_or_error(self.program_id, constants.MANAGER_CYCLE).check_eligibility(self, beneficiaries)

    def to_approve(self):
        for cycle in self:
            if cycle.state != self.STATE_DRAFT:
                return notification(self.env._("Cycle"), self.env._("This is no draft."), "danger")
            manager = manager_or_error(cycle.program_id, constants.MANAGER_ENTITLEMENT)
            cycle.update({"state": self.STATE_TO_APPROVE})
            manager.set_pending_validation_entitlements(cycle)

    def reset_draft(self):
        for cycle in self:
            if cycle.state != self.STATE_TO_APPROVE:
                return notification(self.env._("Cycle"), self.env._("This waits for no approval."), "danger")
            cycle.update({"state": self.STATE_DRAFT})

    def approve(self):
        for cycle in self:
            manager = manager_or_error(cycle.program_id, constants.MANAGER_CYCLE)
            return manager.approve_cycle(
                cycle,
                auto_approve=manager.auto_approve_entitlements,
                entitlement_manager=manager_or_error(cycle.program_id, constants.MANAGER_ENTITLEMENT),
            )

    def notify_cycle_started(self):
        return

    def prepare_entitlement(self):
        return manager_or_error(self.program_id, constants.MANAGER_CYCLE).prepare_entitlements(self)

    def validate_entitlement(self):
        return manager_or_error(self.program_id, constants.MANAGER_ENTITLEMENT).validate_entitlements(self)

    def prepare_payment(self):
        return manager_or_error(self.program_id, constants.MANAGER_PAYMENT).prepare_payments(self)

    def send_payment(self):
        return manager_or_error(self.program_id, constants.MANAGER_PAYMENT).send_payments(
            self.payment_batch_ids
        )

    def mark_distributed(self):
        self.program_id.get_manager(constants.MANAGER_CYCLE).mark_distributed(self)

    def mark_ended(self):
        self.program_id.get_manager(constants.MANAGER_CYCLE).mark_ended(self)

    def mark_cancelled(self):
        self.program_id.get_manager(constants.MANAGER_CYCLE).mark_cancelled(self)

    # === ACTIONS === #

    def open_cycle_form(self):
        entitlements = self.program_id.get_manager(constants.MANAGER_ENTITLEMENT)
        payments = self.program_id.get_manager(constants.MANAGER_PAYMENT)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Cycle"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "view_id": self.env.ref("g2p_programs.view_cycle_form").id,
            "context": {"hide_cash": not (payments and entitlements and entitlements.IS_CASH_ENTITLEMENT)},
        }

    def open_members_form(self):
        return list_action("g2p.cycle.membership", self.env._("Cycle Members"), [("cycle_id", "=", self.id)])

    def open_entitlements_form(self):
        return manager_or_error(self.program_id, constants.MANAGER_ENTITLEMENT).open_entitlements_form(self)

    def open_payments_form(self):
        domain = [("entitlement_id", "in", self.entitlement_ids.ids)]
        return list_action("g2p.payment", self.env._("Payments"), domain)

    def refresh_page(self):
        return {"type": "ir.actions.client", "tag": "reload"}

    def _get_related_job_domain(self):
        jobs = self.env["queue.job"].search([("model_name", "like", self._name)])
        return [("id", "in", jobs.filtered(lambda job: self in job.args[0]).ids)]
