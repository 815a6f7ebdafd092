# Part of spp_programs. License LGPL-3.0 or later (see LICENSE).
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.job_worker.delay import group

from ..constants import MANAGER_CYCLE, MANAGER_ELIGIBILITY, PROTECTED_MEMBERSHIP_STATES
from ..toast import toast
from .pagination_utils import compute_id_ranges


class ProgramManager(models.Model):
    _name = "spp.program.manager"
    _inherit = "spp.manager.mixin"
    _description = "Program Manager"

    program_id = fields.Many2one("spp.program", ondelete="cascade")

    @api.model
    def _selection_manager_ref_id(self):
        return [*super()._selection_manager_ref_id(), ("spp.program.manager.default", "Default")]


class DefaultProgramManager(models.Model):
    _name = "spp.program.manager.default"
    _inherit = ["spp.manager.source.mixin"]
    _description = "Default Program Manager"

    MIN_ROW_JOB_QUEUE = 200
    MAX_ROW_JOB_QUEUE = 10000

    name = fields.Char("Manager Name", required=True, default="Default Program Manager")
    program_id = fields.Many2one("spp.program", required=True)

    def new_cycle(self):
        cycle_manager = self.program_id.get_manager(MANAGER_CYCLE)
        sequence = max(self.program_id.cycle_ids.mapped("sequence"), default=0) + 1
        cycle = cycle_manager.new_cycle(f"Cycle {sequence}", fields.Date.today(), sequence)
        partners = self.program_id.get_beneficiaries("enrolled").partner_id
        cycle_manager.add_beneficiaries(cycle, partners.ids, "enrolled")
        return cycle

    def enroll_eligible_registrants(self, state=None):
        states, program = [state] if isinstance(state, str) else state, self.program_id
        count = program.get_beneficiaries(state=states, count=True)
        if not program.get_managers(MANAGER_ELIGIBILITY):
            raise UserError(self.env._("The program has no eligibility manager."))
        if count < self.MIN_ROW_JOB_QUEUE:
            enrolled = self._enroll_eligible_registrants(states, do_count=True)
            refused = program.get_beneficiaries(state="not_eligible", count=True)
            message = f"Enrolled {enrolled}, not eligible {refused}."
        else:
            self._enroll_eligible_registrants_async(states)
            message = f"Eligibility check of {count} beneficiaries started."
        return toast(
            self.env._("Enrollment"),
            message,
            "success" if count < self.MIN_ROW_JOB_QUEUE else "warning",
            sticky=count >= self.MIN_ROW_JOB_QUEUE,
        )

    def _enroll_eligible_registrants_async(self, states):
        program = self.program_id
        program._acquire_operation_lock("Eligibility check of beneficiaries")
        where, params = "program_id = %s", (program.id,)
        if states:
            where, params = f"{where} AND state IN %s", (*params, tuple(states))
        ranges = compute_id_ranges(
            self.env.cr, "spp_program_membership", where, params, self.MAX_ROW_JOB_QUEUE
        )
        jobs = group(
            *(
                self.delayable(
                    channel="program_manager", identity_key=f"enroll_eligible_{program.id}_{min_id}"
                )._enroll_eligible_registrants(states, min_id=min_id, max_id=max_id)
                for min_id, max_id in ranges
            )
        )
        jobs.on_done(self.delayable(channel="statistics_refresh").mark_enroll_eligible_as_done())
        jobs.on_error(self.delayable(channel="statistics_refresh").mark_enroll_eligible_as_failed())
        jobs.delay()

    def mark_enroll_eligible_as_done(self):
        self.program_id._release_operation_lock()

    def mark_enroll_eligible_as_failed(self):
        self.program_id._release_operation_lock()

    def _enroll_eligible_registrants(self, states, min_id=None, max_id=None, do_count=False):
        program = self.program_id
        before = members = program.get_beneficiaries(state=states, min_id=min_id, max_id=max_id, order="id")
        for manager in program.get_managers(MANAGER_ELIGIBILITY):
            members = manager.enroll_eligible_registrants(members)
        entering = members.filtered(
            lambda member: member.state not in ("enrolled", *PROTECTED_MEMBERSHIP_STATES)
        )
        refused = entering.browse()
        for member in entering:
            try:
                program._pre_enrollment_hook(member.partner_id)
            except (ValidationError, UserError):
                refused += member
        # Who is enrolled is checked once more.
        for member in before.filtered(lambda member: member.state == "enrolled"):
            try:
                program._pre_enrollment_hook(member.partner_id)
            except (ValidationError, UserError):
                refused += member
        refused.write({"state": "not_eligible"})
        entering -= refused
        entering.write({"state": "enrolled", "enrollment_date": fields.Datetime.now()})
        for member in entering:
            program._post_enrollment_hook(member.partner_id)
        (before - members).filtered(
            lambda member: member.state not in ("not_eligible", *PROTECTED_MEMBERSHIP_STATES)
        ).write({"state": "not_eligible"})
        return len(entering)
