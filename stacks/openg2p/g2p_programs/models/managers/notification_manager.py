# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import api, fields, models


class Notification(models.Model):
    _name = "g2p.program.notification.manager"
    _inherit = "g2p.manager.mixin"
    _description = "Program Notification Manager"

    program_id = fields.Many2one("g2p.program", ondelete="cascade")

    @api.model
    def _selection_manager_ref_id(self):
        sms = ("g2p.program.notification.manager.sms", "SMS Notification")
        return [*super()._selection_manager_ref_id(), sms]


class BaseNotificationManager(models.AbstractModel):
    _name = "g2p.base.program.notification.manager"
    _description = "Base Program Notification Manager"

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
    _description = "SMS Program Notification Manager"

    on_enrolled_in_program_template = fields.One2many("sms.template", "g2p_sms_id")
    on_cycle_started_template = fields.One2many("sms.template", "g2p_sms_id")
    on_cycle_ended_template = fields.One2many("sms.template", "g2p_sms_id")


class SMSTemplate(models.Model):
    _inherit = "sms.template"

    g2p_sms_id = fields.Many2one("g2p.program.notification.manager.sms", "SMS Program Notification Manager")
