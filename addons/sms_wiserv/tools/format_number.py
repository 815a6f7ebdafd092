# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo.tools.misc import formatLang


def format_number(env, number):
    """Return a whole number as the language of ``env`` writes it."""
    return formatLang(env, number, digits=0)


def labelled(env, label, what):
    """Return a label with what it is about, as the language of ``env`` puts them: a space before the colon, or none."""
    return env._("%(label)s: %(what)s", label=label, what=what)
