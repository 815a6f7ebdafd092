# Part of spp_programs. License LGPL-3.0 or later (see LICENSE).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.job_worker.delay import group

from ..constants import MANAGER_ENTITLEMENT
from ..toast import toast


class CycleManager(models.Model):
    _name = "spp.cycle.manager"
    _inherit = "spp.manager.mixin"
    _description = "Cycle Manager"

    program_id = fields.Many2one("spp.program", ondelete="cascade")

    @api.model
    def _selection_manager_ref_id(self):
        return [*super()._selection_manager_ref_id(), ("spp.cycle.manager.default", "Default")]


class DefaultCycleManager(models.Model):
    _name = "spp.cycle.manager.default"
    _inherit = ["spp.manager.source.mixin"]
    _description = "Default Cycle Manager"

    MIN_ROW_JOB_QUEUE = 200
    MAX_ROW_JOB_QUEUE = 2000

    name = fields.Char("Manager Name", required=True, default="Cycle Schedule")
    program_id = fields.Many2one("spp.program", required=True)
    auto_approve_entitlements = fields.Boolean()
    cycle_duration = fields.Integer(default=1, required=True)
    approval_definition_id = fields.Many2one("spp.approval.definition")

    def new_cycle(self, name, new_start_date, sequence):
        return self.env["spp.cycle"].create(
            {
                "program_id": self.program_id.id,
                "name": name,
                "sequence": sequence,
                "start_date": new_start_date,
                "end_date": fields.Date.add(new_start_date, months=self.cycle_duration, days=-1),
                "auto_approve_entitlements": self.auto_approve_entitlements,
            }
        )

    def add_beneficiaries(self, cycle, beneficiaries, state="draft"):
        beneficiaries = list(set(beneficiaries) - set(cycle.cycle_membership_ids.partner_id.ids))
        if len(beneficiaries) < self.MIN_ROW_JOB_QUEUE:
            self._add_beneficiaries(cycle, beneficiaries, state)
        else:
            self._add_beneficiaries_async(cycle, beneficiaries, state)

    def _add_beneficiaries_async(self, cycle, beneficiaries, state):
        cycle._acquire_operation_lock("Importing beneficiaries.")
        jobs = group(
            *(
                self.delayable(
                    channel="cycle", identity_key=f"add_benef_{cycle.id}_{start}"
                )._add_beneficiaries(cycle, beneficiaries[start : start + self.MAX_ROW_JOB_QUEUE], state)
                for start in range(0, len(beneficiaries), self.MAX_ROW_JOB_QUEUE)
            )
        )
        jobs.on_done(self.delayable(channel="statistics_refresh").mark_import_as_done(cycle, ""))
        jobs.delay()

    def mark_import_as_done(self, cycle, msg):
        cycle._release_operation_lock()

    def _add_beneficiaries(self, cycle, beneficiaries, state="draft"):
        self.env["spp.cycle.membership"].bulk_create_memberships(
            [
                {"partner_id": partner_id, "cycle_id": cycle.id, "state": state}
                for partner_id in beneficiaries
            ],
            skip_duplicates=True,
        )
        cycle.invalidate_recordset(["cycle_membership_ids"])

    def prepare_entitlements(self, cycle):
        members = cycle.cycle_membership_ids.filtered(lambda member: member.state == "enrolled")
        self.program_id.get_manager(MANAGER_ENTITLEMENT).prepare_entitlements(cycle, members)

    def approve_cycle(self, cycle, auto_approve=False, entitlement_manager=None):
        if cycle.state != "to_approve":
            return toast("Cycle", "Only cycles that wait for approval can be approved.", "danger")
        if auto_approve and entitlement_manager.IS_CASH_ENTITLEMENT:
            waiting = _waiting(cycle.entitlement_ids)
            short = self._check_sufficient_funds_for_entitlements(cycle, waiting, entitlement_manager)
            if waiting and short:
                return short
        cycle.update(
            {
                "approved_date": fields.Datetime.now(),
                "approved_by": self.env.user.id,
                "state": cycle.STATE_APPROVED,
            }
        )
        # Only now, when the state is written, is it checked who may.
        self.on_state_change(cycle)
        if not auto_approve:
            return None
        if _waiting(cycle.entitlement_ids) or _waiting(cycle.inkind_entitlement_ids):
            return entitlement_manager.validate_entitlements(cycle)
        return toast("Entitlements", "There are no entitlements to approve.", "warning")

    def _check_sufficient_funds_for_entitlements(self, cycle, entitlements, entitlement_manager):
        needed = sum(entitlements.mapped("initial_amount"))
        if entitlement_manager.check_fund_balance(cycle.program_id.id) >= needed:
            return None
        return toast("Insufficient Funds", "The fund does not last for all entitlements.", "danger")

    def on_state_change(self, cycle):
        definition = self.approval_definition_id
        if cycle.state == cycle.STATE_APPROVED and not definition:
            raise ValidationError(self.env._("The cycle has no approval definition."))
        if (
            cycle.state == cycle.STATE_APPROVED
            and self.env.uid != 1
            and self.env.user not in definition.approval_group_id.user_ids
        ):
            raise ValidationError(self.env._("You are not authorized to approve this cycle."))

    def mark_distributed(self, cycle):
        cycle.update({"state": cycle.STATE_DISTRIBUTED})

    def mark_ended(self, cycle):
        cycle.update({"state": cycle.STATE_ENDED})

    def mark_cancelled(self, cycle):
        cycle.update({"state": cycle.STATE_CANCELED})


def _waiting(entitlements):
    return entitlements.filtered(lambda one: one.state in ("draft", "pending_validation"))
