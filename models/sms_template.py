# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
import ast

from odoo import models
from odoo.exceptions import AccessError
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
# What the events give to templates, by name and in ctx: the record's model, or None for a text.
_CONTEXT = {"cycle": "g2p.cycle", "otp": None, "phone": None}


class SmsTemplate(models.Model):
    """Templates are rendered with all rights, and a placeholder is code: who may write which.

    System administrators write any placeholder, as in all of Odoo. Everybody else, where access rights let them
    write templates of programs, may read fields that they may read themselves, and format them.
    """

    _inherit = "sms.template"

    def _check_access_right_dynamic_template(self):
        """Override of `mail`: templates of programs are checked placeholder by placeholder."""
        programs = self.filtered(lambda template: (template.sudo().model or "").startswith("g2p."))
        if not self.env.su and not self.env.user.has_group("base.group_system"):
            for template in programs:
                template._wiserv_check_placeholders()
        return super(SmsTemplate, self - programs)._check_access_right_dynamic_template()

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
        if isinstance(node, (ast.Name, ast.Attribute, ast.Subscript, ast.Call)):
            return self._wiserv_read(node) is True
        return isinstance(node, _NODES) and all(map(self._wiserv_is_harmless, ast.iter_child_nodes(node)))

    def _wiserv_read(self, node):
        """Return what ``node`` stands for: an empty recordset, True for a plain value, None if it is not allowed."""
        if _is_name(node, "object"):
            return self.env.get(self.sudo().model)
        if key := _context_key(node):
            model = _CONTEXT.get(key, False)
            return True if model is None else self.env.get(model)
        records = self._wiserv_read(node.value) if isinstance(node, ast.Attribute) else None
        field = records._fields.get(node.attr) if isinstance(records, models.BaseModel) else None
        if not field or not records.has_access("read") or not records._has_field_access(field, "read"):
            return None
        if field.relational:
            return self.env[field.comodel_name]
        return True if field.type in _PLAIN else None


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
