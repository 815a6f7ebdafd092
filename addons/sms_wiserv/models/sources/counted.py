# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import api, fields, models
from odoo.fields import Domain


class SmsWiservCounted(models.AbstractModel):
    """A watched record to which one event may happen repeatedly, such as an enrolment; people are told each time.

    How often it happened is counted, and is the ``occasion`` of the message. Dates of the record are no use for that:
    the real systems change them when a state is written again, or do not change them when it is entered again.
    """

    _name = "sms.wiserv.counted"
    _inherit = "sms.wiserv.watched"
    _description = "Source of SMS Messages with an Event that Recurs"

    _wiserv_counted = None  # the event of `_wiserv_events` that is counted
    _wiserv_since = None  # the field of when it happened
    _wiserv_resumed_from = ()  # values from which the change does not count, and is not told, such as "paused"

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
            # `field.write`, since `write` of the model would come here again. It is flushed together with the state; by
            # SQL of its own, PostgreSQL would check the foreign keys of each row a second time.
            field = self._fields["wiserv_times"]
            self.fetch([field.name])
            for times, alike in self.grouped("wiserv_times").items():
                field.write(alike, times + 1)
        return super()._wiserv_entered(event)

    @api.model
    def _wiserv_see_unseen(self, domain):
        """See the event of records that SQL has brought into the state, of those in a domain; return them."""
        field, value = self._wiserv_events[self._wiserv_counted]
        unseen = Domain(field, "=", value) & Domain("wiserv_times", "=", False)
        records = self.sudo().search(unseen & Domain(domain))
        records._wiserv_entered(self._wiserv_counted)
        return records

    @api.model
    def _cron_wiserv_see_unseen(self):
        """See those of the last day that nobody has seen. Older ones are no news: a migration's, perhaps."""
        yesterday = fields.Datetime.subtract(fields.Datetime.now(), days=1)
        self._wiserv_see_unseen(Domain(self._wiserv_since, ">=", yesterday))
