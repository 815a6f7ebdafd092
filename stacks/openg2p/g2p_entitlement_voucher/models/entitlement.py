# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import fields, models


class G2PEntitlement(models.Model):
    _inherit = "g2p.entitlement"

    # A file in OCA's storage in the real module.
    voucher_document_id = fields.Many2one("ir.attachment")

    def generate_vouchers_action(self):
        manager = self.cycle_id.program_id.get_manager(self.cycle_id.program_id.MANAGER_ENTITLEMENT)
        manager.generate_vouchers(self)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"message": self.env._("Vouchers Generated."), "type": "success", "sticky": False},
        }
