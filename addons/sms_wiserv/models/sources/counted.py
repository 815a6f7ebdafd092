# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import api, fields, models
from odoo.fields import Domain


class SmsWiservCounted(models.AbstractModel):
    """A watched record that may enter a state repeatedly; people are told each time.

    Its dates cannot tell one time from another: the rewriting of a state changes them, or leaves them as they were.
    """

    _name = "sms.wiserv.counted"
    _inherit = "sms.wiserv.watched"
    _description = "Source of SMS Messages with an Event that Recurs"

    _wiserv_counted = None  # the event of `_wiserv_events` that is counted
    _wiserv_resumed_from = ()  # the states from which that is no news

    wiserv_times = fields.Integer(
        readonly=True,
        copy=False,
        groups=fields.NO_ACCESS,
        help="How often that event happened to this record.",
    )

    def _wiserv_news(self, event):
        if event != self._wiserv_counted:
            return super()._wiserv_news(event)
        field, _value = self._wiserv_events[event]
        return self.filtered(lambda record: record[field] not in self._wiserv_resumed_from)

    def _wiserv_entered(self, event):
        """Override to count."""
        if self and event == self._wiserv_counted:
            # The field's own write, for the model's would begin again here. It goes to the database together with the
            # state: written for itself, PostgreSQL would look each row's foreign keys up once more.
            field = self._fields["wiserv_times"]
            self.fetch([field.name])
            for times, alike in self.grouped("wiserv_times").items():
                field.write(alike, times + 1)
        return super()._wiserv_entered(event)

    @api.model
    def _wiserv_see_unseen(self, domain):
        """See the records in a domain that SQL has brought into the state, past whatever sees that; return them."""
        field, value = self._wiserv_events[self._wiserv_counted]
        unseen = Domain(field, "=", value) & Domain("wiserv_times", "=", False)
        records = self.sudo().search(unseen & Domain(domain))
        records._wiserv_entered(self._wiserv_counted)
        return records
