# Part of spp_programs_wiserv. License LGPL-3.0 or later (see LICENSE).
"""OpenSPP's wizards that approve entitlements picked from a list: they ask first, as buttons for a whole cycle do."""

from odoo import models


class SppWiservPicked(models.AbstractModel):
    _name = "spp.wiserv.picked"
    _inherit = "sms.wiserv.asked"
    _description = "Asks Before What Was Picked Is Approved"

    _wiserv_told_of = "entitlement_ids.entitlement_id"

    def _wiserv_may(self, method, event, records):
        """Override of `sms_wiserv`: approval takes its group, and that all of them wait for it."""
        for entitlement in self.entitlement_ids.entitlement_id:
            entitlement._check_can_approve()
        return super()._wiserv_may(method, event, records)


class EntitlementsPicked(models.TransientModel):
    _name = "spp.multi.entitlement.approval.wizard"
    _inherit = ["spp.multi.entitlement.approval.wizard", "spp.wiserv.picked"]

    _wiserv_asks = {"approve_entitlements": "approve"}


class GoodsPicked(models.TransientModel):
    _name = "spp.multi.inkind.entitlement.approval.wizard"
    _inherit = ["spp.multi.inkind.entitlement.approval.wizard", "spp.wiserv.picked"]

    _wiserv_asks = {"approve_entitlements": "approve"}

    def _wiserv_may(self, method, event, records):
        """Override: goods are approved for one program at a time."""
        return len(records.program_id) == 1 and super()._wiserv_may(method, event, records)
