# Part of spp_programs. License LGPL-3.0 or later (see LICENSE).
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.job_worker.delay import group

from ..toast import toast


class EntitlementManager(models.Model):
    _name = "spp.program.entitlement.manager"
    _inherit = "spp.manager.mixin"
    _description = "Program Entitlement Manager"

    program_id = fields.Many2one("spp.program", ondelete="cascade")

    @api.model
    def _selection_manager_ref_id(self):
        selection = super()._selection_manager_ref_id()
        return [*selection, ("spp.program.entitlement.manager.cash", "Cash")]


class CashEntitlementManager(models.Model):
    _name = "spp.program.entitlement.manager.cash"
    _inherit = ["spp.manager.source.mixin"]
    _description = "Cash Entitlement Manager"

    IS_CASH_ENTITLEMENT = True
    MIN_ROW_JOB_QUEUE = 200
    MAX_ROW_JOB_QUEUE = 2000

    name = fields.Char("Manager Name", required=True, default="Cash Transfer")
    program_id = fields.Many2one("spp.program", required=True)
    entitlement_item_ids = fields.One2many("spp.program.entitlement.manager.cash.item", "entitlement_id")
    approval_definition_id = fields.Many2one("spp.approval.definition")

    def prepare_entitlements(self, cycle, beneficiaries):
        if not self.entitlement_item_ids:
            raise UserError(self.env._("There are no items entered for this entitlement manager."))
        self.env["spp.entitlement"].create(
            [
                {
                    "cycle_id": cycle.id,
                    "partner_id": member.partner_id.id,
                    "initial_amount": sum(self.entitlement_item_ids.mapped("amount")),
                    "is_cash_entitlement": True,
                    "state": "draft",
                }
                for member in beneficiaries
            ]
        )

    def set_pending_validation_entitlements(self, cycle):
        if not self.approval_definition_id:
            raise ValidationError(self.env._("The entitlements have no approval definition."))
        cycle.entitlement_ids.filtered(
            lambda entitlement: entitlement.state == "draft"
        ).action_submit_for_approval()

    def validate_entitlements(self, cycle):
        waiting = ("draft", "pending_validation")
        entitlements = cycle.entitlement_ids.filtered(lambda entitlement: entitlement.state in waiting)
        if len(entitlements) >= self.MIN_ROW_JOB_QUEUE:
            self._validate_entitlements_async(cycle, entitlements)
            return None
        errors, message = self._validate_entitlements(cycle, entitlements)
        return toast(
            self.env._("Entitlement"),
            message if errors else self.env._("Entitlements are approved."),
            "danger" if errors else "success",
        )

    def _validate_entitlements_async(self, cycle, entitlements):
        cycle._acquire_operation_lock("Validate and approve entitlements for cycle.")
        jobs = group(
            *(
                self.delayable()._validate_entitlements(
                    cycle, entitlements[start : start + self.MAX_ROW_JOB_QUEUE]
                )
                for start in range(0, len(entitlements), self.MAX_ROW_JOB_QUEUE)
            )
        )
        jobs.on_done(self.delayable().mark_job_as_done(cycle, ""))
        jobs.delay()

    def mark_job_as_done(self, cycle, msg):
        cycle._release_operation_lock()

    def _validate_entitlements(self, cycle, entitlements):
        err, message = self.approve_entitlements(entitlements)
        if err:
            # An approved cycle falls back.
            cycle.message_post(body=message)
            cycle.write({"validate_async_err": True, "state": "to_approve"})
        else:
            cycle.write({"validate_async_err": False})
        return err, message

    def check_fund_balance(self, program_id):
        """Return what is left of a program's money in the company of whoever asks."""
        company = [("company_id", "=", self.env.user.company_id.id)]
        funds = (
            self.env["spp.program.fund"]
            .sudo()
            .search([*company, ("program_id", "=", program_id), ("state", "=", "posted")])
        )
        spent = (
            self.env["spp.entitlement"]
            .sudo()
            .search([*company, ("cycle_id.program_id", "=", program_id), ("state", "=", "approved")])
        )
        return sum(funds.mapped("amount")) - sum(spent.mapped("initial_amount"))

    def approve_entitlements(self, entitlements):
        """Approve one after the other, as long as the money lasts."""
        balance, errors, message = self.check_fund_balance(entitlements.cycle_id.program_id.id), 0, ""
        for entitlement in entitlements:
            if entitlement.state not in ("draft", "pending_validation"):
                errors += 1
                continue
            if balance < entitlement.initial_amount:
                return 1, f"The fund is insufficient for the entitlement {entitlement.code}"
            balance -= entitlement.initial_amount
            entitlement.update({"state": "approved", "date_approved": fields.Date.today()})
        return errors, message


class CashEntitlementItem(models.Model):
    _name = "spp.program.entitlement.manager.cash.item"
    _description = "Cash Entitlement Manager Items"
    _order = "sequence,id"

    sequence = fields.Integer(default=1000)
    entitlement_id = fields.Many2one("spp.program.entitlement.manager.cash", required=True)
    amount = fields.Monetary("Amount per cycle", currency_field="currency_id", required=True)
    currency_id = fields.Many2one(related="entitlement_id.program_id.journal_id.currency_id", readonly=True)
