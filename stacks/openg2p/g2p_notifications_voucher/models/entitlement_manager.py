# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import models

from odoo.addons.g2p_programs.models import constants


class G2PVoucherEntitlementManagerNotification(models.Model):
    _inherit = "g2p.program.entitlement.manager.voucher"

    def _generate_vouchers(self, entitlements):
        """Whether a manager knows of vouchers is not asked."""
        result = super()._generate_vouchers(entitlements)
        for manager in self.program_id.get_managers(constants.MANAGER_NOTIFICATION):
            manager.on_generate_voucher(entitlements)
        return result
