# Part of spp_programs. License LGPL-3.0 or later (see LICENSE).
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from . import constants
from .toast import toast

MANAGER_FIELDS = [category["field"] for category in constants.MANAGER_CATEGORIES.values()]


class Program(models.Model):
    _name = "spp.program"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _description = "Program"
    _order = "id desc"

    MANAGER_ELIGIBILITY = constants.MANAGER_ELIGIBILITY
    MANAGER_CYCLE = constants.MANAGER_CYCLE
    MANAGER_PROGRAM = constants.MANAGER_PROGRAM
    MANAGER_ENTITLEMENT = constants.MANAGER_ENTITLEMENT
    MANAGER_NOTIFICATION = constants.MANAGER_NOTIFICATION
    MANAGER_PAYMENT = constants.MANAGER_PAYMENT

    name = fields.Char(required=True)
    company_id = fields.Many2one("res.company", default=lambda self: self.env.company)
    target_type = fields.Selection([("group", "Group"), ("individual", "Individual")], default="group")
    eligibility_manager_ids = fields.Many2many("spp.eligibility.manager")
    notification_manager_ids = fields.Many2many("spp.program.notification.manager")
    program_manager_ids = fields.Many2many("spp.program.manager")
    cycle_manager_ids = fields.Many2many("spp.cycle.manager")
    entitlement_manager_ids = fields.Many2many("spp.program.entitlement.manager")
    payment_manager_ids = fields.Many2many("spp.program.payment.manager")
    program_membership_ids = fields.One2many("spp.program.membership", "program_id")
    cycle_ids = fields.One2many("spp.cycle", "program_id", "Cycles")
    date_ended = fields.Date()
    state = fields.Selection(
        [("active", "Active"), ("ended", "Ended")], "Status", default="active", readonly=True
    )
    currency_id = fields.Many2one(
        "res.currency", required=True, default=lambda self: self.env.company.currency_id
    )
    journal_id = fields.Many2one("account.journal", "Disbursement Journal")
    active = fields.Boolean(default=True)
    is_locked = fields.Boolean()
    locked_reason = fields.Char()

    @api.constrains("name")
    def _check_unique_program_name(self):
        for program in self:
            if self.search_count([("name", "=", program.name), ("id", "!=", program.id)]):
                raise UserError(self.env._("A program with this name already exists."))

    def _check_managers(self, before):
        """Refuse managers of other programs that were added; those of before stay."""
        for program in self:
            for field in MANAGER_FIELDS:
                added = program[field] - before.get(program, {}).get(field, program[field].browse())
                if added.program_id - program:
                    raise ValidationError(self.env._("A manager belongs to another program."))

    def _assert_operation_lock_writable(self, vals):
        if self.env.su or not {"is_locked", "locked_reason"} & vals.keys():
            return
        if not self.env.user.has_group("base.group_system"):
            raise AccessError(self.env._("Only system administrators change the operation lock."))

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._assert_operation_lock_writable(vals)
        programs = super().create(vals_list)
        programs._check_managers({})
        if self.env.context.get("create_default_managers"):
            for program in programs:
                program.update(self.create_default_managers(program.id))
        return programs

    @api.model
    def create_default_managers(self, program_id):
        made = {}
        for field, models_of in constants.MANAGER_MODELS.items():
            for wrapper, model in models_of.items():
                concrete = self.env[model].create({"program_id": program_id})
                entry = self.env[wrapper].create(
                    {"program_id": program_id, "manager_ref_id": f"{model},{concrete.id}"}
                )
                made[field] = [(4, entry.id)]
        return made

    def write(self, vals):
        self._assert_operation_lock_writable(vals)
        before = {program: {field: program[field] for field in MANAGER_FIELDS} for program in self}
        result = super().write(vals)
        if vals.keys() & set(MANAGER_FIELDS):
            self._check_managers(before)
        return result

    def copy(self, default=None):
        """Copy the concrete managers, too: a duplicate shares none with its source."""
        duplicates = super().copy({**dict.fromkeys(MANAGER_FIELDS, False), **(default or {})})
        for program, duplicate in zip(self, duplicates, strict=True):
            for field in MANAGER_FIELDS:
                for wrapper in program[field]:
                    concrete = wrapper.manager_ref_id.copy({"program_id": duplicate.id})
                    source = {
                        "program_id": duplicate.id,
                        "manager_ref_id": f"{concrete._name},{concrete.id}",
                    }
                    duplicate[field] = [(4, wrapper.create(source).id)]
        return duplicates

    def get_manager(self, kind):
        self.ensure_one()
        fields_of = {
            self.MANAGER_CYCLE: "cycle_manager_ids",
            self.MANAGER_PROGRAM: "program_manager_ids",
            self.MANAGER_ENTITLEMENT: "entitlement_manager_ids",
            self.MANAGER_PAYMENT: "payment_manager_ids",
        }
        if kind not in fields_of:
            raise NotImplementedError("Manager not supported")
        return self[fields_of[kind]][:1].manager_ref_id or None

    def get_managers(self, kind):
        self.ensure_one()
        fields_of = {
            self.MANAGER_ELIGIBILITY: "eligibility_manager_ids",
            self.MANAGER_NOTIFICATION: "notification_manager_ids",
        }
        if kind not in fields_of:
            raise NotImplementedError("Manager not supported")
        return [wrapper.manager_ref_id for wrapper in self[fields_of[kind]]]

    def get_beneficiaries(
        self,
        state=None,
        offset=0,
        limit=None,
        order=None,
        count=False,
        last_id=None,
        min_id=None,
        max_id=None,
    ):
        self.ensure_one()
        domain = [("program_id", "=", self.id)]
        if state is not None:
            domain.append(("state", "in", [state] if isinstance(state, str) else state))
        members = self.env["spp.program.membership"]
        if count:
            return members.search_count(domain, limit=limit)
        if min_id is not None and max_id is not None:
            return members.search([*domain, ("id", ">=", min_id), ("id", "<=", max_id)], order=order or "id")
        if last_id is not None:
            return members.search([*domain, ("id", ">", last_id)], limit=limit, order=order or "id")
        return members.search(domain, offset=offset, limit=limit, order=order)

    def enroll_eligible_registrants(self):
        if not self.program_membership_ids:
            raise UserError(self.env._("There are no registrants in the program."))
        return _enroll(self)

    def verify_eligibility(self):
        return _enroll(self, ["enrolled", "not_eligible"])

    def import_eligible_registrants(self, state="draft"):
        managers = self.get_managers(self.MANAGER_ELIGIBILITY)
        if not managers:
            return toast("Import", self.env._("The program has no eligibility manager."), "danger")
        count = managers[0].import_eligible_registrants()
        return toast("Import", self.env._("%s imported.", count), "success" if count < 1000 else "warning")

    def notify_eligible_beneficiaries(self):
        """Do nothing, behind a button that everybody sees."""

    def create_new_cycle(self):
        if not self.program_membership_ids:
            raise UserError(self.env._("There are no registrants in the program."))
        cycle = self.get_manager(self.MANAGER_PROGRAM).new_cycle()
        return toast("Cycle", self.env._("New cycle %s.", cycle.name), "success", sticky=False)

    def _acquire_operation_lock(self, reason):
        self.sudo().write({"is_locked": True, "locked_reason": reason})

    def _release_operation_lock(self):
        self.sudo().write({"is_locked": False, "locked_reason": False})

    def _pre_enrollment_hook(self, partner):
        """Raise to refuse somebody."""

    def _post_enrollment_hook(self, partner):
        """Called when the program's button has enrolled somebody, and by nobody else."""

    def unlink(self):
        for field in MANAGER_FIELDS:
            for wrapper in self[field]:
                wrapper.manager_ref_id.unlink()
            self[field].unlink()
        return super().unlink()


def _enroll(programs, *states):
    # Of the first one alone.
    manager = programs[:1].get_manager(programs.MANAGER_PROGRAM)
    if not manager:
        raise UserError(programs.env._("The program has no program manager."))
    return manager.enroll_eligible_registrants(*states)
