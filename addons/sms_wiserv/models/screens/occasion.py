# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import api, fields, models
from odoo.fields import Domain


class SmsWiservOfOccasion(models.AbstractModel):
    """Lets people search by the occasion, which they may not see: of some events it is the id of a record."""

    _name = "sms.wiserv.of.occasion"
    _description = "Found by Its Occasion"

    of_occasion = fields.Char(store=False, search="_search_of_occasion", exportable=False)

    @api.model
    def _search_of_occasion(self, operator, value):
        # sudo: what is found is still subject to the searcher's rights.
        return Domain("id", "in", self.sudo()._search([("occasion", operator, value)]))


class SmsWiservMessage(models.Model):
    _name = "sms.wiserv.message"
    _inherit = ["sms.wiserv.message", "sms.wiserv.of.occasion"]


class SmsWiservSkipped(models.Model):
    _name = "sms.wiserv.skipped"
    _inherit = ["sms.wiserv.skipped", "sms.wiserv.of.occasion"]
