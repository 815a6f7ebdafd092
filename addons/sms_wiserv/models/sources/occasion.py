# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import api, fields, models
from odoo.fields import Domain


class SmsWiservOccasion(models.AbstractModel):
    """A watched record of whose events other records are told, its members: it is their occasion, by its id."""

    _name = "sms.wiserv.occasion"
    _inherit = "sms.wiserv.watched"
    _description = "Occasion of SMS Messages"

    def _wiserv_members(self):
        """Return the records of whose people the events of this one tell."""
        raise NotImplementedError

    def _wiserv_sms_domain(self):
        """Override: what is about it is about its members."""
        occasions = [str(id_) for id_ in self.ids]
        return [("event", "in", [*self._wiserv_events]), ("of_occasion", "in", occasions)]

    def _wiserv_entered(self, event):
        """Override to have its members told."""
        for record in self:
            self.env[self._wiserv_door].see(event, record._wiserv_members(), str(record.id))


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
