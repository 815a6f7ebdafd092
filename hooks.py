# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo.addons.sms_wiserv.tools.uninstalling import delete_delegates

from .models.door import MANAGER


def uninstall_hook(env):
    """Delete the managers with all that hangs on them: programs would be left pointing at a model that is gone."""
    delete_delegates(env, MANAGER)
