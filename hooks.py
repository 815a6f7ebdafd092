# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo.addons.base.models.ir_model import MODULE_UNINSTALL_FLAG

from .models.door import MANAGER


def uninstall_hook(env):
    """Delete the managers with all that hangs on them: programs would be left pointing at a model that is gone."""
    # All of them are meant.
    managers = env[MANAGER].search([])  # pylint: disable=no-search-all
    managers.with_context(**{MODULE_UNINSTALL_FLAG: True}).unlink()
