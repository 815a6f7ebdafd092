# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import models
from odoo.exceptions import AccessError, UserError

from ...tools.fill_in import FillInError
from ...tools.segments import segments_beyond
from ...tools.sentences import TOO_LONG
from ...tools.time_zone import zone_of
from ...wire import clean_text
from .read_rights import Reader

_NAME_SHOWN = 100  # characters


class SmsWiservSender(models.Model):
    """The texts of messages: a template filled in for each record, in the recipient's language and time zone.

    They are cleaned here (``clean_text``), so that the text that is measured and stored is the one that is sent.
    """

    _inherit = "sms.wiserv.sender"

    def _render_bodies(self, template, records, placeholders, people):
        """Fill in a template for many records at once.

        :param dict placeholders: ``{name: value}`` that the template finds besides the record, by name and in ``ctx``
        :param dict people: ``{record: partner}``, whose languages and time zones count
        :return: ``({record id: text}, {record id: why there is none})``
        """
        if not records:
            return {}, {}
        # Flush first, so that rolling back to the savepoint undoes only writes made while the templates are filled in.
        self.env.flush_all()
        filled, errors = {}, {}
        try:
            with self.env.cr.savepoint(flush=False):
                filled = self._fill_in(template, records, placeholders, people)
        except FillInError:
            # Fill in one by one: an error in one record's data must not fail the others.
            for record in records:
                try:
                    filled[record.id] = self._render_body(template, record, placeholders, people[record])
                except UserError as error:
                    errors[record.id] = str(error)
        return filled, errors

    def _zone(self, reader=None):
        """Return the name of the reader's time zone, or of the company's; never the user's who causes the message."""
        zone = reader and reader.tz
        # A time zone that this server does not know does not count.
        return zone if zone and zone_of(zone) else self._wiserv_company()._wiserv_tz()

    def _installed_languages(self):
        return {code for code, _name in self.env["res.lang"].get_installed()}

    def _render_body(self, template, record, placeholders, reader=None):
        """Return a template filled in for one record, with the rights of the record's environment.

        Nothing is logged, since values may be confidential.

        :param placeholders: as in :meth:`_render_bodies`; they never replace what Odoo gives to templates, nor the
            context, for they may come from outside
        :param reader: the partner whose language and time zone count
        :raise UserError: a placeholder fails; it says which
        """
        people = {record: reader or self.env["res.partner"]}
        self.env.flush_all()
        try:
            with self.env.cr.savepoint(flush=False):
                return self._fill_in(template, record, placeholders, people)[record.id]
        except FillInError as error:
            expression = error.expression
        try:
            # Anybody's name may have any length, and each person's reason is one of its own.
            name = (record.with_context(lang=self.env.lang).display_name or "")[:_NAME_SHOWN]
        except AccessError:
            name = record._description
        # Raised outside of `except`, so that it is not chained to an exception that may hold confidential values.
        raise UserError(
            self.env._(
                "The template %(template)s cannot be filled in for %(record)s: check %(placeholder)s.",
                template=template.with_context(lang=self.env.lang).name,
                record=name,
                placeholder=f"{{{{ {expression} }}}}",
            )
        )

    def _fill_in(self, template, records, placeholders, people):
        """Return ``{record id: cleaned text}``, each in the language and at the time of its reader.

        :param dict people: ``{record: partner}``; without a partner the template's context says the language
        """
        company = self._wiserv_company()
        read, usual_zone, installed = Reader(company), self._zone(), self._installed_languages()
        alike = {}
        for record in records:
            person = people[record]
            zone = self._zone(person) if person.tz else usual_zone
            wanted = [person.lang if person else template.env.context.get("lang"), company.partner_id.lang]
            if template.lang:
                # The template's language field comes before the reader's language.
                there = template._wiserv_at(zone)
                wanted[:0] = there._wiserv_fill_in(there.lang, record, placeholders, read).values()
            language = next((code for code in wanted if code in installed), None)
            alike.setdefault((zone, language), []).append(record.id)
        filled = {}
        for (zone, language), ids in alike.items():
            there = template._wiserv_at(zone).with_context(lang=language)
            filled |= there._wiserv_fill_in(there.body or "", records.browse(ids), placeholders, read)
        return {id_: clean_text(text).strip() for id_, text in filled.items()}

    # === LENGTH === #

    def _too_long(self, text):
        """Return the sentence that says why a cleaned text is too long to be sent, or ``""``."""
        limit = self._wiserv_company().wiserv_max_segments
        segments = segments_beyond(text, limit)
        return f"{TOO_LONG} ({segments} > {limit})" if segments else ""
