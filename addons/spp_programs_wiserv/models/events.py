# Part of spp_programs_wiserv. License LGPL-3.0 or later (see LICENSE).
"""What happens in programs, seen in the state of records, whoever changes it."""

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
    _inherit = ["spp.cycle", "sms.wiserv.occasion"]

    _wiserv_door = DOOR
    _wiserv_events = {"cycle_started": ("state", "approved"), "cycle_ended": ("state", "ended")}
    _wiserv_true_in = {"cycle_started": ("approved", "distributed")}
    _wiserv_called = "cycle"
    _wiserv_member = MEMBER
    _wiserv_taking_part = ("spp.cycle.membership", "cycle_id", "enrolled")


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
