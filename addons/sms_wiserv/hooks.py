# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo.addons.base.models.ir_model import MODULE_UNINSTALL_FLAG


def uninstall_hook(env):
    """Delete the senders with all that hangs on them, whatever waits."""
    # All of them are meant.
    senders = env["sms.wiserv.sender"].search([])  # pylint: disable=no-search-all
    senders.with_context(**{MODULE_UNINSTALL_FLAG: True}).unlink()
