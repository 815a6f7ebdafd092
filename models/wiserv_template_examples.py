# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.sms_text import measure
from ..tools.wiserv_api import clean_text

# The template that each example shows.
EXAMPLES = {
    "enrolled_example": "on_enrolled_in_program_template",
    "cycle_started_example": "on_cycle_started_template",
    "cycle_ended_example": "on_cycle_ended_template",
    "payment_example": "on_payment_send_template",
    "voucher_example": "on_generate_voucher_template",
    "otp_example": "on_otp_send_template",
}


class WiservTemplateExamples(models.Model):
    """What the chosen templates make of the program's latest records, and how much of an SMS that takes."""

    _inherit = "g2p.program.notification.manager.wiserv"

    enrolled_example = fields.Html(compute="_compute_examples", sanitize=False)
    cycle_started_example = fields.Html(compute="_compute_examples", sanitize=False)
    cycle_ended_example = fields.Html(compute="_compute_examples", sanitize=False)
    payment_example = fields.Html(compute="_compute_examples", sanitize=False)
    voucher_example = fields.Html(compute="_compute_examples", sanitize=False)
    otp_example = fields.Html(compute="_compute_examples", sanitize=False)

    @api.depends(
        "program_id", *(f"{field}.{part}" for field in EXAMPLES.values() for part in ("body", "lang"))
    )
    @api.depends_context("lang", "uid", "allowed_company_ids")
    def _compute_examples(self):
        for sender in self:
            for name, field in EXAMPLES.items():
                sender[name] = sender._template_example(field) if sender[field] else False

    def _template_example(self, field):
        template = self[field].sudo()
        record, placeholders = self._example_record(field)
        lines = []
        if record is None:
            text = template.body
            lines.append(("body-secondary", self.env._("As it is written, for there is no example yet:")))
        else:
            try:
                text = self._render_body(template, record.sudo(), placeholders)
            except UserError as error:
                return _html([("danger", str(error))])
        if not text:
            return _html([("warning", self.env._("The text is empty: no SMS is sent."))])
        size = measure(clean_text(text))
        lines.append(("body", text))
        if record is not None:
            lines.append(("body-secondary", self._size_line(size)))
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

    def _example_record(self, field):
        """Return the program's latest ``(record, placeholders)`` that the user may see, or ``(None, {})``."""
        if field == "on_otp_send_template":
            return self, {"otp": "123456", "phone": "09171234567"}
        model = self._template_models()[field]
        domain = [("program_id", "in", self.program_id._origin.ids)]
        record = self.env[model].search(domain, order="id desc", limit=1)
        if self[field].sudo().model != model or not record:
            return None, {}
        if "cycle" not in field:
            return record, {}
        cycle = self.env["g2p.cycle"].search(domain, order="id desc", limit=1)
        return (record, {"cycle": cycle.sudo()}) if cycle else (None, {})

    def _size_line(self, size):
        characters = self.env._("%s characters", size.characters)
        segments = self.env._("%s segments", size.segments)
        if size.characters == 1:
            characters = self.env._("1 character")
        if size.segments == 1:
            segments = self.env._("1 segment")
        return f"{characters}, {size.encoding}, {segments}"


def _html(lines):
    return Markup("").join(
        Markup('<div class="text-%s" style="white-space: pre-wrap">%s</div>') % line for line in lines
    )
