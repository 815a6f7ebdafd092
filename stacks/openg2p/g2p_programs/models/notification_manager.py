# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import api, fields, models


class NotificationManager(models.Model):
    _name = "g2p.program.notification.manager"
    _inherit = "g2p.manager.mixin"
    _description = "Notification Manager"

    program_id = fields.Many2one("g2p.program", ondelete="cascade")

    @api.model
    def _selection_manager_ref_id(self):
        shell = ("g2p.program.notification.manager.sms", "SMS Notification")
        return [*super()._selection_manager_ref_id(), shell]


class BaseNotificationManager(models.AbstractModel):
    _name = "g2p.base.program.notification.manager"
    _description = "Base Notification Manager"

    name = fields.Char("Manager Name", required=True)
    program_id = fields.Many2one("g2p.program", required=True)

    def on_enrolled_in_program(self, program_memberships):
        return

    def on_cycle_started(self, program_memberships, cycle):
        return

    def on_cycle_ended(self, program_memberships, cycle):
        return


class SMSNotificationManager(models.Model):
    _name = "g2p.program.notification.manager.sms"
    _inherit = ["g2p.base.program.notification.manager", "g2p.manager.source.mixin"]
    _description = "SMS Notification Manager"
