# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from psycopg2 import OperationalError

from odoo import models
from odoo.exceptions import UserError
from odoo.tools.rendering_tools import parse_inline_template, render_inline_template


class WiservTexts(models.Model):
    """The texts of messages: a template filled in for each record, in its reader's language."""

    _inherit = "g2p.program.notification.manager.wiserv"

    def _render_bodies(self, template, records, placeholders):
        """Fill in a template for many records at once.

        :param placeholders: what the template finds besides the record, by name and in ``ctx``
        :return: ``({record id: text}, {record id: why there is none})``
        """
        if not records:
            return {}, {}
        # A savepoint's rollback must take nothing with it but what a template has done.
        self.env.flush_all()
        filled, errors = {}, {}
        try:
            with self.env.cr.savepoint(flush=False):
                languages = self._reader_languages(template, records)
                filled = template.with_context(**placeholders)._render_field(
                    "body", records.ids, res_ids_lang=languages, add_context=placeholders
                )
        except UserError:
            # One record's data may spoil the text of that record, never the others'.
            for record in records:
                try:
                    filled[record.id] = self._render_body(template, record, placeholders)
                except UserError as error:
                    errors[record.id] = str(error)
        return {id_: str(body).strip() for id_, body in filled.items()}, errors

    def _reader_languages(self, template, records):
        """Return ``{record id: language}``: the template's, else the registrant's, else the company's."""
        wanted = template._render_lang(records.ids) if template.lang else {}
        installed = self._installed_languages()
        company = self._wiserv_company().partner_id.lang
        return {
            record.id: _first((wanted.get(record.id), record.partner_id.lang, company), installed)
            for record in records
        }

    def _installed_languages(self):
        return {code for code, _name in self.env["res.lang"].get_installed()}

    def _render_body(self, template, record, placeholders):
        """Return a template filled in for one record.

        Unlike `_render_field` it writes nothing into the log, for values may be confidential, and tells which
        placeholder fails.

        :raise UserError: one of them does
        """
        template = template.with_context(**placeholders)
        wanted = self._fill_in(template, "lang", record, placeholders) if template.lang else None
        reader = record.partner_id.lang if "partner_id" in record else template.env.context.get("lang")
        company = self._wiserv_company().partner_id.lang
        language = _first((wanted, reader, company), self._installed_languages())
        return self._fill_in(template.with_context(lang=language), "body", record, placeholders).strip()

    def _fill_in(self, template, field, record, placeholders):
        variables = {
            **template._render_eval_context(),
            **placeholders,
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

    # === ONE-TIME PASSWORDS === #

    def _render_otp(self, otp, phone, **data):
        """Override of `g2p_notifications_base` to say which placeholder fails."""
        self.ensure_one()
        if not self.on_otp_send_template:
            raise UserError(self.env._("Choose a template for one-time passwords on %s first.", self.name))
        return self._render_body(self.on_otp_send_template, self, {**data, "otp": otp, "phone": phone})


class WiservSms(models.Model):
    _inherit = "g2p.wiserv.sms"

    def _render_again(self):
        """Give texts to messages that failed for want of one.

        :raise UserError: what a message tells of is gone, or its template still cannot be filled in
        """
        for message in self.sudo():
            source = self.env[message.res_model].sudo().browse(message.res_id).exists()
            if not source:
                raise UserError(
                    self.env._("What the message to %s told of is gone.", message.partner_id.display_name)
                )
            body = message.manager_id._render_event_body(message.event, source, message.idempotency_key)
            if not body:
                raise UserError(self.env._("The text for %s is empty.", source.display_name))
            # Past the cursor's own `execute`, which may log texts.
            self.env.cr._obj.execute("UPDATE g2p_wiserv_sms SET body = %s WHERE id = %s", (body, message.id))
        self.invalidate_recordset(["body"])


def _first(wanted, installed):
    return next((code for code in wanted if code in installed), None)
