# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import api, models
from odoo.exceptions import ValidationError


class CustomQueueJobChannel(models.Model):
    _inherit = "queue.job.channel"

    @api.constrains("parent_id", "name")
    def parent_required(self):
        """What begins with root needs no parent."""
        for channel in self:
            if channel.name and not channel.name.startswith("root") and not channel.parent_id:
                raise ValidationError(self.env._("A channel needs a parent."))
