# Part of spp_programs_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import fields, models

from .door import EVENTS


class SmsWiservMessage(models.Model):
    _inherit = "sms.wiserv.message"

    event = fields.Selection(
        selection_add=[(event, label) for event, (label, _model) in EVENTS.items()],
        ondelete=dict.fromkeys(EVENTS, "cascade"),
    )


class SmsWiservSkipped(models.Model):
    _inherit = "sms.wiserv.skipped"

    reason = fields.Selection(selection_add=[("consent", "No consent")], ondelete={"consent": "cascade"})
