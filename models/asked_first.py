# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""Buttons that tell many people by SMS ask first; see ``wizard/before_sending.py``.

A button says so in its context. Its name stays, by which the stack and its neighbours find it in views; and other
code that calls the same method is never asked.
"""

from odoo import models

ASK = "wiserv_ask_first"
MEMBER = "g2p.program_membership"
# The methods of buttons, each with what the dialog calls it.
ASKED = {
    ("g2p.program", "enroll_eligible_registrants"): "enrol",
    ("g2p.program", "verify_eligibility"): "verify",
    ("g2p.program", "notify_eligible_beneficiaries"): "notify",
    ("g2p.cycle", "approve"): "approve",
    ("g2p.cycle", "validate_entitlement"): "approve",
    ("g2p.cycle", "mark_ended"): "end",
    ("g2p.cycle", "send_payment"): "pay",
    ("g2p.payment.batch", "send_payment"): "pay",
}


class G2PWiservAsked(models.AbstractModel):
    """A record whose buttons tell many people."""

    _name = "g2p.wiserv.asked"
    _description = "Asks Before Many Are Told"

    def _wiserv_ask(self, method):
        """Return the dialog that comes before ``method``, or None: nobody asks, or nothing would be told."""
        if not self.env.context.get(ASK) or not self.env.user._is_internal():
            return None
        return self.env["g2p.wiserv.before"]._open_for(self, method)

    def _wiserv_before(self, method):
        """Return what ``method`` would tell of, were it called now: ``[(event, records, occasion), …]``."""
        return []

    def _wiserv_would_be(self, method, records):
        """Return those of some of these records whom it would happen to."""
        return records


class G2PProgram(models.Model):
    _name = "g2p.program"
    _inherit = ["g2p.program", "g2p.wiserv.asked"]

    def enroll_eligible_registrants(self):
        """Override of `g2p_programs` to ask first."""
        return self._wiserv_ask("enroll_eligible_registrants") or super().enroll_eligible_registrants()

    def verify_eligibility(self):
        """Override of `g2p_programs` to ask first: who is eligible by now is enrolled."""
        return self._wiserv_ask("verify_eligibility") or super().verify_eligibility()

    def notify_eligible_beneficiaries(self):
        """Override of `g2p_programs` to ask first."""
        return self._wiserv_ask("notify_eligible_beneficiaries") or super().notify_eligible_beneficiaries()

    def _wiserv_before(self, method):
        """Override: of enrolment; who was only paused is enrolled again, and not told."""
        domain = {
            "enroll_eligible_registrants": [("state", "not in", ("enrolled", "paused"))],
            "verify_eligibility": [("state", "=", "not_eligible")],
            "notify_eligible_beneficiaries": [
                ("state", "=", "enrolled"),
                ("is_enrolled_notification_sent", "=", False),
            ],
        }[method]
        # With the user's rights, as the method searches: record rules hide disabled registrants from some users.
        members = self.env[MEMBER].search([("program_id", "in", self.ids), *domain])
        return [("enrolled", members, "")]

    def _wiserv_would_be(self, method, records):
        """Override: those who are eligible.

        It is not their managers' ``enroll_eligible_registrants`` that is asked, for neighbours change states in it.
        """
        if method == "notify_eligible_beneficiaries":
            return records
        for manager in self.get_managers(self.MANAGER_ELIGIBILITY):
            if hasattr(manager, "_verify_eligibility"):
                eligible = set(manager._verify_eligibility(records))
                records = records.filtered(lambda member, eligible=eligible: member.partner_id.id in eligible)
        return records


class G2PCycle(models.Model):
    _name = "g2p.cycle"
    _inherit = ["g2p.cycle", "g2p.wiserv.asked"]

    def approve(self):
        """Override of `g2p_programs` to ask first."""
        return self._wiserv_ask("approve") or super().approve()

    def validate_entitlement(self):
        """Override of `g2p_programs` to ask first, where approved entitlements get vouchers."""
        return self._wiserv_ask("validate_entitlement") or super().validate_entitlement()

    def mark_ended(self):
        """Override of `g2p_programs` to ask first."""
        return self._wiserv_ask("mark_ended") or super().mark_ended()

    def send_payment(self):
        """Override of `g2p_programs` to ask first."""
        return self._wiserv_ask("send_payment") or super().send_payment()

    def _wiserv_before(self, method):
        cycles = self.sudo()
        if method == "send_payment":
            return cycles.payment_batch_ids._wiserv_before(method)
        before = []
        for cycle in cycles:
            if method == "mark_ended" and cycle.state != "ended":
                before.append(("cycle_ended", cycle._wiserv_enrolled(), str(cycle.id)))
            if method == "approve" and cycle.state == "to_approve":
                before.append(("cycle_started", cycle._wiserv_enrolled(), str(cycle.id)))
            manager = cycle.program_id.get_manager(cycle.program_id.MANAGER_CYCLE)
            approves = manager and manager.auto_approve_entitlements
            if method == "validate_entitlement" or method == "approve" and before and approves:
                before.append(("voucher", cycle._wiserv_vouchers_to_come(), ""))
        return before

    def _wiserv_enrolled(self):
        return self._wiserv_members(("state", "=", "enrolled"))

    def _wiserv_vouchers_to_come(self):
        """Return the entitlements that get a voucher when they are approved, which is an addon's of its own."""
        manager = self.program_id.get_manager(self.program_id.MANAGER_ENTITLEMENT)
        if not manager or not getattr(manager, "auto_generate_voucher_on_approval", False):
            return self.env["g2p.entitlement"]
        waiting = self.entitlement_ids.filtered(lambda one: one.state in ("draft", "pending_validation"))
        return waiting.filtered(lambda one: not one.voucher_document_id)


class G2PPaymentBatch(models.Model):
    _name = "g2p.payment.batch"
    _inherit = ["g2p.payment.batch", "g2p.wiserv.asked"]

    def send_payment(self):
        """Override of `g2p_programs` to ask first."""
        return self._wiserv_ask("send_payment") or super().send_payment()

    def _wiserv_before(self, method):
        return [("payment", self._wiserv_unpaid(), "")]

    def _wiserv_unpaid(self):
        return (
            self.env["g2p.payment"]
            .sudo()
            .search([("id", "in", self.sudo().payment_ids.ids), ("status", "!=", "paid")])
        )
