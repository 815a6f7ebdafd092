# Part of spp_programs_wiserv. License LGPL-3.0 or later (see LICENSE).
"""What happens in programs, seen in the state of records, whoever changes it; and which of their buttons ask first."""

from odoo import api, models
from odoo.fields import Domain

from .door import DOOR, MEMBER


class ProgramMembership(models.Model):
    _name = MEMBER
    _inherit = [MEMBER, "sms.wiserv.member", "sms.wiserv.written.to"]

    _wiserv_door = DOOR
    _wiserv_events = {"enrolled_in_program": ("state", "enrolled")}
    _wiserv_counted = "enrolled_in_program"
    _wiserv_since = "enrollment_date"
    _wiserv_resumed_from = ("paused",)

    def _wiserv_is_true(self, event):
        """Override of `sms_wiserv`: a program that has ended enrols nobody."""
        ended = event == "enrolled_in_program" and self.program_id.state != "active"
        return not ended and super()._wiserv_is_true(event)

    _wiserv_unseen = models.Index("(program_id) WHERE state = 'enrolled' AND wiserv_times IS NULL")

    @api.model
    def bulk_create_memberships(self, vals_list, *args, **kwargs):
        """Override of `spp_programs`, which asks no rule here, to see who is enrolled by SQL."""
        enrolled = [vals for vals in vals_list if vals.get("state") == "enrolled"]
        programs = self.env["spp.program"].sudo().browse({vals["program_id"] for vals in enrolled})
        programs._wiserv_senders().with_env(self.env)._check_belongs_to_user()
        result = super().bulk_create_memberships(vals_list, *args, **kwargs)
        self._wiserv_see_unseen(
            Domain("program_id", "in", programs.ids)
            & Domain("partner_id", "in", [vals["partner_id"] for vals in enrolled])
        )
        return result


class Cycle(models.Model):
    _name = "spp.cycle"
    _inherit = ["spp.cycle", "sms.wiserv.occasion", "sms.wiserv.asked"]

    _wiserv_door = DOOR
    _wiserv_events = {"cycle_started": ("state", "approved"), "cycle_ended": ("state", "ended")}
    _wiserv_true_in = {"cycle_started": ("approved", "distributed")}
    _wiserv_called = "cycle"
    _wiserv_member = MEMBER
    _wiserv_taking_part = ("spp.cycle.membership", "cycle_id", "enrolled")
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


class Entitlement(models.Model):
    _name = "spp.entitlement"
    _inherit = ["spp.entitlement", "sms.wiserv.watched"]

    _wiserv_door = DOOR
    _wiserv_events = {"entitlement_approved": ("state", "approved")}
    _wiserv_comes_from = ("draft", "pending_validation")


class InKindEntitlement(models.Model):
    _name = "spp.entitlement.inkind"
    _inherit = ["spp.entitlement.inkind", "sms.wiserv.watched"]

    _wiserv_door = DOOR
    _wiserv_events = {"inkind_approved": ("state", "approved")}
    _wiserv_comes_from = ("draft", "pending_validation")


class Payment(models.Model):
    _name = "spp.payment"
    _inherit = ["spp.payment", "sms.wiserv.kept"]

    _wiserv_door = DOOR
    _wiserv_events = {"payment_paid": ("status", "paid")}

    def _wiserv_will_be(self, event):
        """Override of `sms_wiserv`: paid in full."""
        return {"status": "paid", "amount_paid": self.amount_issued}


class PaymentBatch(models.Model):
    _name = "spp.payment.batch"
    _inherit = ["spp.payment.batch", "sms.wiserv.asked"]

    _wiserv_asks = {"send_payment": "pay"}

    def _wiserv_before(self, method):
        of_batch = ["|", ("batch_id", "in", self.ids), ("id", "in", self.payment_ids.ids)]
        return self.env["spp.payment"].search(of_batch)._wiserv_to_come()
