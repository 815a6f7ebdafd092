# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
import re

from odoo import api, fields, models
from odoo.tools import format_datetime

from ...tools.format_number import labelled
from ...tools.history_lines import shown_line

# A line of the history as it is kept, in the time of the database.
_LINE = re.compile(r"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d) UTC: (.*)")


class SmsWiservMessage(models.Model):
    """A message's history in the reader's time and language, and the display name of a message without a contact."""

    _inherit = "sms.wiserv.message"

    history_shown = fields.Text("History", compute="_compute_history_shown", exportable=False)

    @api.depends("history")
    @api.depends_context("tz", "lang")
    def _compute_history_shown(self):
        for message in self:
            lines = map(self._in_readers_words, (message.history or "").splitlines())
            message.history_shown = "\n".join(filter(None, lines))

    @api.model
    def _in_readers_words(self, line):
        found = _LINE.fullmatch(line)
        if not found:
            return line
        at, what = found.groups()
        zone = self.env.context.get("tz")
        at = format_datetime(self.env, fields.Datetime.to_datetime(at), tz=zone)
        return labelled(self.env, at, shown_line(self.env, what, self._in_words))

    @api.depends("partner_id.display_name", "event", "number")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for message in self:
            name = message.sudo().partner_id.display_name
            number = message.number_masked or message.id
            if message.event == "test":
                name = self.env._("Test SMS to %s", name or number)
            message.display_name = name or self.env._("SMS to %s", number)
