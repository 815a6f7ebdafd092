# Part of spp_programs. License LGPL-3.0 or later (see LICENSE).
from odoo import api, fields, models

from ..models.toast import toast


class MultiInKindEntitlementApprovalWizard(models.TransientModel):
    """Approves goods that were picked from a list."""

    _name = "spp.multi.inkind.entitlement.approval.wizard"
    _description = "Multi In-Kind Entitlement Approval Wizard"

    entitlement_ids = fields.One2many("spp.multi.inkind.entitlement.approval", "wizard_id", required=True)

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        picked = self.env["spp.entitlement.inkind"].browse(self.env.context.get("active_ids") or ())
        waiting = picked.filtered(lambda entitlement: entitlement.state in ("draft", "pending_validation"))
        return {**values, "entitlement_ids": [(0, 0, {"entitlement_id": one.id}) for one in waiting]}

    def approve_entitlements(self):
        if not self.entitlement_ids:
            return None
        entitlements = self.entitlement_ids.entitlement_id
        if result := entitlements.action_approve():
            return result
        return toast(
            self.env._("Entitlements Approved"),
            self.env._("%d in-kind entitlements approved.", len(entitlements)),
            "success",
            sticky=False,
        )

    def open_wizard(self):
        return {
            "name": "Multiple Inkind Entitlements Approval",
            "view_mode": "form",
            "res_model": self._name,
            "view_id": self.env.ref("spp_programs.multi_inkind_entitlement_approval_wizard_form_view").id,
            "type": "ir.actions.act_window",
            "target": "new",
            "context": self.env.context,
        }

    def close_wizard(self):
        return {"type": "ir.actions.act_window_close"}


class MultiInKindEntitlementApproval(models.TransientModel):
    _name = "spp.multi.inkind.entitlement.approval"
    _description = "In-Kind Entitlement Approval"

    entitlement_id = fields.Many2one("spp.entitlement.inkind", required=True)
    wizard_id = fields.Many2one("spp.multi.inkind.entitlement.approval.wizard", required=True)
    partner_id = fields.Many2one(related="entitlement_id.partner_id")
    product_id = fields.Many2one(related="entitlement_id.product_id")
    quantity = fields.Integer(related="entitlement_id.quantity")
