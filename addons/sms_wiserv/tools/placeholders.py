# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
"""Reads SMS templates: finds their placeholders (``{{ … }}``), parses each, and tells which fields it reads.

A placeholder looks like a Python expression, but only what ``placeholder_rules.py`` allows can be said in it.
"""

import ast
from dataclasses import dataclass
from functools import lru_cache

from .placeholder_rules import MAX_TEMPLATE, PlaceholderError, check, path_of


@dataclass(frozen=True)
class Path:
    """What a placeholder reads: ``object.partner_id.name`` is ``Path("object", ("partner_id", "name"), False)``."""

    name: str
    fields: tuple
    may_be_record: bool  # only an argument of ``format_amount``: the currency


def parts(text):
    """Split a template as Odoo does, in linear time.

    :return: ``[(text before it, placeholder, default)]``; a placeholder ``{{ expression ||| default }}`` has both, and
        what follows the last one has neither (``""``)
    :rtype: list[tuple[str, str, str]]
    """
    found, start, at, line_end = [], 0, text.find("{{"), -1
    while at >= 0:
        if line_end < at:
            line_end = text.find("\n", at)
            line_end = len(text) if line_end < 0 else line_end
        # A placeholder has one character at least, and ends on its own line.
        end = text.find("}}", at + 3, line_end)
        if end < 0:
            # Then no other "{{" on this line has an end either.
            at = text.find("{{", line_end)
            continue
        expression, _bars, default = text[at + 3 : end].partition("|||")
        expression = text[at + 2] + expression
        found.append((text[start:at], expression.strip(), default.lstrip()))
        start, at = end + 2, text.find("{{", end + 2)
    if text[start:]:
        found.append((text[start:], "", ""))
    return found


@lru_cache(maxsize=1000)
def parse(expression):
    """Return the syntax tree (``ast.AST``) of a placeholder.

    :raise PlaceholderError: it is no expression, or holds something that is not allowed
    """
    if len(expression) > MAX_TEMPLATE:
        raise PlaceholderError("too long")
    try:
        tree = ast.parse(expression, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise PlaceholderError("no expression") from error
    check(tree)
    return tree


def paths(expression):
    """Return everything that a placeholder may read, in all branches of its conditions.

    :rtype: list[Path]
    :raise PlaceholderError: as :func:`parse`
    """
    return list(_paths(parse(expression), may_be_record=False))


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
