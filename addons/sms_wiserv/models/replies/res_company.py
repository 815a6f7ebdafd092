# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import api, models


class ResCompany(models.Model):
    _inherit = "res.company"

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        self.env["sms.wiserv.reply"]._ship(companies)
        return companies
