# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import api, models


class SmsWiservWatched(models.AbstractModel):
    """A record with states that people are told of: when it enters one, whoever writes it, its door is asked to tell.

    A model that inherits this one has it last among its classes: what other code passes by with ``super()`` is seen,
    too. What is written by SQL is not.
    """

    _name = "sms.wiserv.watched"
    _inherit = "sms.wiserv.source"
    _description = "Source of SMS Messages with Events"

    _wiserv_door = "sms.wiserv.door"  # who tells
    _wiserv_events = {}  # {event: (field, value that it gets)}

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        for event, (field, value) in self._wiserv_events.items():
            in_state = records.sudo().filtered(
                lambda record, field=field, value=value: record[field] == value
            )
            records._wiserv_check_expense(event, in_state)
            in_state._wiserv_entered(event)
        return records

    def write(self, vals):
        entering = {}
        for event, (field, value) in self._wiserv_events.items():
            if field in vals and vals[field] == value:
                others = self.sudo().filtered(lambda record, field=field, value=value: record[field] != value)
                entering[event] = others._wiserv_news(event)
        result = super().write(vals)
        for event, records in entering.items():
            self._wiserv_check_expense(event, records)
            records._wiserv_entered(event)
        return result

    def _wiserv_check_expense(self, event, records):
        """Refuse what would make senders of a company tell that the user does not belong to: no rule may have asked.

        :param records: to which an event has happened, with all rights; `self` has those of the user
        """
        door = self.env[self._wiserv_door].sudo()
        if records and not self.env.su and not door._is_silent():
            door._senders_that_tell(event, records).with_env(self.env)._check_belongs_to_user()

    def _wiserv_news(self, event):
        """Return those of the records, before they enter a state, for whom that is news."""
        return self

    def _wiserv_entered(self, event):
        """See the event of records, which may be none, with all rights."""
        self.env[self._wiserv_door].see(event, self)

    def _wiserv_will_be(self, event):
        """Return ``{field: value}`` that its text may say, and that it has only when the event has happened."""
        return {}

    def _wiserv_to_be(self, event):
        """Return a record as it will be when its SMS is written; nowhere but in memory."""
        changes = self._wiserv_will_be(event)
        if not changes:
            return self
        kinds = ("many2one", "monetary", "char", "selection", "datetime")
        values = {
            name: self[name]
            for name, field in self._fields.items()
            if field.type in kinds
            and (field.store or field.related)
            and name not in ("create_uid", "write_uid")
        }
        return self.new({**values, **changes})
