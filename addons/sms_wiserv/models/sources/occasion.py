# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import api, fields, models
from odoo.fields import Domain


class SmsWiservOccasion(models.AbstractModel):
    """A watched record whose events are told to the people of other records, such as a cycle and its members.

    The messages are about the members; their ``occasion`` is the id of this record.
    """

    _name = "sms.wiserv.occasion"
    _inherit = "sms.wiserv.watched"
    _description = "Occasion of SMS Messages"

    _wiserv_called = ""  # what the templates of its events call it

    # The model of members, and that of who takes part: its field of the occasion, and the value of its ``state``.
    _wiserv_member = ""
    _wiserv_taking_part = ("", "", "")

    def _wiserv_members(self, *domain):
        """Return the members of whose people the events of this one tell: who takes part, of those in the domain."""
        model, field, state = self._wiserv_taking_part
        owner = self.env["sms.wiserv.sender"]._wiserv_belongs_to
        taking_part = self.env[model]._search([(field, "=", self.id), ("state", "=", state)])
        people = taking_part.subselect("partner_id")
        of_owner = [(owner, "=", self[owner].id), ("partner_id", "in", people)]
        return self.env[self._wiserv_member].search([*of_owner, *domain])

    def _wiserv_sms_domain(self):
        """Override: messages about it are those about its members with its id as occasion."""
        occasions = [str(id_) for id_ in self.ids]
        return [("event", "in", [*self._wiserv_events]), ("of_occasion", "in", occasions)]

    def _wiserv_to_tell(self, event):
        """Override: of its members, as long as they are some."""
        members = self.env[self._wiserv_member]
        field, value = members._wiserv_events[members._wiserv_counted]
        return [(event, record._wiserv_members((field, "=", value)), str(record.id)) for record in self]

    def _wiserv_entered(self, event):
        """Override to see the event of its members."""
        for record in self:
            self.env[self._wiserv_door].see(event, record._wiserv_members(), str(record.id))


class SmsWiservOfOccasion(models.AbstractModel):
    """A search by ``occasion``, a field that users may not read: for some events it is the id of a record."""

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
