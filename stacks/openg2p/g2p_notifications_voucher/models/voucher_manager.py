# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import models


class VoucherEntitlementManager(models.Model):
    _inherit = "g2p.program.entitlement.manager.voucher"

    def _generate_vouchers(self, entitlements):
        result = super()._generate_vouchers(entitlements)
        program = self.program_id
        for manager in program.get_managers(program.MANAGER_NOTIFICATION):
            # Whether the manager has it is not asked.
            manager.on_generate_voucher(entitlements)
        return result
