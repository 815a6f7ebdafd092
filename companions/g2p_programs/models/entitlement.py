# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import api, fields, models
from odoo.exceptions import UserError


class G2PEntitlement(models.Model):
    _name = "g2p.entitlement"
    _description = "Entitlement"
    _order = "id desc"
    _rec_name = "partner_id"

    partner_id = fields.Many2one("res.partner", "Registrant", required=True, index=True, ondelete="restrict")
    cycle_id = fields.Many2one("g2p.cycle", required=True, index=True, ondelete="restrict")
    program_id = fields.Many2one(related="cycle_id.program_id", store=True, index=True)
    company_id = fields.Many2one(related="cycle_id.company_id", store=True)
    currency_id = fields.Many2one(related="cycle_id.currency_id")
    initial_amount = fields.Monetary("Amount")
    state = fields.Selection(
        [("draft", "Draft"), ("approved", "Approved"), ("cancelled", "Cancelled")],
        required=True,
        default="draft",
        copy=False,
    )
    payment_ids = fields.One2many("g2p.payment", "entitlement_id", "Payments")

    @api.ondelete(at_uninstall=False)
    def _unlink_drafts_only(self):
        if any(entitlement.state != "draft" for entitlement in self):
            raise UserError(self.env._("Only a draft entitlement can be deleted."))

    def approve_entitlement(self):
        self.filtered(lambda e: e.state == "draft").write({"state": "approved"})

    def cancel_entitlement(self):
        if any(payment.status != "failed" for payment in self.payment_ids):
            raise UserError(self.env._("An entitlement with a payment cannot be cancelled."))
        self.write({"state": "cancelled"})
