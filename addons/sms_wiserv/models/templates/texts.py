# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import models
from odoo.exceptions import AccessError, UserError

from ...tools.fill_in import FillInError
from ...tools.segments import segments_beyond
from ...tools.sentences import TOO_LONG
from ...wire import clean_text
from .reading import Reader


class SmsWiservSender(models.Model):
    """The texts of messages: a template filled in for each record, in its reader's language and time.

    They are cleaned here already: what is measured and kept is what goes out.
    """

    _inherit = "sms.wiserv.sender"

    def _render_bodies(self, template, records, placeholders, people):
        """Fill in a template for many records at once.

        :param placeholders: what the template finds besides the record, by name and in ``ctx``
        :param dict people: ``{record: partner}``: in whose languages and time zones
        :return: ``({record id: text}, {record id: why there is none})``
        """
        if not records:
            return {}, {}
        # A savepoint's rollback must take nothing with it but what reading has done.
        self.env.flush_all()
        filled, errors, read = {}, {}, Reader(self._wiserv_company())
        try:
            with self.env.cr.savepoint(flush=False):
                for record in records:
                    filled[record.id] = self._fill_in(
                        template, record, placeholders, people[record], people[record].lang, read
                    )
        except FillInError:
            # One record's data may spoil the text of that record, never the others'.
            filled.clear()
            for record in records:
                try:
                    filled[record.id] = self._render_body(template, record, placeholders, people[record])
                except UserError as error:
                    errors[record.id] = str(error)
        return filled, errors

    def _zone(self, reader):
        """Return the time zone of a reader, else of the company: never that of whoever causes the message."""
        return reader.tz or self._wiserv_company().partner_id.tz or "UTC"

    def _installed_languages(self):
        return {code for code, _name in self.env["res.lang"].get_installed()}

    def _render_body(self, template, record, placeholders, reader=None):
        """Return a template filled in for one record, with the rights that the record comes with.

        Nothing is written into the log, for values may be confidential.

        :param placeholders: as in :meth:`_render_bodies`; they never replace what Odoo gives to templates, nor the
            context, for they may come from outside
        :param reader: the partner whose language and time zone count
        :raise UserError: a placeholder fails; it says which
        """
        person = reader or self.env["res.partner"]
        language = reader.lang if reader else template.env.context.get("lang")
        self.env.flush_all()
        try:
            with self.env.cr.savepoint(flush=False):
                return self._fill_in(
                    template, record, placeholders, person, language, Reader(self._wiserv_company())
                )
        except FillInError as error:
            expression = error.expression
        try:
            name = record.display_name
        except AccessError:
            name = record._description
        # Not chained to the exception, whose words may hold what the placeholder stands for.
        raise UserError(
            self.env._(
                "The template %(template)s cannot be filled in for %(record)s: check %(placeholder)s.",
                template=template.name,
                record=name,
                placeholder=f"{{{{ {expression} }}}}",
            )
        )

    def _fill_in(self, template, record, placeholders, person, language, read):
        """Return the cleaned text of a template for a record.

        :param language: the reader's; the template's own goes before it, the company's comes after it
        """
        template = template._wiserv_at(self._zone(person))
        wanted = template._wiserv_fill_in("lang", record, placeholders, read) if template.lang else None
        company = self._wiserv_company().partner_id.lang
        installed = self._installed_languages()
        language = next((code for code in (wanted, language, company) if code in installed), None)
        body = template.with_context(lang=language)._wiserv_fill_in("body", record, placeholders, read)
        return clean_text(body).strip()

    # === LENGTH === #

    def _too_long(self, text):
        """Return the sentence that says why a cleaned text is too long to be sent, or ``""``."""
        limit = self._wiserv_company().wiserv_max_segments
        segments = segments_beyond(text, limit)
        return f"{TOO_LONG} ({segments} > {limit})" if segments else ""
