# Part of spp_programs_wiserv. License LGPL-3.0 or later (see LICENSE).
"""Which buttons ask before they tell many people, and what they would tell of; see `sms_wiserv`."""

from odoo import models

# Which buttons ask first: each with its verb, and from which states it enrols; *Notify* tells who is enrolled.
ENROLS = {
    "enroll_eligible_registrants": ("enrol", ["draft", "not_eligible"]),
    "verify_eligibility": ("verify", ["not_eligible"]),
    "notify_eligible_beneficiaries": ("notify", ["enrolled"]),
}


class Program(models.Model):
    _name = "spp.program"
    _inherit = ["spp.program", "sms.wiserv.asked"]

    _wiserv_asks = {method: verb for method, (verb, _states) in ENROLS.items()}

    def _wiserv_before(self, method):
        _verb, states = ENROLS[method]
        active = self.filtered(lambda program: program.state == "active")
        return [("enrolled_in_program", program.get_beneficiaries(states), "") for program in active]

    def _wiserv_would_be(self, method, records):
        """Override: those who are eligible; of OpenSPP's managers the method only chooses."""
        if method != "notify_eligible_beneficiaries":
            for manager in self.get_managers(self.MANAGER_ELIGIBILITY):
                records = manager.enroll_eligible_registrants(records)
        return records


class Cycle(models.Model):
    _name = "spp.cycle"
    _inherit = ["spp.cycle", "sms.wiserv.asked"]

    _wiserv_asks = {
        "action_approve": "approve",
        "validate_entitlement": "approve",
        "mark_ended": "end",
        "send_payment": "pay",
    }

    def _wiserv_before(self, method):
        if method == "send_payment":
            return self.payment_batch_ids._wiserv_before(method)
        event = {"action_approve": "cycle_started", "mark_ended": "cycle_ended"}.get(method, "")
        # sudo: whoever starts or ends it has all of its members told.
        before = self.sudo()._wiserv_to_come(event)
        if method == "mark_ended":
            return before
        approved = self if method == "validate_entitlement" else self.filtered("auto_approve_entitlements")
        for entitlements in (approved.entitlement_ids, approved.inkind_entitlement_ids):
            before += entitlements._wiserv_to_come()
        return before

    def _wiserv_may(self, method, event, records):
        """Override of `sms_wiserv`: approval takes its group, administrators too."""
        for cycle in self if method == "action_approve" else ():
            if cycle._get_approval_definition():
                cycle._check_can_approve()
            # It is only asked once the state is written: so it is asked of a cycle in memory.
            manager = cycle.program_id.get_manager(cycle.program_id.MANAGER_CYCLE)
            manager.on_state_change(cycle.new({"state": cycle.STATE_APPROVED}, origin=cycle))
        return super()._wiserv_may(method, event, records)


class PaymentBatch(models.Model):
    _name = "spp.payment.batch"
    _inherit = ["spp.payment.batch", "sms.wiserv.asked"]

    _wiserv_asks = {"send_payment": "pay"}

    def _wiserv_before(self, method):
        of_batch = ["|", ("batch_id", "in", self.ids), ("id", "in", self.payment_ids.ids)]
        return self.env["spp.payment"].search(of_batch)._wiserv_to_come()
