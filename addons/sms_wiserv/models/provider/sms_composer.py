# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import models


class SmsComposer(models.TransientModel):
    _inherit = "sms.composer"

    def _prepare_mass_sms_values(self, records):
        """Override of `sms`: an SMS to many goes at the expense of each record's company."""
        values = super()._prepare_mass_sms_values(records)
        for record in records:
            company = record.company_id if "company_id" in record._fields else None
            values[record.id]["wiserv_company_id"] = (company or self.env.company).id
        return values
