# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import fields, models

EVENTS = [
    ("enrolled", "Enrolment"),
    ("payment", "Payment"),
    ("cycle_started", "Cycle Started"),
    ("cycle_ended", "Cycle Ended"),
    ("voucher", "Voucher"),
    ("announcement", "Announcement"),
]


class SmsWiservMessage(models.Model):
    _inherit = "sms.wiserv.message"

    event = fields.Selection(selection_add=EVENTS, ondelete={event: "cascade" for event, _label in EVENTS})
