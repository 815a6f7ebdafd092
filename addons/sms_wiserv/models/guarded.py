# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import api, models


class SmsWiservGuarded(models.AbstractModel):
    """A model with fields that only some users may write, neither directly nor by a default value.

    Odoo asks nobody for rights on what `ir.default` gives, which each user may set for themselves; nor on what a remote
    call's context gives (``default_…``) where a button makes the record with all rights.
    """

    _name = "sms.wiserv.guarded"
    _description = "Record with Guarded Fields"

    def _has_field_access(self, field, operation):
        """Override of `base`: what is stored and read-only is the engine's and the buttons', who write it by sudo.

        Read-only is a matter of forms to Odoo; a remote call writes such fields, computed and related ones included.
        """
        if operation == "write" and field.store and field.readonly and not self.env.su:
            return False
        return super()._has_field_access(field, operation)

    @api.model_create_multi
    def create(self, vals_list):
        """Override of `base`, which refuses the record for the sake of a default: a context's is left out, as below."""
        prefix = "default_"
        given = [key.removeprefix(prefix) for key in self.env.context if key.startswith(prefix)]
        left_out = {f"{prefix}{name}" for name in self._guarded_fields(given)}
        context = {key: value for key, value in self.env.context.items() if key not in left_out}
        return super(SmsWiservGuarded, self.with_context(context)).create(vals_list).with_env(self.env)

    def _guarded_fields(self, names):
        """Return those of the fields that the user may not write."""
        user = self.sudo(False)
        return [
            name
            for name in names
            if name in self._fields and not user._has_field_access(self._fields[name], "write")
        ]

    @api.model
    def default_get(self, fields):
        guarded = self._guarded_fields(fields)
        defaults = super().default_get([name for name in fields if name not in guarded])
        for name in guarded:
            if default := self._fields[name].default:
                defaults[name] = default(self)
        return defaults
