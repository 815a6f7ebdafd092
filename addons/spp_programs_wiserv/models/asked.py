# Part of spp_programs_wiserv. License LGPL-3.0 or later (see LICENSE).
"""What else has buttons that tell many: batches of payments, and wizards that approve what was picked from a list."""

from odoo import models


class PaymentBatch(models.Model):
    _name = "spp.payment.batch"
    _inherit = ["spp.payment.batch", "sms.wiserv.asked"]

    _wiserv_asks = {"send_payment": "pay"}

    def _wiserv_before(self, method):
        of_batch = ["|", ("batch_id", "in", self.ids), ("id", "in", self.payment_ids.ids)]
        return self.env["spp.payment"].search(of_batch)._wiserv_to_come()


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
