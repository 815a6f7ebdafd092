# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import fields, models


class SmsWiservMessage(models.Model):
    _inherit = "sms.wiserv.message"

    event = fields.Selection(selection_add=[("sms", "Odoo's SMS")], ondelete={"sms": "cascade"})
