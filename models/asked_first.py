# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""Which buttons ask before they tell many people, and what they would tell of; see `sms_wiserv`."""

from odoo import models

MEMBER = "g2p.program_membership"
# The managers that a button's method cannot do without, as programs name their kinds.
NEEDED = {
    "enroll_eligible_registrants": ("MANAGER_PROGRAM",),
    "verify_eligibility": ("MANAGER_PROGRAM",),
    "notify_eligible_beneficiaries": (),
    "approve": ("MANAGER_CYCLE", "MANAGER_ENTITLEMENT"),
    "validate_entitlement": ("MANAGER_ENTITLEMENT",),
    "mark_ended": ("MANAGER_CYCLE",),
    "send_payment": ("MANAGER_PAYMENT",),
}
# A manager that passes over batches that have started, and payments that are no longer issued.
PAYS_ONCE = "g2p.program.payment.manager.simple.mpesa"


class G2PWiservAsked(models.AbstractModel):
    """Of a program: the lists of those who were not told are its own."""

    _name = "g2p.wiserv.asked"
    _inherit = "sms.wiserv.asked"
    _description = "Asks Before Many of a Program Are Told"

    def _wiserv_programs(self):
        return self if self._name == "g2p.program" else self.program_id

    def _wiserv_may(self, method, event, records):
        """Override: nor may who cannot read the program's managers, which do it with the user's rights."""
        managers = [
            program.get_manager(getattr(program, kind))
            for program in self._wiserv_programs()
            for kind in NEEDED[method]
        ]
        return (
            all(manager and manager.has_access("read") for manager in managers)
            and super()._wiserv_may(method, event, records)
        )  # fmt: skip

    def _wiserv_url(self, name, sender):
        program = self._wiserv_programs()
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

    def _wiserv_may(self, method, event, records):
        """Override: without somebody who says who is eligible, or who tells, the methods refuse.

        Whoever is told is flagged, so *Notify* writes, too.
        """
        for program in self:
            notifies = method == "notify_eligible_beneficiaries"
            kind = program.MANAGER_NOTIFICATION if notifies else program.MANAGER_ELIGIBILITY
            if not program.get_managers(kind):
                return False
        return records.with_env(self.env).has_access("write") and super()._wiserv_may(method, event, records)

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
            if method == "mark_ended":
                before += cycle._wiserv_to_come("cycle_ended")
            if cycle.program_id.state == "ended":
                continue
            if method == "approve" and cycle.state == "to_approve":
                before += cycle._wiserv_to_come("cycle_started")
            manager = cycle.program_id.get_manager(cycle.program_id.MANAGER_CYCLE)
            approves = manager and manager.auto_approve_entitlements
            if method == "validate_entitlement" or method == "approve" and before and approves:
                before.append(("voucher", cycle._wiserv_vouchers_to_come(), ""))
        return before

    def _wiserv_may(self, method, event, records):
        """Override: approval takes its group; what it approves or pays is written with the user's rights, too."""
        if method == "send_payment" and not self.payment_batch_ids.has_access("write"):
            return False
        if event == "voucher":
            # Each entitlement that is approved makes an accounting payment.
            records.with_env(self.env).check_access("write")
            self.env["account.payment"].check_access("create")
        if method == "approve":
            for cycle in self:
                # It is only asked once the state is written: so it is asked of a cycle in memory.
                manager = cycle.program_id.get_manager(cycle.program_id.MANAGER_CYCLE)
                manager.on_state_change(cycle.new({"state": cycle.STATE_APPROVED}, origin=cycle))
        return super()._wiserv_may(method, event, records)

    def _wiserv_vouchers_to_come(self):
        """Return the entitlements that get a voucher when they are approved, which is an addon's of its own.

        Approval stops at the first one that the program's fund does not cover.
        """
        manager = self.program_id.get_manager(self.program_id.MANAGER_ENTITLEMENT)
        if not manager or not getattr(manager, "auto_generate_voucher_on_approval", False):
            return self.env["g2p.entitlement"]
        left, covered = manager.check_fund_balance(self.program_id.id), self.env["g2p.entitlement"]
        for one in self.entitlement_ids.filtered(lambda one: one.state in ("draft", "pending_validation")):
            left -= one.initial_amount
            if left < 0:
                break
            covered += one
        return covered.filtered(lambda one: not one.voucher_document_id)


class G2PPaymentBatch(models.Model):
    _name = "g2p.payment.batch"
    _inherit = ["g2p.payment.batch", "g2p.wiserv.asked"]

    _wiserv_asks = {"send_payment": "pay"}

    def _wiserv_before(self, method):
        return [("payment", self._wiserv_unpaid(), "")]

    def _wiserv_unpaid(self):
        """Return the payments that may become paid."""
        unpaid = self.env["g2p.payment"].sudo().browse()
        for program, batches in self.sudo().grouped("program_id").items():
            domain = [("status", "!=", "paid")]
            manager = program and program.get_manager(program.MANAGER_PAYMENT)
            if manager and manager._name == PAYS_ONCE:
                batches = batches.filtered(lambda batch: not batch.batch_has_started)
                domain.append(("state", "=", "issued"))
            unpaid += unpaid.search([("id", "in", batches.payment_ids.ids), *domain])
        return unpaid

    def _wiserv_may(self, method, event, records):
        """Override: sending marks the batches as started."""
        return self.has_access("write") and super()._wiserv_may(method, event, records)

    def _wiserv_title(self):
        """Override: a batch's own name is a number that says nothing to anybody."""
        return ", ".join(self.cycle_id[:3].mapped("display_name")) or super()._wiserv_title()
