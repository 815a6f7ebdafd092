# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
"""The language of placeholders: what may stand in ``{{ … }}`` of an SMS template.

It is written like Python and is none: fields are read, compared and formatted, and nothing else can be said. Whatever
is allowed here takes a bounded time and a bounded place, so that anybody's text may be filled in with any rights.
"""

import ast
import re
from dataclasses import dataclass
from functools import lru_cache

MAX_TEMPLATE = 2_000  # characters of a template
MAX_TEXT = 10_000  # characters of anything that is worked with, and of the text that comes out
MAX_NUMBER = 10**15
MAX_DEPTH = 40  # of what is nested in one placeholder

# What can be called, and the names that its arguments may have.
FUNCTIONS = {
    "abs": (), "float": (), "int": (), "len": (), "max": (), "min": (), "round": ("ndigits",), "str": (),
    "format_amount": ("amount", "currency", "lang_code"),
    "format_date": ("date", "date_format", "lang_code"),
    "format_datetime": ("dt", "tz", "dt_format", "lang_code"),
    "format_duration": ("value",),
    "format_time": ("time", "tz", "time_format", "lang_code"),
}  # fmt: skip
# What a text can be asked for, without arguments; and a date, with a form.
METHODS = {"capitalize", "lower", "strip", "title", "upper"}
STRFTIME = "strftime"

_OPERATORS = (
    ast.Expression, ast.Constant, ast.JoinedStr, ast.FormattedValue, ast.BoolOp, ast.And, ast.Or,
    ast.UnaryOp, ast.Not, ast.USub, ast.UAdd, ast.IfExp, ast.Compare, ast.cmpop, ast.BinOp, ast.Add,
    ast.Sub, ast.Mult, ast.Div, ast.FloorDiv, ast.Mod, ast.Load,
)  # fmt: skip
# Widths and precisions of at most two digits: what they fill up is memory.
_PERCENT = re.compile(r"(?:[^%]|%%|%[-+ 0#]{0,5}\d{0,2}(?:\.\d{1,2})?[sdifFeEgGxXo])*")
_SPEC = re.compile(r"(?:[^{}%]?[<>=^])?[-+ ]?#?0?\d{0,2}[,_]?(?:\.\d{1,2})?[bcdeEfFgGosxX%]?")
_DATE = re.compile(r"(?:[^%{}]|%[a-zA-Z%])*")


class PlaceholderError(ValueError):
    """What a placeholder says is beyond this language, or beyond its bounds."""


@dataclass(frozen=True)
class Path:
    """What a placeholder reads: a name, and the fields from there on."""

    name: str
    fields: tuple
    may_be_record: bool  # a currency that an amount is formatted with


def parts(text):
    """Return ``[(literal, placeholder, default)]`` of a template as Odoo understands it; in linear time."""
    found, start, at, line_end = [], 0, text.find("{{"), -1
    while at >= 0:
        if line_end < at:
            line_end = text.find("\n", at)
            line_end = len(text) if line_end < 0 else line_end
        end = text.find("}}", at + 3, line_end)
        if end < 0:
            # Nor does any other that begins on this line end on it.
            at = text.find("{{", line_end)
            continue
        # A placeholder has one character at least.
        expression, _bars, default = text[at + 3 : end].partition("|||")
        expression = text[at + 2] + expression
        found.append((text[start:at], expression.strip(), default.lstrip()))
        start, at = end + 2, text.find("{{", end + 2)
    if text[start:]:
        found.append((text[start:], "", ""))
    return found


@lru_cache(maxsize=1000)
def parse(expression):
    """Return the tree of a placeholder.

    :raise PlaceholderError: it says something that this language does not have
    """
    if len(expression) > MAX_TEMPLATE:
        raise PlaceholderError("too long")
    try:
        tree = ast.parse(expression, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise PlaceholderError("no expression") from error
    _check(tree, MAX_DEPTH)
    return tree


def paths(expression):
    """Return all that a placeholder reads, whether it comes to read it or not.

    :rtype: list[Path]
    """
    return list(_paths(parse(expression), may_be_record=False))


def path_of(node):
    """Return ``(name, fields)`` if a node reads something, else None."""
    fields = []
    while isinstance(node, ast.Attribute):
        fields.append(node.attr)
        node = node.value
    name = _name_of(node)
    return (name, tuple(reversed(fields))) if name else None


def is_literal_form(form, pattern=_PERCENT):
    """Whether a text says how to format without asking for more room than there is."""
    return len(form) <= MAX_TEMPLATE and pattern.fullmatch(form) is not None


def is_spec(form):
    """The same for what stands behind the colon of an f-string: of a number or text, or of a date."""
    return is_literal_form(form, _SPEC) or ("%" in form[:-1] and is_date_form(form))


def is_date_form(form):
    return is_literal_form(form, _DATE)


def _paths(node, may_be_record):
    if read := path_of(node):
        yield Path(*read, may_be_record)
        return
    children = list(ast.iter_child_nodes(node))
    if isinstance(node, ast.Call):
        children = [
            *([node.func.value] if isinstance(node.func, ast.Attribute) else []),
            *node.args,
            *(keyword.value for keyword in node.keywords),
        ]
    of_amount = isinstance(node, ast.Call) and getattr(node.func, "id", "") == "format_amount"
    for child in children:
        yield from _paths(child, of_amount)


def _name_of(node):
    """Return the key of ``key``, ``ctx["key"]`` or ``ctx.get("key")``, or None."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Subscript) and _is_ctx(node.value):
        key = node.slice
    elif (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "get"
        and _is_ctx(node.func.value)
        and len(node.args) == 1
        and not node.keywords
    ):
        key = node.args[0]
    else:
        return None
    return key.value if isinstance(key, ast.Constant) and isinstance(key.value, str) else None


def _is_ctx(node):
    return isinstance(node, ast.Name) and node.id == "ctx"


def _check(node, depth):
    """Raise unless a node, and all within it, belongs to the language."""
    if not depth:
        raise PlaceholderError("nested too deeply")
    if read := path_of(node):
        name, fields = read
        if name == "ctx" or any(part.startswith("_") for part in (name, *fields)) or len(fields) > depth:
            raise PlaceholderError("no such field")
        return
    if not isinstance(node, (ast.Call, ast.Subscript, *_OPERATORS)):
        raise PlaceholderError("no such operation")
    if isinstance(node, ast.Constant) and not is_plain(node.value):
        raise PlaceholderError("no such constant")
    special = _CHECKED.get(type(node), ast.iter_child_nodes)
    for child in special(node):
        _check(child, depth - 1)


def several(node):
    """Return the parts of ``(a, b)``, which may stand behind ``%`` and comparisons alone, or the one node."""
    return node.elts if isinstance(node, (ast.Tuple, ast.List)) else [node]


def _is_percent(left):
    """Whether the left side of ``%`` says how to format, or is a number; never a text that is not written there."""
    if isinstance(left, ast.Constant):
        return not isinstance(left.value, str) or is_literal_form(left.value)
    return False


def _checked_call(node):
    arguments = [*node.args, *(keyword.value for keyword in node.keywords)]
    if isinstance(node.func, ast.Name):
        names = FUNCTIONS.get(node.func.id)
        if names is None or not {keyword.arg for keyword in node.keywords} <= {*names}:
            raise PlaceholderError("no such function")
        return arguments
    if isinstance(node.func, ast.Attribute):
        if node.func.attr in METHODS and not arguments:
            return [node.func.value]
        if node.func.attr == STRFTIME and len(node.args) == len(arguments) == 1:
            form = node.args[0]
            if isinstance(form, ast.Constant) and isinstance(form.value, str) and is_date_form(form.value):
                return [node.func.value]
    raise PlaceholderError("no such function")


def _checked_slice(node):
    """Allow whole numbers, written there: ``name[:20]``."""
    ends = [node.lower, node.upper] if isinstance(node, ast.Slice) and not node.step else [node]
    ends = [end for end in ends if end is not None]
    for end in ends:
        number = end.operand if isinstance(end, ast.UnaryOp) and isinstance(end.op, ast.USub) else end
        if not isinstance(number, ast.Constant) or type(number.value) is not int:
            raise PlaceholderError("no such place in a text")
    return ends


def _checked_form(node):
    spec = node.format_spec.values if node.format_spec else []
    written = all(isinstance(part, ast.Constant) and is_spec(part.value) for part in spec)
    if node.conversion not in (-1, ord("s")) or not written:
        raise PlaceholderError("no such form")
    return [node.value]


def _checked_operation(node):
    if not isinstance(node.op, ast.Mod):
        return [node.left, node.op, node.right]
    if not _is_percent(node.left):
        raise PlaceholderError("no such form")
    return several(node.right)


# What is looked at more closely, and what is left to look at within it.
_CHECKED = {
    ast.BinOp: _checked_operation,
    ast.Call: _checked_call,
    ast.Compare: lambda node: [node.left, *(part for right in node.comparators for part in several(right))],
    ast.FormattedValue: _checked_form,
    ast.Subscript: lambda node: [node.value, *_checked_slice(node.slice)],
}


def is_plain(value):
    """Whether a value is a text or a number within the bounds, or a truth value, or none."""
    if isinstance(value, str):
        return len(value) <= MAX_TEXT
    if value is None or isinstance(value, bool):
        return True
    return isinstance(value, (int, float)) and -MAX_NUMBER <= value <= MAX_NUMBER
