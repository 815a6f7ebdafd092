# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo.addons.base.models.ir_model import MODULE_UNINSTALL_FLAG


def uninstall_hook(env):
    """Delete the senders with all that hangs on them: programs would be left pointing at a model that is gone."""
    senders = env["g2p.program.notification.manager.wiserv"].search([])
    senders.with_context(**{MODULE_UNINSTALL_FLAG: True}).unlink()
