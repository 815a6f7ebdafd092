# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import Command, api, fields, models

from . import constants

DEFAULTS = {
    "notification_managers": ("g2p.program.notification.manager", "g2p.program.notification.manager.sms"),
    "program_managers": ("g2p.program.manager", "g2p.program.manager.default"),
    "payment_managers": ("g2p.program.payment.manager", "g2p.program.payment.manager.default"),
}


class G2PProgram(models.Model):
    _name = "g2p.program"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _description = "Program"
    _order = "id desc"

    MANAGER_ELIGIBILITY = constants.MANAGER_ELIGIBILITY
    MANAGER_CYCLE = constants.MANAGER_CYCLE
    MANAGER_PROGRAM = constants.MANAGER_PROGRAM
    MANAGER_ENTITLEMENT = constants.MANAGER_ENTITLEMENT
    MANAGER_DEDUPLICATION = constants.MANAGER_DEDUPLICATION
    MANAGER_NOTIFICATION = constants.MANAGER_NOTIFICATION
    MANAGER_PAYMENT = constants.MANAGER_PAYMENT

    name = fields.Char(required=True)
    company_id = fields.Many2one("res.company", default=lambda self: self.env.company)
    target_type = fields.Selection([("group", "Group"), ("individual", "Individual")], default="group")
    eligibility_managers = fields.Many2many("g2p.eligibility.manager")
    deduplication_managers = fields.Many2many("g2p.deduplication.manager")
    notification_managers = fields.Many2many("g2p.program.notification.manager")
    program_managers = fields.Many2many("g2p.program.manager")
    cycle_managers = fields.Many2many("g2p.cycle.manager")
    entitlement_managers = fields.Many2many("g2p.program.entitlement.manager")
    payment_managers = fields.Many2many("g2p.program.payment.manager")
    program_membership_ids = fields.One2many("g2p.program_membership", "program_id")
    cycle_ids = fields.One2many("g2p.cycle", "program_id")
    state = fields.Selection([("active", "Active"), ("ended", "Ended")], default="active", readonly=True)
    date_ended = fields.Date()
    active = fields.Boolean(default=True)
    journal_id = fields.Many2one("account.journal")
    locked = fields.Boolean()
    locked_reason = fields.Char()

    @api.model_create_multi
    def create(self, vals_list):
        programs = super().create(vals_list)
        for program in programs:
            for field, (pointer, source) in DEFAULTS.items():
                manager = self.env[source].create({"name": "Default", "program_id": program.id})
                values = {"program_id": program.id, "manager_ref_id": f"{source},{manager.id}"}
                program.write({field: [Command.link(self.env[pointer].create(values).id)]})
        return programs

    @api.model
    def get_managers(self, manager_kind):
        self.ensure_one()
        lists = {
            self.MANAGER_ELIGIBILITY: self.eligibility_managers,
            self.MANAGER_DEDUPLICATION: self.deduplication_managers,
            self.MANAGER_NOTIFICATION: self.notification_managers,
        }
        if manager_kind not in lists:
            raise NotImplementedError("Manager not supported")
        return [pointer.manager_ref_id for pointer in lists[manager_kind]]

    @api.model
    def get_manager(self, manager_kind):
        self.ensure_one()
        lists = {
            self.MANAGER_CYCLE: self.cycle_managers,
            self.MANAGER_PROGRAM: self.program_managers,
            self.MANAGER_ENTITLEMENT: self.entitlement_managers,
            self.MANAGER_PAYMENT: self.payment_managers,
        }
        if manager_kind not in lists:
            raise NotImplementedError("Manager not supported")
        if not lists[manager_kind]:
            return None
        lists[manager_kind].ensure_one()
        return lists[manager_kind].manager_ref_id

    def get_beneficiaries(self, state=None, offset=0, limit=None, order=None, count=False):
        states = [state] if isinstance(state, str) else state
        domain = [("program_id", "=", self.id)] + ([("state", "in", states)] if states else [])
        members = self.env["g2p.program_membership"]
        return members.search_count(domain) if count else members.search(domain, offset, limit, order)

    def enroll_eligible_registrants(self):
        for program in self:
            return program.get_manager(self.MANAGER_PROGRAM).enroll_eligible_registrants()

    def verify_eligibility(self):
        for program in self:
            manager = program.get_manager(self.MANAGER_PROGRAM)
            return manager.enroll_eligible_registrants(["enrolled", "not_eligible"])

    def notify_eligible_beneficiaries(self):
        return

    def create_new_cycle(self):
        for program in self:
            return program.get_manager(self.MANAGER_PROGRAM).new_cycle()

    def end_program(self):
        for program in self.browse(self.env.context.get("active_ids")):
            program.update({"state": "ended", "date_ended": fields.Date.today()})

    def reactivate_program(self):
        for program in self.browse(self.env.context.get("active_ids")):
            program.update({"state": "active"})
