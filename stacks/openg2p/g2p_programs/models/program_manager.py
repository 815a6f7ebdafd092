# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import fields, models

from .constants import MANAGER_CYCLE, MANAGER_ELIGIBILITY

MIN_ROW_JOB_QUEUE = 200
JOB_SIZE = 10_000


class DefaultProgramManager(models.Model):
    _name = "g2p.program.manager.default"
    _inherit = "g2p.manager.source.mixin"
    _description = "Default Program Manager"

    name = fields.Char("Manager Name", required=True)
    program_id = fields.Many2one("g2p.program", required=True)

    def enroll_eligible_registrants(self, states=None):
        """Enrol whoever is eligible, of whatever state when none is named; from 200 on in jobs. No hook is called."""
        program = self.program_id
        if program.get_beneficiaries(states, count=True) < MIN_ROW_JOB_QUEUE:
            count = self._enroll_eligible_registrants(states)
            return _notification(self.env._("%s beneficiaries enrolled.", count), "success")
        self._enroll_eligible_registrants_async(states)
        return _notification(self.env._("Eligibility check of the beneficiaries started."), "warning")

    def _enroll_eligible_registrants_async(self, states):
        program = self.program_id
        program.message_post(body=self.env._("Eligibility check started."))
        program.write({"locked": True, "locked_reason": "Eligibility check of beneficiaries"})
        jobs = self.with_delay(channel="root_program.program_manager")
        for offset in range(0, program.get_beneficiaries(states, count=True), JOB_SIZE):
            jobs._enroll_eligible_registrants(states, offset, JOB_SIZE)
        self.with_delay(channel="root_program.program_manager").mark_enroll_eligible_as_done()

    def mark_enroll_eligible_as_done(self):
        self.program_id.update({"locked": False, "locked_reason": None})
        self.program_id.message_post(body=self.env._("Eligibility check finished."))

    def _enroll_eligible_registrants(self, states, offset=0, limit=None):
        members = eligible = self.program_id.get_beneficiaries(states, offset, limit, "id")
        for manager in self.program_id.get_managers(MANAGER_ELIGIBILITY):
            eligible = manager.enroll_eligible_registrants(eligible)
        not_enrolled = eligible.filtered(lambda member: member.state != "enrolled")
        not_enrolled.write({"state": "enrolled", "enrollment_date": fields.Datetime.now()})
        (members - eligible).filtered(lambda member: member.state == "enrolled").write(
            {"state": "not_eligible"}
        )
        return len(not_enrolled)

    def new_cycle(self):
        program, today = self.program_id, fields.Date.today()
        manager = program.get_manager(MANAGER_CYCLE)
        count = len(program.cycle_ids) + 1
        cycle = manager.new_cycle(f"Cycle {count}", today, count)
        manager.add_beneficiaries(cycle, program.get_beneficiaries("enrolled").partner_id.ids, "enrolled")
        return cycle


def _notification(message, kind):
    return {
        "type": "ir.actions.client",
        "tag": "display_notification",
        "params": {"message": message, "type": kind, "sticky": False},
    }
