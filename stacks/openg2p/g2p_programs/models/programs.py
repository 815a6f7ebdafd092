# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from . import constants
from .actions import manager_or_error, notification

SINGLE = {
    constants.MANAGER_CYCLE: "cycle_managers",
    constants.MANAGER_PROGRAM: "program_managers",
    constants.MANAGER_ENTITLEMENT: "entitlement_managers",
    constants.MANAGER_PAYMENT: "payment_managers",
}
SEVERAL = {
    constants.MANAGER_ELIGIBILITY: "eligibility_managers",
    constants.MANAGER_DEDUPLICATION: "deduplication_managers",
    constants.MANAGER_NOTIFICATION: "notification_managers",
}


def field_of(kind, fields_of_kinds):
    if kind not in fields_of_kinds:
        raise NotImplementedError("No manager of this kind here")
    return fields_of_kinds[kind]


def change_state(programs, expected, values):
    for program in programs:
        if program.state != expected:
            return notification(programs.env._("Program"), programs.env._("Not in this state."), "danger")
        program.update(values)


def list_action(program, model, name, domain=()):
    program.ensure_one()
    return {
        "type": "ir.actions.act_window",
        "name": name,
        "res_model": model,
        "view_mode": "list,form",
        "domain": [("program_id", "=", program.id), *domain],
        "context": {"create": False, "default_program_id": program.id},
    }


class G2PProgram(models.Model):
    _name = "g2p.program"
    _inherit = ["mail.thread", "mail.activity.mixin", "job.relate.mixin"]
    _description = "Program"
    _order = "id desc"
    _check_company_auto = True

    MANAGER_ELIGIBILITY = constants.MANAGER_ELIGIBILITY
    MANAGER_CYCLE = constants.MANAGER_CYCLE
    MANAGER_PROGRAM = constants.MANAGER_PROGRAM
    MANAGER_ENTITLEMENT = constants.MANAGER_ENTITLEMENT
    MANAGER_DEDUPLICATION = constants.MANAGER_DEDUPLICATION
    MANAGER_NOTIFICATION = constants.MANAGER_NOTIFICATION
    MANAGER_PAYMENT = constants.MANAGER_PAYMENT
    MANAGER_MODELS = constants.MANAGER_MODELS

    name = fields.Char(required=True)
    description = fields.Text()
    company_id = fields.Many2one("res.company", default=lambda self: self.env.company)
    target_type = fields.Selection([("group", "Group"), ("individual", "Individual")], default="group")

    # Lists of pointers. Nothing but these lists links a manager to a program.
    eligibility_managers = fields.Many2many("g2p.eligibility.manager")
    deduplication_managers = fields.Many2many("g2p.deduplication.manager")
    notification_managers = fields.Many2many("g2p.program.notification.manager")
    program_managers = fields.Many2many("g2p.program.manager")
    cycle_managers = fields.Many2many("g2p.cycle.manager")
    entitlement_managers = fields.Many2many("g2p.program.entitlement.manager")
    payment_managers = fields.Many2many("g2p.program.payment.manager")
    reconciliation_managers = fields.Selection([])

    program_membership_ids = fields.One2many("g2p.program_membership", "program_id", "Program Memberships")
    have_members = fields.Boolean("Have Beneficiaries", compute="_compute_have_members", store=True)
    cycle_ids = fields.One2many("g2p.cycle", "program_id", "Cycles")
    date_ended = fields.Date()
    state = fields.Selection(
        [("active", "Active"), ("ended", "Ended")], "Status", default="active", readonly=True
    )
    active = fields.Boolean(default=True)
    journal_id = fields.Many2one(
        "account.journal",
        "Disbursement Journal",
        domain=[("beneficiary_disb", "=", True), ("type", "in", ("bank", "cash"))],
        default=lambda self: self._default_journal_id(),
    )
    eligible_beneficiaries_count = fields.Integer(compute="_compute_eligible_beneficiary_count")
    beneficiaries_count = fields.Integer(compute="_compute_beneficiary_count")
    cycles_count = fields.Integer("# Cycles", compute="_compute_cycle_count", store=True)
    duplicate_membership_count = fields.Integer(compute="_compute_duplicate_membership_count")
    locked = fields.Boolean()
    locked_reason = fields.Char()

    @api.model
    def _default_journal_id(self):
        domain = [("beneficiary_disb", "=", True), ("type", "in", ("bank", "cash"))]
        return self.env["account.journal"].search(domain)[:1].id

    @api.depends("program_membership_ids")
    def _compute_have_members(self):
        if self.program_membership_ids:
            self.have_members = True

    def _compute_duplicate_membership_count(self):
        for program in self:
            program.duplicate_membership_count = program.count_beneficiaries(["duplicated"])["value"]

    def _compute_eligible_beneficiary_count(self):
        for program in self:
            program.eligible_beneficiaries_count = program.count_beneficiaries(["enrolled"])["value"]

    def _compute_beneficiary_count(self):
        for program in self:
            program.beneficiaries_count = program.count_beneficiaries()["value"]

    @api.depends("cycle_ids")
    def _compute_cycle_count(self):
        for program in self:
            program.cycles_count = self.env["g2p.cycle"].search_count([("program_id", "=", program.id)])

    @api.model_create_multi
    def create(self, vals_list):
        """One program at a time: two in a call raise."""
        program = super().create(vals_list)
        program.ensure_one()
        for field, manager_id in self.create_default_managers(program.id).items():
            program.update({field: [Command.link(manager_id)]})
        return program

    @api.model
    def create_default_managers(self, program_id):
        made = {}
        for field, kinds in self.MANAGER_MODELS.items():
            for pointer, source in kinds.items():
                manager = self.env[source].create({"name": "Default", "program_id": program_id})
                values = {"program_id": program_id, "manager_ref_id": f"{source},{manager.id}"}
                made[field] = self.env[pointer].create(values).id
        return made

    def unlink(self):
        """Managers go kind by kind until a kind has none: what is left stops the program by its foreign key."""
        for field in (
            "eligibility_managers",
            "deduplication_managers",
            "notification_managers",
            "program_managers",
            "cycle_managers",
            "entitlement_managers",
            "payment_managers",
        ):
            pointers = self[field]
            if not pointers:
                break
            for pointer in pointers:
                pointer.manager_ref_id.unlink()
            pointers.unlink()
        return super().unlink()

    @api.constrains("entitlement_managers", "program_managers", "cycle_managers", "payment_managers")
    def check_managers_limit(self):
        for program in self:
            if any(len(program[field]) > 1 for field in SINGLE.values()):
                raise UserError(self.env._("A program has one manager of this kind."))

    # === MANAGERS === #

    @api.model
    def get_manager(self, kind):
        """Return the one source of a kind that allows one, or None. Other kinds raise."""
        self.ensure_one()
        pointers = self[field_of(kind, SINGLE)]
        if not pointers:
            return None
        pointers.ensure_one()
        return pointers.manager_ref_id

    @api.model
    def get_managers(self, kind):
        """Return a list of the sources of a kind that allows several. Other kinds raise."""
        self.ensure_one()
        return [pointer.manager_ref_id for pointer in self[field_of(kind, SEVERAL)]]

    # === BENEFICIARIES === #

    @api.model
    def get_beneficiaries(self, state=None, offset=0, limit=None, order=None, count=False):
        self.ensure_one()
        domain = [("program_id", "=", self.id)]
        if state is not None:
            domain.append(("state", "in", [state] if isinstance(state, str) else state))
        members = self.env["g2p.program_membership"]
        if count:
            return members.search_count(domain, limit=limit)
        return members.search(domain, offset=offset, limit=limit, order=order)

    def count_beneficiaries(self, state=None):
        domain = [("program_id", "=", self.id)] + ([("state", "in", state)] if state is not None else [])
        return {"value": self.env["g2p.program_membership"].search_count(domain)}

    def enroll_eligible_registrants(self):
        if self.beneficiaries_count <= 0:
            raise UserError(self.env._("The program has no registrants."))
        for program in self:
            return manager_or_error(program, self.MANAGER_PROGRAM).enroll_eligible_registrants()

    def verify_eligibility(self):
        for program in self:
            return manager_or_error(program, self.MANAGER_PROGRAM).enroll_eligible_registrants(
                ["enrolled", "not_eligible"]
            )

    def deduplicate_beneficiaries(self):
        for program in self:
            managers = program.get_managers(self.MANAGER_DEDUPLICATION)
            if not managers:
                raise UserError(self.env._("The program has no deduplication manager."))
            states = ["draft", "enrolled", "eligible", "paused", "duplicated"]
            count = sum(manager.deduplicate_beneficiaries(states) for manager in managers)
            message = self.env._("Duplicates: %s", count)
            return notification(self.env._("Deduplication"), message, "warning" if count else "success")

    def notify_eligible_beneficiaries(self):
        return

    # === LIFE === #

    def create_new_cycle(self):
        if self.beneficiaries_count <= 0:
            raise UserError(self.env._("The program has no registrants."))
        for program in self:
            manager_or_error(program, self.MANAGER_CYCLE)
            cycle = manager_or_error(program, self.MANAGER_PROGRAM).new_cycle()
            return notification(self.env._("Cycle"), self.env._("%s was created.", cycle.name))

    def create_journal(self):
        for program in self:
            values = {
                "name": program.name,
                "code": "".join(word[0] for word in program.name.split()).upper(),
                "type": "bank",
                "beneficiary_disb": True,
                "currency_id": program.company_id.currency_id.id,
            }
            program.update({"journal_id": self.env["account.journal"].create(values).id})

    def end_program(self):
        """Of the programs that the context names, whatever `self` is. Neither cycles nor members are touched."""
        programs = self.search([("id", "in", self.env.context.get("active_ids"))])
        return change_state(programs, "active", {"state": "ended", "date_ended": fields.Date.today()})

    def reactivate_program(self):
        programs = self.search([("id", "in", self.env.context.get("active_ids"))])
        return change_state(programs, "ended", {"state": "active", "date_ended": None})

    # === ACTIONS === #

    def open_eligible_beneficiaries_form(self):
        return list_action(self, "g2p.program_membership", self.env._("Beneficiaries"))

    def open_duplicate_membership_form(self):
        duplicated = [("state", "=", "duplicated")]
        return list_action(self, "g2p.program_membership", self.env._("Beneficiaries Duplicates"), duplicated)

    def open_cycles_form(self):
        return list_action(self, "g2p.cycle", self.env._("Cycles"))

    def refresh_page(self):
        return {"type": "ir.actions.client", "tag": "reload"}

    def _get_related_job_domain(self):
        jobs = self.env["queue.job"].search([("model_name", "like", self._name)])
        return [("id", "in", jobs.filtered(lambda job: self in job.records.program_id).ids)]
