# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import models
from odoo.exceptions import ValidationError


class SmsWiservCheckedFirst(models.AbstractModel):
    """A model whose required values are asked for before PostgreSQL sees the row.

    PostgreSQL quotes the whole row that it refuses, fields included that the caller may not read: in its own log, in
    Odoo's, and in what a remote call is answered. For the same reason such models have no CHECK in SQL.
    """

    _name = "sms.wiserv.checked.first"
    _description = "Record that Is Checked before It Is Written"

    def _create(self, data_list):
        """Override of `base`: the one place that all values, defaults included, come by."""
        required = [field.name for field in self._fields.values() if field.required and field.store]
        for data in data_list:
            self._check_required({name: data["stored"].get(name) for name in required})
        return super()._create(data_list)

    def _write_multi(self, vals_list):  # pylint: disable=missing-return
        for vals in vals_list:
            self._check_required(vals)
        super()._write_multi(vals_list)

    def _check_required(self, values):
        for name, value in values.items():
            field = self._fields[name]
            if field.required and (value is None or value is False):
                raise ValidationError(self.env._("“%s” is required.", field._description_string(self.env)))
