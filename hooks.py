# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
def uninstall_hook(env):
    """Delete the senders as people would: programs would be left pointing at a model that is gone."""
    senders = env["g2p.program.notification.manager.wiserv"]
    senders.search([]).unlink()
