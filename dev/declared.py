# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""What a module declares, read from its files: models, fields, methods, records, rights, and anchors of views."""

import ast
import csv
import re
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

KINDS = {
    "ir.ui.view": "view",
    "ir.ui.menu": "menu",
    "ir.rule": "rule",
    "res.groups": "group",
    "ir.actions.act_window": "action",
    "ir.actions.server": "action",
}
PARAMETER = re.compile(r"g2p_(registry|notifications_base)\.(phone_regex|\w+_job_queue|default_\w+)")
ANCHORS = ("field", "button", "page", "group", "div", "notebook", "filter")


def declared(module: Path) -> Iterator[tuple[str, str, Path]]:
    """Yield kind, name and file."""
    yield "module", module.name, module / "__manifest__.py"
    for path in sorted(module.rglob("*")):
        if "tests" in path.parts:
            continue
        if path.suffix == ".py":
            found = _of_python(path)
        elif path.suffix == ".xml" and "static" not in path.parts:
            found = _of_xml(path, module.name)
        elif path.suffix == ".csv" and path.stem.startswith("ir.model.access"):
            found = _of_rights(path, module.name)
        else:
            continue
        yield from ((kind, name, path) for kind, name in found)


def differences(stack: Path, known: re.Pattern) -> tuple[set, set]:
    """Compare what a folder of stand-ins declares with its ``upstream.csv``; return ``(more, gone)``.

    :param known: what need not be there, as ``kind name``
    """
    with (stack / "upstream.csv").open() as file:
        upstream = {(row["kind"], row["name"]) for row in csv.DictReader(file)}
    ours = {
        (kind, name)
        for manifest in stack.glob("*/__manifest__.py")
        for kind, name, _path in declared(manifest.parent)
        if not known.fullmatch(f"{kind} {name}")
    }
    return ours - upstream, upstream - ours


def _of_python(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Constant) and PARAMETER.fullmatch(str(node.value)):
            yield "parameter", node.value
        if not isinstance(node, ast.ClassDef):
            continue
        values = {
            target.id: part.value
            for part in node.body
            if isinstance(part, ast.Assign)
            for target in part.targets
            if isinstance(target, ast.Name)
        }
        given = {key: ast.literal_eval(values[key]) for key in ("_name", "_inherit") if key in values}
        inherits = given.get("_inherit", [])
        inherits = [inherits] if isinstance(inherits, str) else inherits
        model = given.get("_name") or next(iter(inherits), None)
        if not model:
            continue
        if model not in inherits:
            yield "model", model
        for name, value in values.items():
            if isinstance(value, ast.Call) and ast.unparse(value.func).startswith("fields."):
                yield "field", f"{model}.{name}"
        for part in node.body:
            if isinstance(part, ast.FunctionDef):
                yield "method", f"{model}.{part.name}"


def _of_xml(path, module):
    for node in etree.parse(path).getroot().iter("record", "menuitem"):
        name = node.get("id")
        name = name if "." in name else f"{module}.{name}"
        if not name.startswith(f"{module}."):
            continue
        model = "ir.ui.menu" if node.tag == "menuitem" else node.get("model")
        yield KINDS.get(model, "record"), name
        for arch in node.xpath("self::record[@model='ir.ui.view']/field[@name='arch']"):
            yield from (("anchor", f"{name} {anchor}") for anchor in _anchors(arch))


def _anchors(arch):
    """Yield what another view may hold on to, outside of lists and forms of records within and of what is held."""
    for node in arch.iterdescendants(etree.Element):
        if node.get("position") or node.xpath("ancestor::field[not(@name='arch')]"):
            continue
        if "oe_chatter" in node.get("class", ""):
            yield "//chatter"
        elif node.tag in ANCHORS and node.get("name") and not node.get("name").startswith("%"):
            yield f"//{node.tag}[@name='{node.get('name')}']"
        elif node.tag in ("header", "sheet", "notebook", "chatter"):
            yield f"//{node.tag}"


def _of_rights(path, module):
    with path.open() as file:
        for row in csv.DictReader(file):
            name = row["id"] or ""
            if name.strip():
                yield "access", name if "." in name else f"{module}.{name}"
