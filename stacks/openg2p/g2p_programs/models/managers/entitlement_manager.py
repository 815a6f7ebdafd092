# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import api, fields, models

from ..actions import jobs_done, notification, start_jobs


class EntitlementManager(models.Model):
    _name = "g2p.program.entitlement.manager"
    _inherit = "g2p.manager.mixin"
    _description = "Entitlement Manager"

    program_id = fields.Many2one("g2p.program", ondelete="cascade")

    @api.model
    def _selection_manager_ref_id(self):
        return [*super()._selection_manager_ref_id(), ("g2p.program.entitlement.manager.default", "Default")]


def in_parts(manager, cycle, message, reason, method, entitlements):
    size = manager.MAX_ROW_JOB_QUEUE
    start_jobs(
        cycle,
        message,
        reason,
        [
            getattr(manager.delayable(), method)(entitlements[at : at + size])
            for at in range(0, len(entitlements), size)
        ],
        manager.delayable().mark_job_as_done(cycle, manager.env._("Done: %s", reason)),
    )


def pay_out(entitlement, amount, memo):
    return entitlement.env["account.payment"].create(
        {
            "partner_id": entitlement.partner_id.id,
            "payment_type": "outbound",
            "partner_type": "supplier",
            "amount": amount,
            "currency_id": entitlement.journal_id.currency_id.id,
            "journal_id": entitlement.journal_id.id,
            "memo": f"{memo}: {entitlement.code}",
        }
    )


class BaseEntitlementManager(models.AbstractModel):
    _name = "g2p.base.program.entitlement.manager"
    _inherit = "base.programs.manager"
    _description = "Base Entitlement Manager"

    IS_CASH_ENTITLEMENT = True
    MIN_ROW_JOB_QUEUE = 200
    MAX_ROW_JOB_QUEUE = 2000

    name = fields.Char("Manager Name", required=True)
    program_id = fields.Many2one("g2p.program", required=True)

    def mark_job_as_done(self, cycle, msg):
        self.ensure_one()
        jobs_done(cycle, msg)

    def check_fund_balance(self, program_id):
        """What is posted less what is approved, as the database knows it: writes that wait are not counted."""
        scope = (self.env.user.company_id.id, program_id)
        self.env.cr.execute(
            """SELECT COALESCE(sum(amount), 0) FROM g2p_program_fund
                WHERE company_id = %s AND program_id = %s AND state = 'posted'""",
            scope,
        )
        (funds,) = self.env.cr.fetchone()
        self.env.cr.execute(
            """SELECT COALESCE(sum(initial_amount), 0)
                 FROM g2p_entitlement JOIN g2p_cycle ON g2p_cycle.id = cycle_id
                WHERE g2p_entitlement.company_id = %s AND program_id = %s AND g2p_entitlement.state = 'approved'""",
            scope,
        )
        (approved,) = self.env.cr.fetchone()
        return float(funds) - float(approved)


class DefaultCashEntitlementManager(models.Model):
    _name = "g2p.program.entitlement.manager.default"
    _inherit = ["g2p.base.program.entitlement.manager", "g2p.manager.source.mixin"]
    _description = "Default Entitlement Manager"

    IS_CASH_ENTITLEMENT = True

    amount_per_cycle = fields.Monetary(aggregator="sum", default=0.0)
    amount_per_individual_in_group = fields.Monetary(aggregator="sum", default=0.0)
    max_individual_in_group = fields.Integer(default=0)
    currency_id = fields.Many2one("res.currency", related="program_id.journal_id.currency_id")
    transfer_fee_pct = fields.Float("Transfer Fee(%)", digits=(5, 2), default=0.0)
    transfer_fee_amt = fields.Monetary("Transfer Fee Amount", default=0.0)
    entitlement_validation_group_id = fields.Many2one("res.groups")

    def prepare_entitlements(self, cycle, beneficiaries):
        people = beneficiaries.partner_id
        domain = [("cycle_id", "=", cycle.id), ("partner_id", "in", people.ids)]
        people -= self.env["g2p.entitlement"].search(domain).partner_id
        sizes = dict(people.count_individuals())
        values = []
        for person in people:
            amount = self._calculate_amount(person, sizes.get(person.id, 0))
            values.append(
                {
                    "cycle_id": cycle.id,
                    "partner_id": person.id,
                    "initial_amount": amount,
                    "transfer_fee": amount * self.transfer_fee_pct / 100 or self.transfer_fee_amt,
                    "state": "draft",
                    "is_cash_entitlement": True,
                    "valid_from": cycle.start_date,
                    "valid_until": cycle.end_date,
                }
            )
        return self.env["g2p.entitlement"].create(values) if values else None

    def _calculate_amount(self, beneficiary, num_individuals):
        if not beneficiary.is_group:
            return self.amount_per_cycle
        size = min(num_individuals, self.max_individual_in_group or num_individuals)
        return self.amount_per_cycle + self.amount_per_individual_in_group * size

    def set_pending_validation_entitlements(self, cycle):
        entitlements = cycle.get_entitlements(["draft"])
        if len(entitlements) < self.MIN_ROW_JOB_QUEUE:
            return self._set_pending_validation_entitlements(entitlements)
        message = self.env._("%s entitlements are handed in for approval.", len(entitlements))
        reason = "Entitlements are being handed in"
        in_parts(self, cycle, message, reason, "_set_pending_validation_entitlements", entitlements)

    def _set_pending_validation_entitlements(self, entitlements):
        entitlements.update({"state": "pending_validation"})

    def validate_entitlements(self, cycle):
        entitlements = cycle.get_entitlements(["draft", "pending_validation"])
        if len(entitlements) < self.MIN_ROW_JOB_QUEUE:
            errors, message = self._validate_entitlements(entitlements)
            title = self.env._("Entitlement")
            if errors > 0:
                return notification(title, message, "danger")
            return notification(title, self.env._("Approved: %s", len(entitlements)), sticky=True)
        message = self.env._("Approval of %s entitlements started.", len(entitlements))
        reason = "Entitlements are being approved"
        in_parts(self, cycle, message, reason, "_validate_entitlements", entitlements)

    def _validate_entitlements(self, entitlements):
        return self.approve_entitlements(entitlements)

    def cancel_entitlements(self, cycle):
        entitlements = cycle.get_entitlements(["draft", "pending_validation", "approved"])
        if len(entitlements) < self.MIN_ROW_JOB_QUEUE:
            return self._cancel_entitlements(entitlements)
        message = self.env._("Cancelling %s entitlements started.", len(entitlements))
        reason = "Entitlements are being cancelled"
        in_parts(self, cycle, message, reason, "_cancel_entitlements", entitlements)

    def _cancel_entitlements(self, entitlements):
        entitlements.update({"state": "cancelled"})

    def approve_entitlements(self, entitlements):
        """Return the number of errors and a message. The first lack of money stops it.

        Each makes account payments with the rights of the user, which no role of OpenG2P has by itself.
        """
        approved, errors = 0.0, 0
        for one in entitlements:
            if one.state not in ("draft", "pending_validation"):
                errors += 1
                continue
            program = one.cycle_id.program_id
            if self.check_fund_balance(program.id) - approved < one.initial_amount:
                return 1, self.env._("The fund of %s is not enough.", program.name)
            approved += one.initial_amount
            fee = one.transfer_fee > 0 and pay_out(one, one.transfer_fee, "Service fee")
            payment = pay_out(one, one.initial_amount - (one.transfer_fee if fee else 0), "Disbursement")
            one.update(
                {
                    "disbursement_id": payment.id,
                    "service_fee_disbursement_id": fee and fee.id,
                    "state": "approved",
                    "date_approved": fields.Date.today(),
                }
            )
        return errors, self.env._("Not waiting for approval: %s", errors) if errors else ""

    def open_entitlements_form(self, cycle):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Cycle Entitlements"),
            "res_model": "g2p.entitlement",
            "view_mode": "list,form",
            "domain": [("cycle_id", "=", cycle.id)],
            "context": {"create": False, "default_cycle_id": cycle.id},
        }

    def open_entitlement_form(self, rec):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Entitlement"),
            "res_model": "g2p.entitlement",
            "res_id": rec.id,
            "view_mode": "form",
            "view_id": self.env.ref("g2p_programs.view_entitlement_form").id,
            "target": "new",
        }

    @api.model
    def _group_entitlements_by_cycle(self, entitlements):
        by_cycle = entitlements.grouped("cycle_id")
        return set(by_cycle), list(by_cycle.values())
