# Part of spp_programs. License LGPL-3.0 or later (see LICENSE).
from odoo import api, fields, models


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

    name = fields.Char("Manager Name", required=True, default="Cash Transfer")
    program_id = fields.Many2one("spp.program", required=True)
    amount_per_cycle = fields.Float()

    def prepare_entitlements(self, cycle, beneficiaries):
        self.env["spp.entitlement"].create(
            [
                {
                    "cycle_id": cycle.id,
                    "partner_id": member.partner_id.id,
                    "initial_amount": self.amount_per_cycle,
                    "is_cash_entitlement": True,
                    "state": "draft",
                }
                for member in beneficiaries
            ]
        )

    def set_pending_validation_entitlements(self, cycle):
        drafts = cycle.entitlement_ids.filtered(lambda entitlement: entitlement.state == "draft")
        drafts.update({"state": "pending_validation"})

    def validate_entitlements(self, cycle):
        waiting = ("draft", "pending_validation")
        return self.approve_entitlements(
            cycle.entitlement_ids.filtered(lambda entitlement: entitlement.state in waiting)
        )

    def approve_entitlements(self, entitlements):
        for entitlement in entitlements:
            entitlement.update({"state": "approved", "date_approved": fields.Date.today()})
        return 0, ""
