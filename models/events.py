# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""What happens in programs, seen where it happens: in the state of records, whoever changes it and by whatever way."""

from odoo import api, models
from odoo.tools.misc import formatLang

from .door import CYCLE_STATES, DOOR


class G2PProgramMembership(models.Model):
    _name = "g2p.program_membership"
    _inherit = ["g2p.program_membership", "sms.wiserv.member"]

    _wiserv_door = DOOR
    _wiserv_events = {"enrolled": ("state", "enrolled")}
    _wiserv_counted = "enrolled"
    _wiserv_resumed_from = ("paused",)
    _wiserv_untrue = "not_enrolled"

    def _wiserv_told_events(self):
        """Override of `sms_wiserv`: of the enrolment; of cycles it is another list that tells."""
        return ["enrolled"]


class G2PCycle(models.Model):
    _name = "g2p.cycle"
    _inherit = ["g2p.cycle", "sms.wiserv.occasion"]

    _wiserv_door = DOOR
    _wiserv_events = {event: ("state", state) for event, state in CYCLE_STATES.items()}
    # What has started was not undone by going on.
    _wiserv_true_in = {"cycle_started": ("approved", "distributed", "ended")}
    _wiserv_called = "cycle"
    _wiserv_member = "g2p.program_membership"
    _wiserv_taking_part = ("g2p.cycle.membership", "cycle_id", "enrolled")


class G2PPayment(models.Model):
    _name = "g2p.payment"
    _inherit = ["g2p.payment", "sms.wiserv.kept"]

    _wiserv_door = DOOR
    _wiserv_events = {"payment": ("status", "paid")}

    @api.depends("amount_issued", "amount_paid", "currency_id", "cycle_id.name")
    @api.depends_context("lang", "wiserv_about")
    def _compute_display_name(self):
        """Override of `base`: beside a message stands what people know of a payment; its name is a reference."""
        result = super()._compute_display_name()
        if self.env.context.get("wiserv_about"):
            for payment in self:
                money, currency = payment.amount_paid or payment.amount_issued, payment.currency_id
                parts = formatLang(self.env, money, currency_obj=currency), payment.cycle_id.name
                payment.display_name = ", ".join(filter(None, parts))
        return result

    def _wiserv_will_be(self, event):
        """Override of `sms_wiserv`: paid in full."""
        return {"status": "paid", "amount_paid": self.amount_issued}


class G2PEntitlement(models.Model):
    _name = "g2p.entitlement"
    _inherit = ["g2p.entitlement", "sms.wiserv.watched"]

    _wiserv_door = DOOR

    def write(self, vals):
        """Override of `g2p_programs` to see vouchers, which another addon brings along."""
        if not vals.get("voucher_document_id") or "voucher_document_id" not in self._fields:
            return super().write(vals)
        entering = self.sudo().filtered(lambda entitlement: not entitlement.voucher_document_id)
        result = super().write(vals)
        self._wiserv_check_expense("voucher", entering)
        self.env[DOOR].see("voucher", entering)
        return result
