# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import models


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    def session_info(self):
        """Override of `web`: in which companies the counter below texts speaks of Wiserv."""
        companies = self.env.user.sudo().company_ids.filtered(lambda one: one.wiserv_sms_provider == "wiserv")
        return {**super().session_info(), "wiserv_sms_companies": companies.ids}
