# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import api, models


class SmsWiservDoor(models.AbstractModel):
    """Which records a door must not tell of any more, asked again when a message's turn has come."""

    _inherit = "sms.wiserv.door"

    @api.model
    def _no_news(self, sender, event, records, occasion):
        """Return ``{record: reason}`` of those that must not be told of any more, whoever the people are.

        Words of somebody's own (``manual``) are as true as when they were written.
        """
        if event == "manual":
            return {}
        if self._obstacle(sender, event, records, occasion):
            return dict.fromkeys(records, "untrue")
        if self._has_templates() and not self._body(event, occasion):
            if not self._template(sender, event, records, occasion)[0]:
                return dict.fromkeys(records, "silent")
        return self._untrue(event, records, occasion)

    @api.model
    def _has_templates(self):
        plain = self.env.registry["sms.wiserv.door"]
        return self.env.registry[self._name]._template is not plain._template
