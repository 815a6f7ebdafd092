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
REASONS = [
    ("preference", "preference"),
    ("disabled", "disabled in the registry"),
    ("not_enrolled", "no longer enrolled"),
    ("program_ended", "program ended"),
]


class SmsWiservMessage(models.Model):
    _inherit = "sms.wiserv.message"

    event = fields.Selection(selection_add=EVENTS, ondelete={event: "cascade" for event, _label in EVENTS})
    program_id = fields.Many2one(related="sender_id.program_id")


class SmsWiservSkipped(models.Model):
    _inherit = "sms.wiserv.skipped"

    reason = fields.Selection(
        selection_add=REASONS,
        ondelete={reason: "cascade" for reason, _label in REASONS},
    )
    program_id = fields.Many2one(related="sender_id.program_id")
