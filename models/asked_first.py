# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""Which buttons ask before they tell many people, and what they would tell of; see `sms_wiserv`."""

from odoo import models

MEMBER = "g2p.program_membership"


class G2PWiservAsked(models.AbstractModel):
    """Of a program: the lists of those who were not told are its own."""

    _name = "g2p.wiserv.asked"
    _inherit = "sms.wiserv.asked"
    _description = "Asks Before Many of a Program Are Told"

    def _wiserv_url(self, name, sender):
        program = self if self._name == "g2p.program" else self.program_id
        action = self.env.ref(f"g2p_notifications_wiserv.action_program_{name}")
        return f"/odoo/{program[:1].id}/action-{action.id}"


class G2PProgram(models.Model):
    _name = "g2p.program"
    _inherit = ["g2p.program", "g2p.wiserv.asked"]

    _wiserv_asks = {
        "enroll_eligible_registrants": "enrol",
        "verify_eligibility": "verify",
        "notify_eligible_beneficiaries": "notify",
    }
    _wiserv_says = ("notify_eligible_beneficiaries",)

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
        of_programs = [("program_id", "in", self.ids), ("program_id.state", "!=", "ended")]
        members = self.env[MEMBER].search([*of_programs, *domain])
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

    _wiserv_asks = {
        "approve": "approve",
        "validate_entitlement": "approve",
        "mark_ended": "end",
        "send_payment": "pay",
    }

    def _wiserv_before(self, method):
        cycles = self.sudo()
        if method == "send_payment":
            return cycles.payment_batch_ids._wiserv_before(method)
        before = []
        for cycle in cycles:
            if method == "mark_ended" and cycle.state != "ended":
                before.append(("cycle_ended", cycle._wiserv_enrolled(), str(cycle.id)))
            if cycle.program_id.state == "ended":
                continue
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

    _wiserv_asks = {"send_payment": "pay"}

    def _wiserv_before(self, method):
        return [("payment", self._wiserv_unpaid(), "")]

    def _wiserv_unpaid(self):
        return (
            self.env["g2p.payment"]
            .sudo()
            .search([("id", "in", self.sudo().payment_ids.ids), ("status", "!=", "paid")])
        )
