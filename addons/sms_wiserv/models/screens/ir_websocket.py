# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import models

from .progress import CHANNEL


class IrWebsocket(models.AbstractModel):
    _inherit = "ir.websocket"

    def _build_bus_channel_list(self, channels):
        """Override of `bus` to let those who may read messages follow their progress, in their companies."""
        if CHANNEL in channels and self.env["sms.wiserv.message"].has_access("read"):
            channels = [*channels, *((company, CHANNEL) for company in self.env.user.company_ids)]
        return super()._build_bus_channel_list(channels)
