# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from lxml import html
from psycopg2 import OperationalError

from odoo.exceptions import UserError
from odoo.tools.rendering_tools import parse_inline_template, render_inline_template


def render_confidential(template, names, record, values):
    """Fill in fields of a template, in the language that it asks for.

    Unlike `_render_field`, which logs a template that fails together with what it was filled with.

    :param values: what the template finds besides the record, by name and in ``ctx``
    :return: ``[text for each of names]``
    :raise UserError: a field cannot be filled in
    """
    template = template.with_context(**values)
    try:
        if language := template.lang and _render(template, "lang", record, values):
            template = template.with_context(lang=language)
        return [_render(template, name, record, values) for name in names]
    except OperationalError:
        raise  # the transaction is to be run again
    except Exception as error:  # a template is somebody's program: anything may come out of it
        kind = type(error).__name__
    # Not chained to the exception, whose words may hold the values.
    raise UserError(
        template.env._(
            "The template %(template)s cannot be filled in: check its placeholders (%(kind)s).",
            template=template.name,
            kind=kind,
        )
    )


def _render(template, name, record, values):
    source = template[name] or ""
    variables = {**template._render_eval_context(), **values, "object": record.with_env(template.env)}
    if getattr(template._fields[name], "render_engine", "") == "qweb":
        return template.env["ir.qweb"]._render(
            html.fragment_fromstring(source, create_parent="div"), variables
        )
    return render_inline_template(parse_inline_template(source), variables)
