# Part of spp_programs. License LGPL-3.0 or later (see LICENSE).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.job_worker.delay import group

from ..toast import toast


class EntitlementManager(models.Model):
    _inherit = "spp.program.entitlement.manager"

    @api.model
    def _selection_manager_ref_id(self):
        selection = super()._selection_manager_ref_id()
        return [*selection, ("spp.program.entitlement.manager.inkind", "In-Kind")]


class InKindEntitlementManager(models.Model):
    _name = "spp.program.entitlement.manager.inkind"
    _inherit = ["spp.manager.source.mixin"]
    _description = "In-Kind Entitlement Manager"

    IS_CASH_ENTITLEMENT = False
    MIN_ROW_JOB_QUEUE = 200
    MAX_ROW_JOB_QUEUE = 2000

    name = fields.Char("Manager Name", required=True, default="In-kind")
    program_id = fields.Many2one("spp.program", required=True)
    entitlement_item_ids = fields.One2many("spp.program.entitlement.manager.inkind.item", "entitlement_id")
    manage_inventory = fields.Boolean()
    approval_definition_id = fields.Many2one("spp.approval.definition")

    def prepare_entitlements(self, cycle, beneficiaries):
        self.env["spp.entitlement.inkind"].create(
            [
                {
                    "cycle_id": cycle.id,
                    "partner_id": member.partner_id.id,
                    "product_id": item.product_id.id,
                    "quantity": item.quantity,
                    "manage_inventory": self.manage_inventory,
                    "state": "draft",
                }
                for item in self.entitlement_item_ids
                for member in beneficiaries
            ]
        )

    def set_pending_validation_entitlements(self, cycle):
        if not self.approval_definition_id:
            raise ValidationError(self.env._("The entitlements have no approval definition."))
        cycle.inkind_entitlement_ids.filtered(
            lambda goods: goods.state == "draft"
        ).action_submit_for_approval()

    def validate_entitlements(self, cycle):
        count = len(_waiting(cycle))
        if count < self.MIN_ROW_JOB_QUEUE:
            errors, message = self._validate_entitlements(cycle)
            return toast(
                self.env._("Entitlement"),
                message if errors else self.env._("Entitlements are approved."),
                "danger" if errors else "success",
            )
        cycle._acquire_operation_lock("Validate and approve entitlements for cycle.")
        jobs = group(
            *(
                self.delayable()._validate_entitlements(cycle, offset=start, limit=self.MAX_ROW_JOB_QUEUE)
                for start in range(0, count, self.MAX_ROW_JOB_QUEUE)
            )
        )
        jobs.on_done(self.delayable().mark_job_as_done(cycle, ""))
        jobs.delay()
        return None

    def mark_job_as_done(self, cycle, msg):
        cycle._release_operation_lock()

    def _validate_entitlements(self, cycle, offset=0, limit=None):
        return self.approve_entitlements(_waiting(cycle, offset, limit))

    def approve_entitlements(self, entitlements):
        errors, message = 0, ""
        for goods in entitlements:
            if goods.state not in ("draft", "pending_validation"):
                errors += 1
                message = self.env._("Some entitlements do not wait for approval.")
                continue
            if goods.manage_inventory:
                goods._action_launch_stock_rule()
            # Refuses what was not submitted.
            goods._do_approve(auto=True)
            goods.update({"state": "approved", "date_approved": fields.Date.today()})
            goods._compute_approval_state()
        return errors, message


class InKindEntitlementItem(models.Model):
    _name = "spp.program.entitlement.manager.inkind.item"
    _description = "In-Kind Entitlement Manager Items"

    entitlement_id = fields.Many2one("spp.program.entitlement.manager.inkind", required=True)
    product_id = fields.Many2one("product.product", required=True)
    quantity = fields.Integer(default=1, required=True)


def _waiting(cycle, offset=0, limit=None):
    domain = [("cycle_id", "=", cycle.id), ("state", "in", ("draft", "pending_validation"))]
    return cycle.env["spp.entitlement.inkind"].search(domain, offset=offset, limit=limit)
