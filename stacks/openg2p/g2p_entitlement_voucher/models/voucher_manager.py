# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import api, fields, models

MIN_ROW_JOB_QUEUE = 200
JOB_SIZE = 2000


class EntitlementManager(models.Model):
    _inherit = "g2p.program.entitlement.manager"

    @api.model
    def _selection_manager_ref_id(self):
        return [*super()._selection_manager_ref_id(), ("g2p.program.entitlement.manager.voucher", "Voucher")]


class VoucherEntitlementManager(models.Model):
    _name = "g2p.program.entitlement.manager.voucher"
    _inherit = "g2p.program.entitlement.manager.default"
    _description = "Voucher Entitlement Manager"

    auto_generate_voucher_on_approval = fields.Boolean(default=True)

    def approve_entitlements(self, entitlements):
        result = super().approve_entitlements(entitlements)
        if self.auto_generate_voucher_on_approval:
            self.generate_vouchers(entitlements)
        return result

    def generate_vouchers(self, entitlements=None):
        """For nothing named: every approved entitlement without voucher, of all programs."""
        if not entitlements:
            domain = [("state", "=", "approved"), ("voucher_document_id", "=", False)]
            entitlements = self.env["g2p.entitlement"].search(domain)
        wanted = entitlements.filtered(lambda one: one.state == "approved" and not one.voucher_document_id)
        if len(wanted) < MIN_ROW_JOB_QUEUE:
            if wanted:
                self._generate_vouchers(wanted)
            return
        for start in range(0, len(wanted), JOB_SIZE):
            self.with_delay()._generate_vouchers(wanted[start : start + JOB_SIZE])

    def _generate_vouchers(self, entitlements):
        files = self.env["ir.attachment"]
        for entitlement in entitlements:
            file = files.create({"name": f"{entitlement.code}.txt", "raw": entitlement.code.encode()})
            entitlement.voucher_document_id = file
            files += file
        return 0, files
