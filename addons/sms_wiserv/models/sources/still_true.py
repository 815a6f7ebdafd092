# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
"""What doors ask their watched records, unless they know better: whether an event is true, and what its occasion is."""

from odoo import api, models


class SmsWiservDoor(models.AbstractModel):
    _inherit = "sms.wiserv.door"

    @api.model
    def _occasion_record(self, event, occasion):
        """Return the ``sms.wiserv.occasion`` on which an event is told, perhaps empty; None: the event has none.

        :param occasion: as for :meth:`see`: its id
        """
        for name in self.env.registry["sms.wiserv.occasion"]._inherit_children:
            records = self.env[name]
            if records._wiserv_door == self._name and event in records._wiserv_events:
                return records.browse(int(occasion)).exists()
        return None

    @api.model
    def _untrue(self, event, records, occasion):
        """Override: what is in another state by now, or told on an occasion that is, is true no more."""
        about = self._occasion_record(event, occasion)
        if about is not None and not about._wiserv_is_true(event):
            return dict.fromkeys(records, "untrue")
        if not isinstance(records, self.env.registry["sms.wiserv.watched"]):
            return super()._untrue(event, records, occasion)
        return {record: record._wiserv_untrue for record in records if not record._wiserv_is_true(event)}

    @api.model
    def _placeholders(self, event, occasion):
        """Override: the occasion, as ``_wiserv_called``."""
        about = self._occasion_record(event, occasion)
        found = super()._placeholders(event, occasion)
        return found if about is None else {**found, about._wiserv_called: about}
