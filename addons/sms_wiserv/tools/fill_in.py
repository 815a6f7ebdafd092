# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
"""Evaluates the placeholders of SMS templates, without running them as Python.

``placeholder_rules.py`` says what is allowed in them; values are checked here: their types and sizes.
"""

import ast
import operator
from datetime import date

from .placeholder_rules import FUNCTIONS, MAX_TEXT, PlaceholderError, is_plain, path_of
from .placeholders import parse, parts

_PURE = {"abs": abs, "float": float, "int": int, "len": len, "max": max, "min": min, "str": str}
_BINARY = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv, ast.Mod: operator.mod,
}  # fmt: skip
_COMPARE = {
    ast.Eq: operator.eq, ast.NotEq: operator.ne, ast.Lt: operator.lt, ast.LtE: operator.le, ast.Gt: operator.gt,
    ast.GtE: operator.ge, ast.Is: operator.is_, ast.IsNot: operator.is_not,
    ast.In: lambda value, values: value in values, ast.NotIn: lambda value, values: value not in values,
}  # fmt: skip
_UNARY = {ast.Not: operator.not_, ast.USub: operator.neg, ast.UAdd: operator.pos}
_MOST_DIGITS = 15  # that a number is rounded to


class FillIn:
    """Evaluates the placeholders of one text.

    :param dict names: ``{name: value}`` of what placeholders can read: records, texts, numbers, dates
    :param dict functions: ``{name: Odoo's function}`` for formatting
    :param read: ``read(record, field name)`` returns the field's value, or raises if it may not be read
    """

    def __init__(self, names, functions, read):
        self._names = names
        self._functions = {**functions, **_PURE, "round": _round}
        self._read = read

    def fill_in(self, text):
        """Return a template's text with its placeholders filled in; one whose value is empty becomes its default.

        :raise FillInError: a placeholder cannot be filled in, for whatever reason (``__cause__``)
        """
        filled, length = [], 0
        for literal, expression, default in parts(text):
            try:
                value = str(self._plain(self.evaluate(parse(expression))) or default) if expression else ""
            except Exception as error:
                # Reading a computed field runs code of other addons, which may raise anything.
                raise FillInError(expression) from error
            filled += literal, value
            length += len(literal) + len(value)
            if length > MAX_TEXT:
                raise FillInError(expression)
        return "".join(filled)

    def evaluate(self, node):
        """Return the value of a node of a syntax tree, as :func:`parse` returns it."""
        if read := path_of(node):
            return self._at(*read)
        return getattr(self, f"_{type(node).__name__}")(node)

    def _at(self, name, fields):
        if name not in self._names:
            raise PlaceholderError(name)
        value = self._names[name]
        for field in fields:
            value = self._read(value, field)
        return value

    def _value(self, node):
        """Return the value of a node, which must not be a record: records can only be read.

        :raise PlaceholderError: it is a record, or too large
        """
        return self._plain(self.evaluate(node))

    def _plain(self, value):
        if is_plain(value) or isinstance(value, date):
            return value
        raise PlaceholderError(type(value).__name__)

    # === A METHOD FOR EACH KIND OF NODE === #

    def _Constant(self, node):
        return node.value

    def _JoinedStr(self, node):
        return self._plain("".join(str(self._value(part)) for part in node.values))

    def _FormattedValue(self, node):
        spec = "".join(part.value for part in node.format_spec.values) if node.format_spec else ""
        value = self._value(node.value)
        if "%" in spec[:-1] and not isinstance(value, date):
            raise PlaceholderError(spec)
        return format(str(value) if node.conversion > 0 else value, spec)

    def _BoolOp(self, node):
        enough = isinstance(node.op, ast.Or)
        for part in node.values:
            value = self._value(part)
            if bool(value) is enough:
                break
        return value

    def _UnaryOp(self, node):
        return _UNARY[type(node.op)](self._value(node.operand))

    def _IfExp(self, node):
        return self.evaluate(node.body if self._value(node.test) else node.orelse)

    def _Compare(self, node):
        left = self._one_or_several(node.left)
        for way, right in zip(node.ops, node.comparators, strict=True):
            right = self._one_or_several(right)
            if not _COMPARE[type(way)](left, right):
                return False
            left = right
        return True

    def _BinOp(self, node):
        left, right = self._value(node.left), self._one_or_several(node.right)
        # A text times a number would fill the memory.
        if isinstance(node.op, ast.Mult) and (isinstance(left, str) or not isinstance(right, (int, float))):
            raise PlaceholderError("*")
        return self._plain(_BINARY[type(node.op)](left, right))

    def _one_or_several(self, node):
        if isinstance(node, (ast.Tuple, ast.List)):
            return tuple(self._value(part) for part in node.elts)
        return self._value(node)

    def _Subscript(self, node):
        text = self._value(node.value)
        if not isinstance(text, str):
            raise PlaceholderError("[]")
        if not isinstance(node.slice, ast.Slice):
            return text[self._value(node.slice)]
        first, last = (end and self._value(end) for end in (node.slice.lower, node.slice.upper))
        return text[first:last]

    def _Call(self, node):
        if isinstance(node.func, ast.Attribute):
            value = self._value(node.func.value)
            if not isinstance(value, date if node.args else str):
                raise PlaceholderError(node.func.attr)
            return self._plain(getattr(value, node.func.attr)(*map(self._value, node.args)))
        # A record is for `format_amount` alone.
        argument = self.evaluate if node.func.id == "format_amount" else self._value
        return self._plain(
            self._functions[node.func.id](
                *map(argument, node.args),
                **{keyword.arg: argument(keyword.value) for keyword in node.keywords},
            )
        )


class FillInError(Exception):
    """A placeholder could not be filled in: names the placeholder, never a value.

    :param str expression: the placeholder
    """

    def __init__(self, expression):
        super().__init__(expression)
        self.expression = expression


def _round(number, ndigits=0):
    if not -_MOST_DIGITS <= ndigits <= _MOST_DIGITS:
        raise PlaceholderError("round")
    return round(number, ndigits) if ndigits else round(number)


def formatting(functions):
    """Return those of Odoo's functions for templates that placeholders may call."""
    return {name: function for name, function in functions.items() if name in FUNCTIONS and name not in _PURE}
