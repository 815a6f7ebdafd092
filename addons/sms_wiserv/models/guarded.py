# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import api, models


class SmsWiservGuarded(models.AbstractModel):
    """A model with fields that only some users may write, neither directly nor by a default value.

    Odoo asks nobody for rights on what `ir.default` gives, which each user may set for themselves; nor on what a remote
    call's context gives (``default_…``) where a button makes the record with all rights.
    """

    _name = "sms.wiserv.guarded"
    _inherit = "sms.wiserv.checked.first"
    _description = "Record with Guarded Fields"

    def _has_field_access(self, field, operation):
        """Override of `base`: what is stored and read-only is the engine's and the buttons', who write it by sudo.

        Read-only is a matter of forms to Odoo; a remote call writes such fields, computed and related ones included.
        """
        if operation == "write" and field.store and field.readonly and not self.env.su:
            return False
        return super()._has_field_access(field, operation)

    @api.model
    def default_get(self, fields):
        user = self.sudo(False)
        guarded = [
            name
            for name in fields
            if name in self._fields and not user._has_field_access(self._fields[name], "write")
        ]
        defaults = super().default_get([name for name in fields if name not in guarded])
        for name in guarded:
            if default := self._fields[name].default:
                defaults[name] = default(self)
        return defaults
