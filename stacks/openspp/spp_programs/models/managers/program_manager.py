# Part of spp_programs. License LGPL-3.0 or later (see LICENSE).
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..constants import MANAGER_CYCLE, MANAGER_ELIGIBILITY, PROTECTED_MEMBERSHIP_STATES


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
        return self._enroll_eligible_registrants(state)

    def _enroll_eligible_registrants(self, states, do_count=False):
        program = self.program_id
        before = members = program.get_beneficiaries(state=states)
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
        refused.write({"state": "not_eligible"})
        entering -= refused
        entering.write({"state": "enrolled", "enrollment_date": fields.Datetime.now()})
        for member in entering:
            program._post_enrollment_hook(member.partner_id)
        (before - members).filtered(
            lambda member: member.state not in ("not_eligible", *PROTECTED_MEMBERSHIP_STATES)
        ).write({"state": "not_eligible"})
        return len(entering)
