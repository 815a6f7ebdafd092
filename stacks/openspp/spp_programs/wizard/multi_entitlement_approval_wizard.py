# Part of spp_programs. License LGPL-3.0 or later (see LICENSE).
from odoo import api, fields, models

from ..models.toast import toast


class MultiEntitlementApprovalWizard(models.TransientModel):
    """Approves entitlements in cash that were picked from a list."""

    _name = "spp.multi.entitlement.approval.wizard"
    _description = "Multi Entitlement Approval Wizard"

    entitlement_ids = fields.One2many("spp.multi.entitlement.approval", "wizard_id", required=True)

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        picked = self.env["spp.entitlement"].browse(self.env.context.get("active_ids") or ())
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
            self.env._("%d entitlements approved.", len(entitlements)),
            "success",
            sticky=False,
        )

    def open_wizard(self):
        return {
            "name": "Multiple Entitlements Approval",
            "view_mode": "form",
            "res_model": self._name,
            "view_id": self.env.ref("spp_programs.multi_entitlement_approval_wizard_form_view").id,
            "type": "ir.actions.act_window",
            "target": "new",
            "context": self.env.context,
        }

    def close_wizard(self):
        return {"type": "ir.actions.act_window_close"}


class MultiEntitlementApproval(models.TransientModel):
    _name = "spp.multi.entitlement.approval"
    _description = "Multi Entitlement Approval"

    entitlement_id = fields.Many2one("spp.entitlement", required=True)
    wizard_id = fields.Many2one("spp.multi.entitlement.approval.wizard", required=True)
    cycle_id = fields.Many2one(related="entitlement_id.cycle_id")
    partner_id = fields.Many2one(related="entitlement_id.partner_id")
    initial_amount = fields.Monetary(related="entitlement_id.initial_amount", currency_field="currency_id")
    currency_id = fields.Many2one(related="entitlement_id.currency_id")
