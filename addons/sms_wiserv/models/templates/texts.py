# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from psycopg2 import OperationalError

from odoo import models
from odoo.exceptions import UserError
from odoo.tools.rendering_tools import parse_inline_template, render_inline_template

from ...tools.segments import segments_beyond
from ...tools.sentences import TOO_LONG
from ...wire import clean_text


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
        # A savepoint's rollback must take nothing with it but what a template has done.
        self.env.flush_all()
        filled, errors = {}, {}
        try:
            with self.env.cr.savepoint(flush=False):
                languages = self._reader_languages(template, records, people)
                for zone, readers in records.grouped(lambda record: self._zone(people[record])).items():
                    filled |= (
                        template.with_context(**placeholders)
                        ._wiserv_at(zone)
                        ._render_field(
                            "body",
                            readers.ids,
                            res_ids_lang={id_: languages[id_] for id_ in readers.ids},
                            add_context=placeholders,
                        )
                    )
        except UserError:
            # One record's data may spoil the text of that record, never the others'.
            for record in records:
                try:
                    filled[record.id] = self._render_body(template, record, placeholders, people[record])
                except UserError as error:
                    errors[record.id] = str(error)
        return {id_: clean_text(str(body)).strip() for id_, body in filled.items()}, errors

    def _reader_languages(self, template, records, people):
        """Return ``{record id: language}``: the template's, else the reader's, else the company's."""
        wanted = template._render_lang(records.ids) if template.lang else {}
        installed = self._installed_languages()
        company = self._wiserv_company().partner_id.lang
        return {
            record.id: _first((wanted.get(record.id), people[record].lang, company), installed)
            for record in records
        }

    def _zone(self, reader):
        """Return the time zone of a reader, else of the company: never that of whoever causes the message."""
        return reader.tz or self._wiserv_company().partner_id.tz or "UTC"

    def _installed_languages(self):
        return {code for code, _name in self.env["res.lang"].get_installed()}

    def _render_body(self, template, record, placeholders, reader=None):
        """Return a template filled in for one record.

        Unlike `_render_field` it writes nothing into the log, for values may be confidential, and tells which
        placeholder fails.

        :param placeholders: as in :meth:`_render_bodies`; they never replace what Odoo gives to templates, nor the
            context, for they may come from outside
        :param reader: the partner whose language and time zone count
        :raise UserError: one of them does
        """
        template = template._wiserv_at(self._zone(reader or self.env["res.partner"]))
        wanted = self._fill_in(template, "lang", record, placeholders) if template.lang else None
        reader = reader.lang if reader else template.env.context.get("lang")
        company = self._wiserv_company().partner_id.lang
        language = _first((wanted, reader, company), self._installed_languages())
        body = self._fill_in(template.with_context(lang=language), "body", record, placeholders)
        return clean_text(body).strip()

    def _fill_in(self, template, field, record, placeholders):
        variables = {
            **placeholders,
            **template._render_eval_context(),
            "ctx": {**template.env.context, **placeholders},
            "object": record.with_env(template.env),
        }
        filled, part = [], None
        self.env.flush_all()
        try:
            with self.env.cr.savepoint(flush=False):
                for part in parse_inline_template(template[field] or ""):
                    filled.append(render_inline_template([part], variables))
                return "".join(filled)
        except OperationalError:
            # The transaction is to be run again.
            raise
        except Exception:  # a template is somebody's program: anything may come out of it
            _literal, expression, _default = part
        # Not chained to the exception, whose words may hold what the placeholder stands for.
        raise UserError(
            self.env._(
                "The template %(template)s cannot be filled in for %(record)s: check %(placeholder)s.",
                template=template.name,
                record=record.display_name,
                placeholder=f"{{{{ {expression} }}}}",
            )
        )

    # === LENGTH === #

    def _too_long(self, text):
        """Return the sentence that says why a cleaned text is too long to be sent, or ``""``."""
        limit = self._wiserv_company().wiserv_max_segments
        segments = segments_beyond(text, limit)
        return f"{TOO_LONG} ({segments} > {limit})" if segments else ""


def _first(wanted, installed):
    return next((code for code in wanted if code in installed), None)
