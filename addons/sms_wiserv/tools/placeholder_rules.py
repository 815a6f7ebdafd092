# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
"""Which Python expressions a placeholder may hold: reading fields, comparing and formatting values, nothing else.

Everything allowed here takes bounded time and memory, so that a text by any author may be filled in with all rights.
:func:`check` looks at the syntax tree; ``fill_in.py`` evaluates it.
"""

import ast
import re

MAX_TEMPLATE = 2_000  # characters of a template
MAX_TEXT = 10_000  # characters of any text that a placeholder works with, and of the filled-in template
MAX_NUMBER = 10**15
MAX_DEPTH = 40  # levels of nesting within one placeholder

# The functions that may be called: {name: names of the keyword arguments that it takes}.
FUNCTIONS = {
    "abs": (), "float": (), "int": (), "len": (), "max": (), "min": (), "round": ("ndigits",), "str": (),
    "format_amount": ("amount", "currency", "lang_code"),
    "format_date": ("date", "date_format", "lang_code"),
    "format_datetime": ("dt", "tz", "dt_format", "lang_code"),
    "format_duration": ("value",),
    "format_time": ("time", "tz", "time_format", "lang_code"),
}  # fmt: skip
# The methods of texts that may be called, without arguments; and the one of dates, with a format.
METHODS = {"capitalize", "lower", "strip", "title", "upper"}
STRFTIME = "strftime"

_OPERATORS = (
    ast.Expression, ast.Constant, ast.JoinedStr, ast.FormattedValue, ast.BoolOp, ast.And, ast.Or,
    ast.UnaryOp, ast.Not, ast.USub, ast.UAdd, ast.IfExp, ast.Compare, ast.cmpop, ast.BinOp, ast.Add,
    ast.Sub, ast.Mult, ast.Div, ast.FloorDiv, ast.Mod, ast.Load,
)  # fmt: skip
# Formats for ``%``, for f-strings and for dates. Widths and precisions have two digits at most: ``'%999999999d' % 1``
# would fill the memory.
_PERCENT = re.compile(r"(?:[^%]|%%|%[-+ 0#]{0,5}\d{0,2}(?:\.\d{1,2})?[sdifFeEgGxXo])*")
_SPEC = re.compile(r"(?:[^{}%]?[<>=^])?[-+ ]?#?0?\d{0,2}[,_]?(?:\.\d{1,2})?[bcdeEfFgGosxX%]?")
_DATE = re.compile(r"(?:[^%{}]|%[a-zA-Z%])*")


class PlaceholderError(ValueError):
    """A placeholder holds something that is not allowed, or exceeds a limit."""


def check(node, depth=MAX_DEPTH):
    """Check a node of a syntax tree, and all nodes within it.

    :param int depth: how many levels of nesting are allowed
    :raise PlaceholderError: something in it is not allowed
    """
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
    children = _CHECKED.get(type(node), ast.iter_child_nodes)
    for child in children(node):
        check(child, depth - 1)


def path_of(node):
    """Return what a node reads, or None if it reads nothing.

    :return: ``("object", ("partner_id", "name"))`` for ``object.partner_id.name``
    :rtype: tuple[str, tuple[str, ...]] | None
    """
    fields = []
    while isinstance(node, ast.Attribute):
        fields.append(node.attr)
        node = node.value
    name = _name_of(node)
    return (name, tuple(reversed(fields))) if name else None


def is_plain(value):
    """Whether a value is None, a boolean, or a text or number within the limits."""
    if isinstance(value, str):
        return len(value) <= MAX_TEXT
    if value is None or isinstance(value, bool):
        return True
    return isinstance(value, (int, float)) and -MAX_NUMBER <= value <= MAX_NUMBER


# === NAMES === #


def _name_of(node):
    """Return ``"key"`` for each of ``key``, ``ctx["key"]`` and ``ctx.get("key")``; None for anything else."""
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


# === FORMATS === #


def _fits(pattern, form):
    return len(form) <= MAX_TEMPLATE and pattern.fullmatch(form) is not None


def _is_spec(form):
    """Whether a text may stand behind the colon of an f-string: the format of a number, a text or a date."""
    return _fits(_SPEC, form) or ("%" in form[:-1] and _fits(_DATE, form))


def _may_be_left_of_percent(left):
    """Whether a node may be the left side of ``%``: a number, or a format written out in the placeholder."""
    if isinstance(left, ast.Constant):
        return not isinstance(left.value, str) or _fits(_PERCENT, left.value)
    return False


# === NODES WITH RULES OF THEIR OWN: each function returns the nodes within that are still to be checked === #


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
            if isinstance(form, ast.Constant) and isinstance(form.value, str) and _fits(_DATE, form.value):
                return [node.func.value]
    raise PlaceholderError("no such function")


def _checked_slice(node):
    """Allow whole numbers written out in the placeholder, ``name[0]`` and ``name[:20]``, and no step."""
    ends = [node.lower, node.upper] if isinstance(node, ast.Slice) and not node.step else [node]
    ends = [end for end in ends if end is not None]
    for end in ends:
        number = end.operand if isinstance(end, ast.UnaryOp) and isinstance(end.op, ast.USub) else end
        if not isinstance(number, ast.Constant) or type(number.value) is not int:
            raise PlaceholderError("no such place in a text")
    return ends


def _checked_form(node):
    spec = node.format_spec.values if node.format_spec else []
    written = all(isinstance(part, ast.Constant) and _is_spec(part.value) for part in spec)
    if node.conversion not in (-1, ord("s")) or not written:
        raise PlaceholderError("no such form")
    return [node.value]


def _checked_operation(node):
    if not isinstance(node.op, ast.Mod):
        return [node.left, node.op, node.right]
    if not _may_be_left_of_percent(node.left):
        raise PlaceholderError("no such form")
    return _several(node.right)


def _checked_comparison(node):
    return [node.left, *(part for right in node.comparators for part in _several(right))]


def _several(node):
    """Return the parts of ``(a, b)``, which is allowed at the right of ``%`` and of comparisons, or the one node."""
    return node.elts if isinstance(node, (ast.Tuple, ast.List)) else [node]


_CHECKED = {
    ast.BinOp: _checked_operation,
    ast.Call: _checked_call,
    ast.Compare: _checked_comparison,
    ast.FormattedValue: _checked_form,
    ast.Subscript: lambda node: [node.value, *_checked_slice(node.slice)],
}
