# Part of spp_programs_wiserv. License LGPL-3.0 or later (see LICENSE).
"""OpenSPP's wizards that approve entitlements picked from a list: they ask first, as buttons for a whole cycle do."""

from odoo import models


class EntitlementsPicked(models.TransientModel):
    _name = "spp.multi.entitlement.approval.wizard"
    _inherit = ["spp.multi.entitlement.approval.wizard", "sms.wiserv.asked"]

    _wiserv_asks = {"approve_entitlements": "approve"}
    _wiserv_told_of = "entitlement_ids.entitlement_id"


class GoodsPicked(models.TransientModel):
    _name = "spp.multi.inkind.entitlement.approval.wizard"
    _inherit = ["spp.multi.inkind.entitlement.approval.wizard", "sms.wiserv.asked"]

    _wiserv_asks = {"approve_entitlements": "approve"}
    _wiserv_told_of = "entitlement_ids.entitlement_id"
