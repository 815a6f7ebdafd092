# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import fields, models

from odoo.addons.g2p_programs.models import constants
from odoo.addons.g2p_programs.models.actions import notification

VOUCHER_MANAGER = "g2p.program.entitlement.manager.voucher"


class G2PEntitlement(models.Model):
    _inherit = "g2p.entitlement"

    voucher_document_id = fields.Many2one("storage.file")
    show_generate_voucher_button = fields.Boolean(compute="_compute_show_voucher_buttons")
    show_print_voucher_button = fields.Boolean(compute="_compute_show_voucher_buttons")

    def _compute_show_voucher_buttons(self):
        """For entitlements of one program: several raise."""
        for entitlement in self:
            manager = self.program_id.get_manager(constants.MANAGER_ENTITLEMENT)
            approved, voucher = entitlement.state == "approved", entitlement.voucher_document_id
            has_manager = bool(manager) and manager._name == VOUCHER_MANAGER
            entitlement.show_generate_voucher_button = approved and has_manager and not voucher
            entitlement.show_print_voucher_button = approved and bool(voucher)

    def generate_vouchers_action(self):
        manager = self.program_id.get_manager(constants.MANAGER_ENTITLEMENT)
        _errors, message, sticky, _vouchers = manager.generate_vouchers(self)
        return notification(self.env._("Voucher"), message, sticky=sticky)

    def print_voucher_action(self):
        if self.voucher_document_id:
            return {"type": "ir.actions.act_url", "target": "new", "url": self.voucher_document_id.url}
