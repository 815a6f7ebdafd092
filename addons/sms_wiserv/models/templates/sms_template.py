# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
import ast
import re

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools.rendering_tools import parse_inline_template

# What a placeholder may be made of besides names, fields and calls: it reads and formats, no more.
_NODES = (
    ast.Expression, ast.Load, ast.Constant, ast.JoinedStr, ast.FormattedValue, ast.Tuple,
    ast.BoolOp, ast.And, ast.Or, ast.UnaryOp, ast.Not, ast.USub, ast.IfExp, ast.Compare, ast.cmpop,
    ast.BinOp, ast.Add, ast.Sub, ast.Mod, ast.Div,
)  # fmt: skip
# Odoo's formatting functions for templates, and what Python has for numbers and texts.
_FUNCTIONS = {
    "format_amount", "format_date", "format_datetime", "format_time", "format_duration", "str", "round", "len",
}  # fmt: skip
# Values of these types are plain: of a record, the operator % would read any field by its name.
_PLAIN = {"boolean", "char", "date", "datetime", "float", "integer", "monetary", "selection", "text"}


class SmsTemplate(models.Model):
    """Templates are rendered with all rights, and a placeholder is code: who may write which.

    System administrators write any placeholder, as in all of Odoo. Everybody else, where access rights let them
    write templates that a door uses, may read fields that they may read themselves, and format them.
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

        A door adds its own.

        :return: ``{model: {placeholder: its model, or None for a text}}``
        """
        return {}

    def _wiserv_users(self):
        """Return what uses these templates: records with a ``company_id``, as one recordset or several in a list."""
        return []

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used_by_wiserv(self):
        """Keep a sender from falling silent because its template is gone."""
        for template in self:
            if count := sum(map(len, template._wiserv_users())):
                raise UserError(
                    self.env._(
                        "Senders that use the template %(template)s: %(count)s. Choose another one for them first.",
                        template=template.display_name,
                        count=count,
                    )
                )

    def write(self, vals):
        """Override of `sms` to let nobody move a template out of what they may change."""
        result = super().write(vals)
        if "model_id" in vals:
            self.check_access("write")
        return result

    def _check_access_right_dynamic_template(self):
        """Override of `mail`: templates that doors use are checked placeholder by placeholder."""
        ours = self.filtered(lambda template: template.sudo().model in self._wiserv_models())
        if not self.env.su and not self.env.user.has_group("base.group_system"):
            for template in ours:
                template._wiserv_check_companies()
                template._wiserv_check_placeholders()
        return super(SmsTemplate, self - ours)._check_access_right_dynamic_template()

    def _wiserv_check_companies(self):
        """Templates belong to no company: whoever changes one changes what all its senders say."""
        companies = self.env["res.company"].union(*(users.company_id for users in self._wiserv_users()))
        if companies - self.env.user.company_ids:
            raise AccessError(
                self.env._(
                    "The template %s is also used by another company. Make a copy of it and change that.",
                    self.display_name,
                )
            )

    def _wiserv_check_placeholders(self):
        texts = [self.with_context(lang=code).body for code, _name in self.env["res.lang"].get_installed()]
        for text in {*texts, self.lang}:
            for _literal, expression, _default in parse_inline_template(text or ""):
                if expression and not self._wiserv_only_reads(expression):
                    raise AccessError(
                        self.env._(
                            "The placeholder {{ %s }} does more than show fields that you may see. "
                            "Change it, or ask a system administrator to write it.",
                            expression,
                        )
                    )

    def _wiserv_only_reads(self, expression):
        try:
            return self._wiserv_is_harmless(ast.parse(expression, mode="eval"))
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return False

    def _wiserv_is_harmless(self, node):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            arguments = [*node.args, *(keyword.value for keyword in node.keywords)]
            return node.func.id in _FUNCTIONS and all(
                isinstance(self._wiserv_read(argument), models.BaseModel)
                or self._wiserv_is_harmless(argument)
                for argument in arguments
            )
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod):
            # Of a text, this fills in the right side; the left side says in what width.
            if not isinstance(node.left, ast.Constant) or _is_wide(node.left.value):
                return False
        if isinstance(node, ast.FormattedValue) and node.format_spec:
            if any(
                not isinstance(part, ast.Constant) or _is_wide(part.value) for part in node.format_spec.values
            ):
                return False
        if isinstance(node, (ast.Name, ast.Attribute, ast.Subscript, ast.Call)):
            return self._wiserv_read(node) is True
        return isinstance(node, _NODES) and all(map(self._wiserv_is_harmless, ast.iter_child_nodes(node)))

    def _wiserv_read(self, node):
        """Return what ``node`` stands for: an empty recordset, True for a plain value, None if it is not allowed."""
        if _is_name(node, "object"):
            return self.env.get(self.sudo().model)
        if key := _context_key(node):
            model = self._wiserv_models().get(self.sudo().model, {}).get(key, False)
            return True if model is None else self.env.get(model)
        records = self._wiserv_read(node.value) if isinstance(node, ast.Attribute) else None
        field = records._fields.get(node.attr) if isinstance(records, models.BaseModel) else None
        if not field or not records.has_access("read") or not records._has_field_access(field, "read"):
            return None
        if field.relational:
            return self.env[field.comodel_name]
        return True if field.type in _PLAIN else None


def _is_wide(form):
    """Whether a text with placeholders may fill the memory: ``"%2000000000d"``."""
    return re.search(r"\d{4}|\*", str(form)) is not None


def _is_name(node, name):
    return isinstance(node, ast.Name) and node.id == name


def _context_key(node):
    """Return the key of ``key``, ``ctx["key"]`` or ``ctx.get("key")``, or None."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Subscript) and _is_name(node.value, "ctx"):
        key = node.slice
    elif (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "get"
        and _is_name(node.func.value, "ctx")
        and len(node.args) == 1
        and not node.keywords
    ):
        key = node.args[0]
    else:
        return None
    return key.value if isinstance(key, ast.Constant) and isinstance(key.value, str) else None
