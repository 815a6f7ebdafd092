# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import models

_ZONE = "wiserv_zone"


class SmsTemplate(models.Model):
    """Dates and times in the time zone of the SMS's reader; Odoo's own functions use the clicking user's, or UTC."""

    _inherit = "sms.template"

    def _wiserv_at(self, zone):
        """Return these templates, to be filled in for readers in a time zone."""
        # `format_date` asks the context, the other two the user alone.
        return self.with_context(tz=zone, **{_ZONE: zone})

    def _render_eval_context(self):
        """Override of `mail` to show times in the reader's zone where a placeholder names none."""
        variables = super()._render_eval_context()
        if zone := self.env.context.get(_ZONE):
            for name in ("format_datetime", "format_time"):
                variables[name] = _in_zone(variables[name], zone)
        return variables


def _in_zone(function, zone):
    return lambda value, tz=False, *rest, **named: function(value, tz or zone, *rest, **named)
