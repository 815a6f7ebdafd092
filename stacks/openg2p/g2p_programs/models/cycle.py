# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import fields, models

from .constants import MANAGER_CYCLE, MANAGER_ENTITLEMENT, MANAGER_PAYMENT

MEMBER_STATES = [
    ("draft", "Draft"),
    ("enrolled", "Enrolled"),
    ("paused", "Paused"),
    ("exited", "Exited"),
    ("not_eligible", "Not Eligible"),
]


class G2PCycleMembership(models.Model):
    _name = "g2p.cycle.membership"
    _description = "Cycle Membership"
    _order = "partner_id, id desc"

    partner_id = fields.Many2one("res.partner", required=True)
    cycle_id = fields.Many2one("g2p.cycle", required=True)
    enrollment_date = fields.Date(default=fields.Date.today)
    state = fields.Selection(MEMBER_STATES, default="draft")

    _cycle_membership_unique = models.Constraint(
        "unique (partner_id, cycle_id)", "Beneficiary must be unique per cycle."
    )


class G2PCycle(models.Model):
    _name = "g2p.cycle"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _description = "Cycle"
    _order = "sequence"

    name = fields.Char(required=True)
    company_id = fields.Many2one("res.company", default=lambda self: self.env.company)
    program_id = fields.Many2one("g2p.program", required=True)
    sequence = fields.Integer()
    start_date = fields.Date(required=True)
    end_date = fields.Date(required=True)
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("to_approve", "To Approve"),
            ("approved", "Approved"),
            ("distributed", "Distributed"),
            ("cancelled", "Cancelled"),
            ("ended", "Ended"),
        ],
        default="draft",
    )
    cycle_membership_ids = fields.One2many("g2p.cycle.membership", "cycle_id")
    entitlement_ids = fields.One2many("g2p.entitlement", "cycle_id")
    payment_batch_ids = fields.One2many("g2p.payment.batch", "cycle_id")
    approved_date = fields.Datetime()
    approved_by = fields.Many2one("res.users")

    def to_approve(self):
        for cycle in self:
            cycle.update({"state": "to_approve"})

    def reset_draft(self):
        for cycle in self:
            cycle.update({"state": "draft"})

    def approve(self):
        for cycle in self:
            return cycle.program_id.get_manager(MANAGER_CYCLE).approve_cycle(cycle)

    def notify_cycle_started(self):
        return

    def mark_distributed(self):
        for cycle in self:
            cycle.update({"state": "distributed"})

    def mark_ended(self):
        for cycle in self:
            cycle.update({"state": "ended"})

    def mark_cancelled(self):
        for cycle in self:
            cycle.update({"state": "cancelled"})

    def prepare_entitlement(self):
        for cycle in self:
            cycle.program_id.get_manager(MANAGER_ENTITLEMENT).prepare_entitlements(cycle)

    def prepare_payment(self):
        for cycle in self:
            return cycle.program_id.get_manager(MANAGER_PAYMENT).prepare_payments(cycle)

    def send_payment(self):
        for cycle in self:
            return cycle.program_id.get_manager(MANAGER_PAYMENT).send_payments(cycle.payment_batch_ids)
