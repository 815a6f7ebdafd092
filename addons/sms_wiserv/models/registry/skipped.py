# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import fields, models


class SmsWiservSkipped(models.Model):
    _inherit = "sms.wiserv.skipped"

    reason = fields.Selection(
        selection_add=[("disabled", "Disabled in the registry")], ondelete={"disabled": "cascade"}
    )
