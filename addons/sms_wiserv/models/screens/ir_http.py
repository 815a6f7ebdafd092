# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import models

from ...groups import USER


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    def session_info(self):
        """Override of `web` to hand the web client two facts about its user.

        ``wiserv_reads_messages``: links in notes to messages lead somewhere for this user;
        ``wiserv_sms_companies``: ids of the companies whose texts the counter measures as Wiserv sends them.
        """
        user = self.env.user
        by_wiserv = user.sudo().company_ids.filtered(lambda company: company.wiserv_sms_provider == "wiserv")
        return {
            **super().session_info(),
            "wiserv_reads_messages": user.has_group(USER),
            "wiserv_sms_companies": by_wiserv.ids,
        }
