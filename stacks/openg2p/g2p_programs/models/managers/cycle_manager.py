# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .. import constants
from ..actions import jobs_done, notification, start_jobs

CHANNEL = "root_program.cycle"


class CycleManager(models.Model):
    _name = "g2p.cycle.manager"
    _inherit = "g2p.manager.mixin"
    _description = "Cycle Manager"

    program_id = fields.Many2one("g2p.program", ondelete="cascade")

    @api.model
    def _selection_manager_ref_id(self):
        return [*super()._selection_manager_ref_id(), ("g2p.cycle.manager.default", "Default")]


class BaseCycleManager(models.AbstractModel):
    _name = "g2p.base.cycle.manager"
    _description = "Base Cycle Manager"

    MIN_ROW_JOB_QUEUE = 200
    MAX_ROW_JOB_QUEUE = 2000

    name = fields.Char("Manager Name", required=True)
    program_id = fields.Many2one("g2p.program", required=True)
    auto_approve_entitlements = fields.Boolean()

    def on_start_date_change(self, cycle):
        raise NotImplementedError()

    def on_state_change(self, cycle):
        if cycle.state == cycle.STATE_APPROVED:
            if not self.approver_group_id:
                raise ValidationError(self.env._("The cycle manager names no approver group."))
            if self.env.uid != 1 and self.env.uid not in self.approver_group_id.all_user_ids.ids:
                raise ValidationError(self.env._("You may not approve this cycle."))

    def approve_cycle(self, cycle, auto_approve=False, entitlement_manager=None):
        """Three writes, the state last, and only then is asked who may: a refusal takes them back."""
        title = self.env._("Cycle")
        if cycle.state != cycle.STATE_TO_APPROVE:
            return notification(title, self.env._("This waits for no approval."), "danger")
        cycle.update(
            {
                "approved_date": fields.Datetime.now(),
                "approved_by": self.env.user.id,
                "state": cycle.STATE_APPROVED,
            }
        )
        self.on_state_change(cycle)
        if not auto_approve:
            return None
        if cycle.get_entitlements(["draft", "pending_validation"]):
            return entitlement_manager.validate_entitlements(cycle)
        return notification(title, self.env._("No entitlement waits for approval."), "warning", sticky=True)

    def _ensure_can_edit_cycle(self, cycle):
        if cycle.state != cycle.STATE_DRAFT:
            raise ValidationError(self.env._("This cycle is no draft."))

    def mark_import_as_done(self, cycle, msg):
        self.ensure_one()
        jobs_done(cycle, msg)

    def mark_prepare_entitlement_as_done(self, cycle, msg):
        self.ensure_one()
        jobs_done(cycle, msg)

    def mark_check_eligibility_as_done(self, cycle):
        jobs_done(cycle, self.env._("All are checked."))


class DefaultCycleManager(models.Model):
    _name = "g2p.cycle.manager.default"
    _inherit = ["g2p.base.cycle.manager", "g2p.manager.source.mixin"]
    _description = "Default Cycle Manager"

    # Months: the calendar's recurrence is left out.
    cycle_duration = fields.Integer("Recurrence", default=1, required=True)
    approver_group_id = fields.Many2one("res.groups")

    # === MEMBERS === #

    def copy_beneficiaries_from_program(self, cycle, state="enrolled"):
        self._ensure_can_edit_cycle(cycle)
        people = self.program_id.get_beneficiaries(["enrolled"]).partner_id.ids
        return self.add_beneficiaries(cycle, people, state)

    def add_beneficiaries(self, cycle, beneficiaries, state="draft"):
        self.ensure_one()
        self._ensure_can_edit_cycle(cycle)
        title = self.env._("Enrollment")
        new = list(set(beneficiaries) - set(cycle.cycle_membership_ids.partner_id.ids))
        if not new:
            return notification(title, self.env._("Nobody is to be added."), "warning")
        if len(new) < self.MIN_ROW_JOB_QUEUE:
            self._add_beneficiaries(cycle, new, state, do_count=True)
            return notification(title, self.env._("Added: %s", len(new)))
        self._add_beneficiaries_async(cycle, new, state)
        message = self.env._("%s people are being added.", len(new))
        return notification(title, message, "warning", sticky=True)

    def _add_beneficiaries_async(self, cycle, beneficiaries, state):
        start_jobs(
            cycle,
            self.env._("%s people are being added.", len(beneficiaries)),
            "People are being added",
            [
                self.delayable(channel=CHANNEL)._add_beneficiaries(
                    cycle, beneficiaries[start : start + self.MAX_ROW_JOB_QUEUE], state
                )
                for start in range(0, len(beneficiaries), self.MAX_ROW_JOB_QUEUE)
            ],
            self.delayable(channel=CHANNEL).mark_import_as_done(cycle, self.env._("All are added.")),
        )

    def _add_beneficiaries(self, cycle, beneficiaries, state="draft", do_count=False):
        today = fields.Date.today()
        members = [{"partner_id": one, "enrollment_date": today, "state": state} for one in beneficiaries]
        cycle.update({"cycle_membership_ids": [(0, 0, member) for member in members]})

    def check_eligibility(self, cycle, beneficiaries=None):
        self._ensure_can_edit_cycle(cycle)
        states = ["draft", "enrolled", "not_eligible"]
        count = cycle.get_beneficiaries(states, count=True) if beneficiaries is None else len(beneficiaries)
        if count < self.MIN_ROW_JOB_QUEUE:
            count = self._check_eligibility(cycle, beneficiaries=beneficiaries, do_count=True)
            return notification(self.env._("Enrollment"), self.env._("Enrolled: %s", count))
        message = self.env._("%s people are being checked.", count)
        start_jobs(
            cycle,
            message,
            "People are being checked",
            [
                self.delayable(channel=CHANNEL)._check_eligibility(
                    cycle, offset=start, limit=self.MAX_ROW_JOB_QUEUE
                )
                for start in range(0, count, self.MAX_ROW_JOB_QUEUE)
            ],
            self.delayable(channel=CHANNEL).mark_check_eligibility_as_done(cycle),
        )
        return notification(self.env._("Enrollment"), message, "warning", sticky=True)

    def _check_eligibility(self, cycle, beneficiaries=None, offset=0, limit=None, do_count=False):
        """Writes the eligible ones' memberships of all cycles, as the eligibility managers return those."""
        if beneficiaries is None:
            states = ["draft", "enrolled", "not_eligible"]
            beneficiaries = cycle.get_beneficiaries(states, offset=offset, limit=limit, order="id")
        eligible = beneficiaries
        for manager in cycle.program_id.get_managers(constants.MANAGER_ELIGIBILITY):
            eligible = manager.verify_cycle_eligibility(cycle, eligible)
        eligible.write({"state": "enrolled"})
        others = beneficiaries - eligible
        others.write({"state": "not_eligible"})
        domain = [("cycle_id", "=", cycle.id), ("partner_id", "in", others.partner_id.ids)]
        self.env["g2p.entitlement"].search(domain).write({"state": "cancelled"})
        return len(eligible)

    # === ENTITLEMENTS === #

    def prepare_entitlements(self, cycle):
        self._ensure_can_edit_cycle(cycle)
        count = cycle.get_beneficiaries(["enrolled"], count=True)
        if count < self.MIN_ROW_JOB_QUEUE:
            self._prepare_entitlements(cycle, do_count=True)
        else:
            self._prepare_entitlements_async(cycle, count)

    def _prepare_entitlements_async(self, cycle, beneficiaries_count):
        start_jobs(
            cycle,
            self.env._("Entitlements of %s people are being made.", beneficiaries_count),
            "Entitlements are being made",
            [
                self.delayable(channel=CHANNEL)._prepare_entitlements(cycle, start, self.MAX_ROW_JOB_QUEUE)
                for start in range(0, beneficiaries_count, self.MAX_ROW_JOB_QUEUE)
            ],
            self.delayable(channel=CHANNEL).mark_prepare_entitlement_as_done(
                cycle, self.env._("Entitlements are ready.")
            ),
        )

    def _prepare_entitlements(self, cycle, offset=0, limit=None, do_count=False):
        members = cycle.get_beneficiaries(["enrolled"], offset=offset, limit=limit, order="id")
        manager = self.program_id.get_manager(constants.MANAGER_ENTITLEMENT)
        if not manager:
            raise UserError(self.env._("The program has no entitlement manager."))
        manager.prepare_entitlements(cycle, members)

    # === CYCLES === #

    def new_cycle(self, name, new_start_date, sequence):
        return self.env["g2p.cycle"].create(
            {
                "program_id": self.program_id.id,
                "name": name,
                "state": "draft",
                "sequence": sequence,
                "start_date": new_start_date,
                "end_date": new_start_date + relativedelta(months=self.cycle_duration, days=-1),
                "auto_approve_entitlements": self.auto_approve_entitlements,
            }
        )

    def mark_distributed(self, cycle):
        cycle.update({"state": constants.STATE_DISTRIBUTED})

    def mark_ended(self, cycle):
        cycle.update({"state": constants.STATE_ENDED})

    def mark_cancelled(self, cycle):
        cycle.update({"state": constants.STATE_CANCELLED})
