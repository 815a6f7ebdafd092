# Part of spp_programs. License LGPL-3.0 or later (see LICENSE).
from odoo import api, fields, models


class NotificationManager(models.Model):
    _name = "spp.program.notification.manager"
    _inherit = "spp.manager.mixin"
    _description = "Program Notification Manager"

    program_id = fields.Many2one("spp.program", ondelete="cascade")

    @api.model
    def _selection_manager_ref_id(self):
        return super()._selection_manager_ref_id()


class BaseNotificationManager(models.AbstractModel):
    """Three switches, and nobody who asks them."""

    _name = "spp.base.program.notification.manager"
    _description = "Base Program Notification Manager"

    name = fields.Char("Manager Name", required=True)
    program_id = fields.Many2one("spp.program", required=True)
    is_on_enrolled_in_program = fields.Boolean(default=True)
    is_on_cycle_started = fields.Boolean(default=True)
    is_on_cycle_ended = fields.Boolean(default=True)
