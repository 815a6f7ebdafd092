# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""What the web client asks for when somebody opens what the addon's menu leads to; runs in Odoo's process."""

from itertools import accumulate, product
from typing import NamedTuple

from lxml import etree

from odoo.tools.safe_eval import safe_eval

# A page, and as many as its pager counts.
LIST = {"limit": 80, "count_limit": 10_001}
_NUMBERS = ("integer", "float", "monetary")


class Call(NamedTuple):
    """A call by RPC: what is opened, and how."""

    name: str
    model: str
    method: str
    arguments: dict
    ids: tuple = ()
    context: dict = {}

    def __call__(self, env):
        records = env[self.model].with_context(**self.context).browse(self.ids)
        return getattr(records, self.method)(**self.arguments)


def calls_of_menu(menu):
    """Yield a call for each action below a menu, and for each of its views by each filter and grouping on offer.

    An action's own filters hold as they do when it is opened; each other one is added to them, alone.
    """
    for leaf in menu.search([("id", "child_of", menu.id), ("action", "!=", False)]):
        if leaf.action._name == "ir.actions.act_window":
            yield from _calls_of_action(leaf.complete_name, leaf.action)


def calls_of_form(name, record, context=None):
    """Yield the call that opens a record."""
    spec = _specification(record, _arch(record, "form"))
    yield Call(name, record._name, "web_read", {"specification": spec}, tuple(record.ids), context or {})


def call_of_dialog(name, dialog, context):
    """Return the call that opens a dialog."""
    spec = _specification(dialog, _arch(dialog, "form"))
    arguments = {"values": {}, "field_names": [], "fields_spec": spec}
    return Call(name, dialog._name, "onchange", arguments, context=context)


def _calls_of_action(name, action):
    # Who opens one reads it, and the model says what it shows when it is empty.
    yield Call(f"{name}: opened", action._name, "read", {"fields": ["help"]}, tuple(action.ids))
    model, context = action.env[action.res_model], safe_eval(action.context or "{}", {"uid": action.env.uid})
    search = _arch(model, "search", action.search_view_id.id)
    opened = safe_eval(action.domain or "[]")
    filters = {"": []}
    for node in search.iter("filter"):
        if domain := _domain(node):
            filters[node.get("name")] = domain
            if context.get(f"search_default_{node.get('name')}"):
                opened = [*opened, *domain]
    texts = {
        f"text {node.get('name')}": safe_eval(
            node.get("filter_domain") or "[(name, 'ilike', self)]", _typed(node)
        )
        for node in search.iter("field")
        if model._fields[node.get("name")].type in ("char", "text")
    }
    groupings = [
        safe_eval(node.get("context"))["group_by"] for node in search.iter("filter") if node.get("context")
    ]
    for view_id, kind in action.views:
        arch, called = _arch(model, kind, view_id), f"{name}: {kind}"
        # Each filter added to those that are there, and none at all.
        domains = {"as opened": opened, "without filters": []}
        domains |= {name: [*opened, *domain] for name, domain in (filters | texts).items() if domain}
        for filtered, domain in domains.items():
            if call := _call(model, kind, arch, domain, None):
                yield Call(f"{called}, {filtered}", model._name, *call)
        for by in groupings:
            if call := _call(model, kind, arch, opened, by):
                yield Call(f"{called}, by {by}", model._name, *call)


def _call(model, kind, arch, domain, by):
    """Return ``(method, arguments)`` by which the web client loads a view, or None: it loads nothing of its own."""
    if kind in ("list", "kanban"):
        by = by or arch.get("default_group_by")
        if by:
            sums = _sums(model, [node.get("name") for node in arch.iter("field")])
            arguments = {"domain": domain, "groupby": [by], "aggregates": sums, "limit": LIST["limit"]}
            if arch.get("expand"):
                arguments |= {"auto_unfold": True, "unfold_read_specification": _specification(model, arch)}
            return "web_read_group", arguments
        return "web_search_read", {"domain": domain, "specification": _specification(model, arch), **LIST}
    shown = [node for node in arch.iter("field") if node.get("invisible") != "1"]
    fields = {
        node: f"{node.get('name')}{':' * bool(node.get('interval'))}{node.get('interval') or ''}"
        for node in shown
    }
    measures = _sums(model, [node.get("name") for node in shown if node.get("type") == "measure"]) or [
        "__count"
    ]
    groups = {
        type_: [fields[node] for node in shown if (node.get("type") or "row") == type_]
        for type_ in ("row", "col")
    }
    if by:
        groups["row"] = [by]
    if kind == "graph":
        return "formatted_read_group", {"domain": domain, "groupby": groups["row"], "aggregates": measures}
    if kind == "pivot":
        # Opened are the totals and the first rows; the others when somebody unfolds them.
        sets = [
            [*dict.fromkeys((*rows, *columns))]
            for rows, columns in product(_beginnings(groups["row"]), _beginnings(groups["col"]))
        ]
        return "formatted_read_grouping_sets", {
            "domain": domain,
            "grouping_sets": sets,
            "aggregates": measures,
        }
    return None


def _beginnings(names):
    return [(), *accumulate((name,) for name in names)]


def _sums(model, names):
    found = (model._fields[name] for name in dict.fromkeys(names) if name in model._fields)
    return [
        f"{field.name}:{field.aggregator}" for field in found if field.type in _NUMBERS and field.aggregator
    ]


def _arch(model, kind, view_id=None):
    return etree.fromstring(model.get_view(view_id, kind)["arch"])


def _typed(node):
    return {"name": node.get("name"), "self": "0917000"}


def _domain(node):
    if domain := node.get("domain"):
        return safe_eval(domain)
    if field := node.get("date"):
        # What its first period stands for.
        return [(field, ">=", "today =1d"), (field, "<", "today =1d +1m")]
    return None


def _specification(model, arch):
    spec = {}
    for node in arch.iter("field"):
        field = model._fields.get(node.get("name"))
        if field is not None and not any(parent.tag == "field" for parent in node.iterancestors()):
            # Who these are is shown; of lists of records nothing more is on these forms.
            relation = field.type == "many2one" or field.type == "many2one_reference"
            spec[field.name] = {"fields": {"display_name": {}}} if relation else {}
    return spec
