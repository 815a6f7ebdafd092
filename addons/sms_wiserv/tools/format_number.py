# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo.tools.misc import formatLang


def format_number(env, number):
    """Return a whole number as the language of ``env`` writes it."""
    return formatLang(env, number, digits=0)
