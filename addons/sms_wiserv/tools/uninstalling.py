# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo.addons.base.models.ir_model import MODULE_UNINSTALL_FLAG


def is_uninstalling(env):
    """Whether records go because their addon does.

    Odoo tells by a key of the context, which whoever calls from outside may send along, and which switches
    ``ondelete(at_uninstall=False)`` off; it uninstalls with all rights, which nobody outside has.
    """
    return env.su and bool(env.context.get(MODULE_UNINSTALL_FLAG))


def delete_delegates(env, model):
    """Delete all records that stand for senders, and their senders, because their addon goes; see its hook."""
    env[model].search([]).with_context(**{MODULE_UNINSTALL_FLAG: True}).unlink()  # pylint: disable=no-search-all
