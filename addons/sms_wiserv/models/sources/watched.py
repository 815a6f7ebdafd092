# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import api, models


class SmsWiservWatched(models.AbstractModel):
    """A record that people are told about when a field gets a certain value, whoever writes it.

    ``create`` and ``write`` compare the field with its value before, and call :meth:`see` of the door. Writes by SQL
    are not seen (but see ``sms.wiserv.counted``). In the model's ``_inherit`` this one comes last, so that its
    ``write`` is also called by code that skips others with ``super()``.
    """

    _name = "sms.wiserv.watched"
    _inherit = "sms.wiserv.source"
    _description = "Source of SMS Messages with Events"

    _wiserv_door = "sms.wiserv.door"  # the door that tells
    _wiserv_events = {}  # {event: (field, the value that makes it happen)}
    _wiserv_comes_from = ()  # the only values with which any of them can happen; empty: all others
    _wiserv_true_in = {}  # {event: the values with which it is still true}, of those that outlast their own
    # The reason, of `sms.wiserv.skipped`, why nobody is told of what is not true any more.
    _wiserv_untrue = "untrue"

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
        """Check that the user belongs to the companies at whose expense the event would be told.

        Record rules of the model may not check that.

        :param records: to which the event has happened, with all rights; ``self`` has the user's rights
        :raise AccessError: the user does not belong to one of the companies
        """
        door = self.env[self._wiserv_door].sudo()
        if records and not self.env.su and not door._is_silent():
            door._senders_that_tell(event, records).with_env(self.env)._check_belongs_to_user()

    def _wiserv_news(self, event):
        """Return those of the records for which the event is to be told; called before the write."""
        return self

    def _wiserv_is_true(self, event):
        """Whether an event is still true of this record; one that is not in ``_wiserv_events`` is."""
        field, value = self._wiserv_events.get(event, (None, None))
        return field is None or self[field] in self._wiserv_true_in.get(event, (value,))

    def _wiserv_entered(self, event):
        """Have the door see the event of these records (with all rights, perhaps none)."""
        self.env[self._wiserv_door].see(event, self)

    def _wiserv_to_come(self, event=None):
        """Return what would be told if the event, or each of them, happened to these records now.

        :return: as ``_wiserv_before`` of ``sms.wiserv.asked``
        """
        to_come = []
        for each, (field, value) in self._wiserv_events.items():
            if event in (None, each):
                others = self.filtered(lambda record, field=field, value=value: record[field] != value)
                if self._wiserv_comes_from:
                    others = others.filtered(
                        lambda record, field=field: record[field] in self._wiserv_comes_from
                    )
                to_come += others._wiserv_to_tell(each)
        return to_come

    def _wiserv_to_tell(self, event):
        return [(event, self, "")]

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
