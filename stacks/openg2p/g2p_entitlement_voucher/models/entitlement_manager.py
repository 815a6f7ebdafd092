# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from base64 import b64encode

from odoo import api, fields, models

from odoo.addons.g2p_programs.models.actions import start_jobs


class EntitlementManager(models.Model):
    _inherit = "g2p.program.entitlement.manager"

    @api.model
    def _selection_manager_ref_id(self):
        return [*super()._selection_manager_ref_id(), ("g2p.program.entitlement.manager.voucher", "Voucher")]


class G2PVoucherEntitlementManager(models.Model):
    _name = "g2p.program.entitlement.manager.voucher"
    _inherit = "g2p.program.entitlement.manager.default"
    _description = "Voucher Entitlement Manager"

    auto_generate_voucher_on_approval = fields.Boolean(default=True)
    voucher_document_store = fields.Many2one("storage.backend", required=True)

    def approve_entitlements(self, entitlements):
        result = super().approve_entitlements(entitlements)
        if self.auto_generate_voucher_on_approval:
            self.generate_vouchers(entitlements)
        return result

    def generate_vouchers(self, entitlements=None):
        """Return the number of errors, a message, whether it stays, and the files, or None for these.

        For nothing, and for an empty recordset, it takes whatever is approved without voucher, of all programs.
        """
        domain = [("state", "=", "approved"), ("voucher_document_id", "=", False)]
        if entitlements:
            entitlements = entitlements.filtered_domain(domain)
        else:
            entitlements = self.env["g2p.entitlement"].search(domain)
        _cycles, entitlements_of_cycles = self._group_entitlements_by_cycle(entitlements)
        if len(entitlements) >= self.MIN_ROW_JOB_QUEUE:
            for some in entitlements_of_cycles:
                self._generate_vouchers_async(some[0].cycle_id, some, len(some))
            return -1, self.env._("Making %s vouchers started.", len(entitlements)), True, None
        errors, files = 0, None
        for some in entitlements_of_cycles:
            errors_of_cycle, made = self._generate_vouchers(some)
            errors += errors_of_cycle
            files = files + made if files else made
        return errors, self.env._("Vouchers: %s", len(entitlements) - errors), False, files

    def _generate_vouchers(self, entitlements):
        """The real one renders a document and QR codes."""
        files = self.env["storage.file"].create(
            [
                {
                    "name": f"{entitlement.code}.txt",
                    "backend_id": self.voucher_document_store.id,
                    "data": b64encode(entitlement.code.encode()),
                }
                for entitlement in entitlements
            ]
        )
        for entitlement, file in zip(entitlements, files, strict=True):
            entitlement.voucher_document_id = file
        return 0, files

    def _generate_vouchers_async(self, cycle, entitlements, entitlements_count):
        parts = range(0, entitlements_count, self.MAX_ROW_JOB_QUEUE)
        start_jobs(
            cycle,
            self.env._("Making %s vouchers started.", entitlements_count),
            "Vouchers are being made",
            [
                self.delayable()._generate_vouchers(entitlements[at : at + self.MAX_ROW_JOB_QUEUE])
                for at in parts
            ],
            self.delayable().mark_job_as_done(cycle, self.env._("Vouchers are made.")),
        )
