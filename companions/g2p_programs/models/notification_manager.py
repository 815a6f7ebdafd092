# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import fields, models


class NotificationManager(models.Model):
    _name = "g2p.program.notification.manager"
    _inherit = "g2p.manager.mixin"
    _description = "Program Notification Manager"
    _program_field = "notification_managers"


class BaseNotificationManager(models.AbstractModel):
    """The events of a program.

    A hook is called once per event, with all its records, in the event's transaction; a manager that lacks a
    setting must not raise. It may return a translated line to be shown to the user, and returns False if it
    has nothing to send for the event.
    """

    _name = "g2p.base.program.notification.manager"
    _inherit = "g2p.manager.source.mixin"
    _description = "Base Program Notification Manager"

    name = fields.Char(required=True)
    program_id = fields.Many2one("g2p.program", index="btree_not_null")

    def on_enrolled_in_program(self, program_memberships):
        return False

    def on_cycle_started(self, program_memberships, cycle):
        return False

    def on_cycle_ended(self, program_memberships, cycle):
        return False


class SMSNotificationManager(models.Model):
    """What senders of SMS inherit. It cannot send by itself, so no program can choose it."""

    _name = "g2p.program.notification.manager.sms"
    _inherit = "g2p.base.program.notification.manager"
    _description = "SMS Notification Manager"
