# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools.fill_in import FillInError
from ...tools.segments import measure
from ...tools.sentences import in_words_of
from ...wire import clean_text
from .read_rights import Reader

_EXAMPLE = Markup('<div class="mb-3"><div class="fw-bold">%s</div>%s</div>')


class SmsWiservSender(models.Model):
    """What a template makes of a record, and how much of an SMS that takes: for the forms of doors."""

    _inherit = "sms.wiserv.sender"

    def _template_example(self, template, record, placeholders, reader=None, invented=False):
        """Return the example of a template, its size and what may go wrong with it.

        :param record: which the user may see, with the user's own rights: the example shows nothing beyond them;
            empty: the text is shown as it is written
        :param placeholders: what the template finds besides the record
        :param reader: the partner whose language and time zone count
        :param bool invented: whether the record exists nowhere
        :rtype: Markup
        """
        template = template.sudo()
        if not record:
            return self._as_written(template.body)
        try:
            text = self._render_body(template, record, placeholders, reader)
        except UserError as error:
            return _html([("danger", str(error))])
        return self._judged(text, invented)

    def _text_example(self, template, text, record, placeholders, reader):
        """Return what :meth:`_template_example` does, of a text that the template does not hold yet."""
        if not record:
            return self._as_written(text)
        template = template.sudo()._wiserv_at(self._zone(reader))
        try:
            [text] = template._wiserv_fill_in(
                text, record, placeholders, Reader(self._wiserv_company())
            ).values()
        except FillInError as error:
            sentence = self.env._("Check the placeholder %s.", f"{{{{ {error.expression} }}}}")
            return _html([("danger", sentence)])
        return self._judged(clean_text(text).strip(), invented=True)

    def _as_written(self, text):
        heading = self.env._("As it is written, for there is no example yet:")
        return _html([("body-secondary", heading), ("body", clean_text(text or ""))])

    def _judged(self, text, invented):
        """Return a filled in text with its size and what may go wrong with it."""
        if not text:
            return _html([("warning", self.env._("The text is empty: no SMS is sent."))])
        size = measure(text)
        line = self._size_line(size)
        if invented:
            line = self.env._("%s (an invented example)", line)
        lines = [("body", text), ("body-secondary", line)]
        if too_long := self._too_long(text):
            lines.append(("danger", in_words_of(self.env, too_long)))
        if size.beyond_latin1:
            lines.append(
                (
                    "warning",
                    self.env._(
                        "Beyond Latin-1: %s (the gateway may put question marks in their place)",
                        " ".join(size.beyond_latin1),
                    ),
                )
            )
        return _html(lines)

    def _size_of(self, text):
        """Return how much of an SMS a text takes, as a line."""
        return self._size_line(measure(clean_text(text).strip()))

    def _size_line(self, size):
        characters = self.env._("%s characters", size.characters)
        segments = self.env._("%s segments", size.segments)
        if size.characters == 1:
            characters = self.env._("1 character")
        if size.segments == 1:
            segments = self.env._("1 segment")
        return f"{characters}, {size.encoding}, {segments}"


class SmsWiservDelegate(models.AbstractModel):
    """What all texts of a sender say, on the form of the record that stands for it."""

    _inherit = "sms.wiserv.delegate"

    template_examples = fields.Html(
        "Examples", compute="_compute_template_examples", sanitize=False, exportable=False
    )

    @api.depends(
        lambda self: [
            *self._wiserv_switches.values(),
            *(f"{field}.wiserv_example" for field in self._wiserv_templates),
        ]
    )
    @api.depends_context("lang", "uid")
    def _compute_template_examples(self):
        for record in self:
            off = {
                record._wiserv_event_templates[event]
                for event, switch in record._wiserv_switches.items()
                if not record[switch]
            }
            record.template_examples = Markup("").join(
                _EXAMPLE % (self._fields[field]._description_string(self.env), record[field].wiserv_example)
                for field in self._wiserv_templates
                if field not in off and record[field]
            )


def _html(lines):
    return Markup("").join(
        Markup('<div class="text-%s" style="white-space: pre-wrap">%s</div>') % line for line in lines
    )
