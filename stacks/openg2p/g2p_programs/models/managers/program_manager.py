# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..actions import jobs_done, notification, start_jobs
from ..constants import MANAGER_CYCLE, MANAGER_ELIGIBILITY


class ProgramManager(models.Model):
    _name = "g2p.program.manager"
    _inherit = "g2p.manager.mixin"
    _description = "Program Manager"

    program_id = fields.Many2one("g2p.program", ondelete="cascade")

    @api.model
    def _selection_manager_ref_id(self):
        return [*super()._selection_manager_ref_id(), ("g2p.program.manager.default", "Default")]


class BaseProgramManager(models.AbstractModel):
    _name = "g2p.base.program.manager"
    _description = "Base Program Manager"

    MIN_ROW_JOB_QUEUE = 200
    MAX_ROW_JOB_QUEUE = 10000

    name = fields.Char("Manager Name", required=True)
    program_id = fields.Many2one("g2p.program", required=True)

    def last_cycle(self):
        raise NotImplementedError()

    def new_cycle(self):
        raise NotImplementedError()

    def enroll_eligible_registrants(self, state=None):
        raise NotImplementedError()

    def mark_enroll_eligible_as_done(self):
        self.ensure_one()
        jobs_done(self.program_id, self.env._("All are checked."))


class DefaultProgramManager(models.Model):
    _name = "g2p.program.manager.default"
    _inherit = ["g2p.base.program.manager", "g2p.manager.source.mixin"]
    _description = "Default Program Manager"

    number_of_cycles = fields.Integer(default=1)
    copy_last_cycle_on_new_cycle = fields.Boolean("Copy previous cycle", default=True)

    def last_cycle(self):
        domain = [("program_id", "=", self.program_id.id)]
        return self.env["g2p.cycle"].search(domain, order="sequence desc", limit=1) or None

    def new_cycle(self):
        self.ensure_one()
        manager = self.program_id.get_manager(MANAGER_CYCLE)
        last = self.last_cycle()
        number = last.sequence + 1 if last else 1
        start = last.end_date + timedelta(days=1) if last else fields.Date.today()
        cycle = manager.new_cycle(f"Cycle {number}", start, number)
        manager.add_beneficiaries(
            cycle, self.program_id.get_beneficiaries("enrolled").partner_id.ids, "enrolled"
        )
        return cycle

    def enroll_eligible_registrants(self, state=None):
        """No hook is called. Without a state everybody is looked at, whoever left or is a duplicate included."""
        self.ensure_one()
        program = self.program_id
        count = program.get_beneficiaries(state=state, count=True)
        if not program.get_managers(MANAGER_ELIGIBILITY):
            raise UserError(self.env._("The program has no eligibility manager."))
        title = self.env._("Enrollment")
        if count < self.MIN_ROW_JOB_QUEUE:
            enrolled = self._enroll_eligible_registrants(state, do_count=True)
            return notification(title, self.env._("Newly enrolled: %s", enrolled))
        self._enroll_eligible_registrants_async(state, count)
        message = self.env._("%s people are being checked.", count)
        return notification(title, message, "warning", sticky=True)

    def _enroll_eligible_registrants_async(self, states, members_count):
        self.ensure_one()
        start_jobs(
            self.program_id,
            self.env._("%s people are being checked.", members_count),
            "People are being checked",
            [
                self.delayable(channel="root_program.program_manager")._enroll_eligible_registrants(
                    states, start, self.MAX_ROW_JOB_QUEUE
                )
                for start in range(0, members_count, self.MAX_ROW_JOB_QUEUE)
            ],
            self.delayable(channel="root_program.program_manager").mark_enroll_eligible_as_done(),
        )

    def _enroll_eligible_registrants(self, states, offset=0, limit=None, do_count=False):
        members = self.program_id.get_beneficiaries(state=states, offset=offset, limit=limit, order="id")
        eligible = members
        for manager in self.program_id.get_managers(MANAGER_ELIGIBILITY):
            eligible = manager.enroll_eligible_registrants(eligible)
        new = eligible.filtered(lambda member: member.state != "enrolled")
        new.write({"state": "enrolled", "enrollment_date": fields.Datetime.now()})
        (members - eligible).filtered(lambda member: member.state != "not_eligible").write(
            {"state": "not_eligible"}
        )
        return len(new)
