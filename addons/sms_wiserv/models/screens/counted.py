# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL


class SmsWiservCounted(models.AbstractModel):
    """A record that may come into a state again, of which people are told again each time.

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
            # Past the ORM, whose write would begin again here.
            self.env.cr.execute(
                SQL(
                    "UPDATE %s SET wiserv_times = coalesce(wiserv_times, 0) + 1 WHERE id = ANY(%s)",
                    SQL.identifier(self._table),
                    self.ids,
                )
            )
            self.invalidate_recordset(["wiserv_times"], flush=False)
        return super()._wiserv_entered(event)

    @api.model
    def _wiserv_see_unseen(self, domain):
        """See the records in a domain that SQL has brought into the state, past whatever sees that."""
        field, value = self._wiserv_events[self._wiserv_counted]
        unseen = Domain(field, "=", value) & Domain("wiserv_times", "=", False)
        self.sudo().search(unseen & Domain(domain))._wiserv_entered(self._wiserv_counted)
