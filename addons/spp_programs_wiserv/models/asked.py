# Part of spp_programs_wiserv. License LGPL-3.0 or later (see LICENSE).
"""Which buttons ask before they tell many people, and what they would tell of; see `sms_wiserv`."""

from odoo import models

# From which states each button enrols; who is enrolled may be told by *Notify*.
ENROLS = {
    "enroll_eligible_registrants": ["draft", "not_eligible"],
    "verify_eligibility": ["not_eligible"],
    "notify_eligible_beneficiaries": ["enrolled"],
}


class Program(models.Model):
    _name = "spp.program"
    _inherit = ["spp.program", "sms.wiserv.asked"]

    _wiserv_asks = dict(zip(ENROLS, ("enrol", "verify", "notify"), strict=True))

    def _wiserv_before(self, method):
        return [
            ("enrolled_in_program", program.get_beneficiaries(ENROLS[method]), "")
            for program in self
            if program.state == "active"
        ]

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
        before = []
        for cycle in self:
            event = {"action_approve": "cycle_started", "mark_ended": "cycle_ended"}.get(method)
            if event and cycle.state != self._wiserv_events[event][1]:
                # sudo: whoever starts or ends it has all of its members told.
                before.append((event, cycle.sudo()._wiserv_members(), str(cycle.id)))
            if (
                method == "validate_entitlement"
                or event == "cycle_started"
                and cycle.auto_approve_entitlements
            ):
                for told_of in (cycle.entitlement_ids, cycle.inkind_entitlement_ids):
                    waiting = told_of.filtered(lambda one: one.state in ("draft", "pending_validation"))
                    before += [(approved, waiting, "") for approved in told_of._wiserv_events]
        return before


class PaymentBatch(models.Model):
    _name = "spp.payment.batch"
    _inherit = ["spp.payment.batch", "sms.wiserv.asked"]

    _wiserv_asks = {"send_payment": "pay"}

    def _wiserv_before(self, method):
        of_batch = ["|", ("batch_id", "in", self.ids), ("id", "in", self.payment_ids.ids)]
        return [("payment_paid", self.env["spp.payment"].search([*of_batch, ("status", "!=", "paid")]), "")]
