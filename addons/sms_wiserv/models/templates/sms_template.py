# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from psycopg2 import OperationalError

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

from ...tools.fill_in import FillIn, FillInError, formatting
from ...tools.placeholder_rules import MAX_TEMPLATE, PlaceholderError
from ...tools.placeholders import parts, paths
from ...tools.uninstalling import is_uninstalling
from .read_rights import Reader, readable

# What else every template finds.
_OBJECT = "object"


class SmsTemplate(models.Model):
    """What may be written into templates that doors use, and by whom.

    Their placeholders are no code: they read and format fields, and nothing else (``tools/placeholder_rules.py``).
    Whoever writes one may read these fields themselves.
    """

    _inherit = "sms.template"

    # What doors tell of need not be a thread with a phone.
    model_id = fields.Many2one(
        domain=lambda self: (
            Domain("transient", "=", False)
            & (Domain("is_mail_thread_sms", "=", True) | Domain("model", "in", list(self._wiserv_models())))
        )
    )

    def _wiserv_models(self):
        """Return the models whose templates doors use, with what else their templates find.

        Those of records that stand for senders are found; a door adds others.

        :return: ``{model: {placeholder: its model, or None for a text}}``
        """
        found = {}
        for delegate in self._wiserv_delegate_models():
            for model, placeholders in delegate._wiserv_templates.values():
                found[model] = {**found.get(model, {}), **placeholders}
        return found

    def _wiserv_of_doors(self):
        """Return those of these templates that are for doors: their placeholders are the language of our own."""
        models_of_doors = self._wiserv_models()
        return self.filtered(lambda template: template.render_model in models_of_doors)

    def _wiserv_users(self):
        """Return what uses these templates, in a list of recordsets: records with a ``company_id``.

        Those that stand for senders are found by their fields; a door adds others.
        """
        return self._wiserv_delegates()

    def _wiserv_delegates(self):
        return [
            delegate.search(Domain.OR([(name, "in", self.ids)] for name in delegate._wiserv_templates))
            for delegate in self._wiserv_delegate_models()
        ]

    def _wiserv_delegate_models(self):
        found = self.env["sms.wiserv.delegate"].sudo()._wiserv_delegate_models()
        return [delegate for delegate in found if delegate._wiserv_templates]

    @api.constrains("model_id")
    def _check_wiserv_delegates(self):
        """A template in use stays one for what its senders tell of."""
        for delegates in self._wiserv_delegates():
            delegates._check_wiserv_templates()

    @api.ondelete(at_uninstall=True)
    def _unlink_except_used_by_wiserv(self):
        """Keep a sender from falling silent because its template is gone."""
        if is_uninstalling(self.env):
            return
        for template in self:
            if count := sum(map(len, template._wiserv_users())):
                raise UserError(
                    self.env._(
                        "Senders that use the template %(template)s: %(count)s. Choose another one for them first.",
                        template=template.display_name,
                        count=count,
                    )
                )

    @api.constrains("model", "model_id")
    def _check_wiserv_model(self):
        """Keep rules, which go by `model`, from being asked about another model than the template is for."""
        for template in self:
            if template.model != template.sudo().model_id.model:
                raise ValidationError(
                    self.env._("The template %s applies to the model that is chosen.", template.display_name)
                )

    @api.depends("model_id")
    def _compute_render_model(self):
        """Override of `sms`: `model` is stored, and what is stored can be written from outside."""
        for template in self:
            template.render_model = template.sudo().model_id.model

    def write(self, vals):
        """Override of `sms` to let nobody move a template out of what they may change."""
        result = super().write(vals)
        if {"model_id", "model"} & vals.keys():
            self.check_access("write")
        return result

    def _check_access_right_dynamic_template(self):  # pylint: disable=missing-return
        """Override of `mail`: templates that doors use are checked placeholder by placeholder."""
        ours = self._wiserv_of_doors()
        if not self.env.su:
            for template in ours:
                template._wiserv_check_companies()
                template._wiserv_check_reading()
        for template in self - ours:
            # `mail` judges the text of the language in use alone.
            for language in template._wiserv_languages():
                super(
                    SmsTemplate, template.with_context(lang=language)
                )._check_access_right_dynamic_template()

    def _wiserv_languages(self):
        """Return the languages of all texts that are stored, active ones or not, and the one in use."""
        stored = self._fields["body"]._get_stored_translations(self.sudo()) or {}
        return {*stored, "en_US", self.env.context.get("lang")}

    def _wiserv_check_companies(self):
        """Templates belong to no company: whoever changes one changes what all its senders say."""
        if self.env.user.has_group("base.group_system"):
            return
        companies = self.env["res.company"].union(*(users.company_id for users in self._wiserv_users()))
        if companies - self.env.user.company_ids:
            raise AccessError(
                self.env._(
                    "The template %s is also used by another company. Make a copy of it and change that.",
                    self.display_name,
                )
            )

    def _wiserv_check_reading(self):
        """Refuse placeholders that do more than show fields which their writer may see."""
        stored = self._fields["body"]._get_stored_translations(self.sudo()) or {}
        for text in {*stored.values(), self.body, self.lang}:
            if len(text or "") > MAX_TEMPLATE:
                raise ValidationError(
                    self.env._(
                        "The template %(template)s is longer than %(limit)s characters.",
                        template=self.display_name,
                        limit=MAX_TEMPLATE,
                    )
                )
            for _literal, expression, _default in parts(text or ""):
                if expression and not self._wiserv_only_reads(expression):
                    raise AccessError(
                        self.env._(
                            "The placeholder {{ %s }} does more than show fields that you may see. Change it.",
                            expression,
                        )
                    )

    def _wiserv_only_reads(self, expression):
        try:
            return all(map(self._wiserv_may_read, paths(expression)))
        except PlaceholderError:
            return False

    def _wiserv_may_read(self, path):
        """Whether the user may read what a path leads to, and it is a plain value.

        System administrators hand out the rights to read: theirs are not asked.
        """
        model, everything = self.render_model, self.env.user.has_group("base.group_system")
        found = self._wiserv_models().get(model, {})
        if path.name == _OBJECT:
            records = self.env[model]
        elif path.name not in found:
            # Whoever causes the message may give more than the door promises.
            return not path.fields and everything
        elif found[path.name] is None:
            return not path.fields
        else:
            records = self.env[found[path.name]]
        for name in path.fields:
            field = records is not None and readable(records, name)
            if not field:
                return False
            if not everything and not (
                records.has_access("read") and records._has_field_access(field, "read")
            ):
                return False
            records = self.env[field.comodel_name] if field.relational else None
        return records is None or path.may_be_record

    # === FILLING IN === #

    def _wiserv_fill_in(self, text, records, placeholders, read):
        """Return ``{record id: text}``: a text of this template, in its language and zone, filled in for records.

        :param read: a :class:`Reader`
        :raise FillInError: a placeholder cannot be filled in
        """
        records = records.with_context(**self.env.context)
        # What is the same for all is made once: there may be very many.
        functions = formatting(self.with_env(records.env)._render_eval_context())
        try:
            return {
                record.id: FillIn({**placeholders, _OBJECT: record}, functions, read).fill_in(text)
                for record in records
            }
        except FillInError as error:
            if isinstance(error.__cause__, OperationalError):
                # No fault of the template: Odoo runs the transaction again.
                raise error.__cause__ from None
            raise

    @api.model
    def _render_template_inline_template(self, template_txt, model, res_ids, add_context=None, options=None):
        """Override of `mail`: wherever Odoo itself fills in such a template, it is in the same language."""
        if model not in self._wiserv_models():
            return super()._render_template_inline_template(
                template_txt, model, res_ids, add_context=add_context, options=options
            )
        functions = formatting(self._render_eval_context())
        read = Reader(self.env.company)
        try:
            return {
                record.id: FillIn({**(add_context or {}), _OBJECT: record}, functions, read).fill_in(
                    str(template_txt or "")
                )
                for record in self.env[model].browse(res_ids)
            }
        except FillInError as error:
            expression = error.expression
        raise UserError(
            self.env._(
                "The template %(template)s cannot be filled in for %(record)s: check %(placeholder)s.",
                template=self.name or "",
                record=self.env[model]._description,
                placeholder=f"{{{{ {expression} }}}}",
            )
        )
