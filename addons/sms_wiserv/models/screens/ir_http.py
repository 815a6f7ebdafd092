# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import models

from ...groups import USER


class IrHttp(models.AbstractModel):
    """Tells the web client whether links to messages lead anywhere for this user."""

    _inherit = "ir.http"

    def session_info(self):
        return {**super().session_info(), "wiserv_reads_messages": self.env.user.has_group(USER)}
