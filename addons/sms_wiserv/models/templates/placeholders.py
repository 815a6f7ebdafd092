# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import api, models
from odoo.exceptions import ValidationError

from ...tools.placeholder_rules import MAX_TEMPLATE, PlaceholderError
from ...tools.placeholders import parts, paths


class SmsTemplate(models.Model):
    """Checks placeholders when a template is saved: unknown names are refused."""

    _inherit = "sms.template"

    def _wiserv_takes_any_name(self):
        """Whether the caller gives these templates names that nobody knows beforehand. A door says so."""
        return False

    @api.constrains("body", "lang", "model_id")
    def _check_wiserv_placeholders(self):
        """Refuse what cannot be filled in for anybody, with the sentence that names the placeholder."""
        for template in self._wiserv_of_doors():
            stored = self._fields["body"]._get_stored_translations(template.sudo()) or {}
            for text in {*stored.values(), template.body, template.lang}:
                # One that is too long is refused for that.
                if len(text or "") <= MAX_TEMPLATE and (fault := template._wiserv_fault(text)):
                    raise ValidationError(fault)

    def _wiserv_fault(self, text):
        """Return the sentence that names the first placeholder of a text that cannot be filled in, or ``""``."""
        for _literal, expression, _default in parts(text or ""):
            if expression and (why := self._wiserv_why_not(expression)):
                return self.env._(
                    "Check the placeholder %(placeholder)s: %(why)s",
                    placeholder=f"{{{{ {expression.strip()} }}}}",
                    why=why,
                )
        return ""

    def _wiserv_why_not(self, expression):
        try:
            found = list(paths(expression))
        except PlaceholderError:
            # Who may write what is another question, with a sentence of its own.
            return ""
        models_of = self._wiserv_models()[self.render_model]
        for path in found:
            if path.name == "object":
                records = self.env[self.render_model]
            elif path.name in models_of:
                records = models_of[path.name] and self.env[models_of[path.name]]
            elif self._wiserv_takes_any_name() or self.env.user.has_group("base.group_system"):
                # Other code may give this template placeholders that are not known here.
                continue
            else:
                return self.env._("there is no “%s”.", path.name)
            for name in path.fields:
                if not isinstance(records, models.BaseModel):
                    break
                if name not in records._fields:
                    return self.env._(
                        "%(model)s has no field “%(field)s”.",
                        model=self.env["ir.model"]._get(records._name).name,
                        field=name,
                    )
                field = records._fields[name]
                records = self.env[field.comodel_name] if field.relational else None
        return ""
