# Part of spp_programs_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo.addons.sms_wiserv.tools.uninstalling import delete_delegates

from .models.door import MANAGER


def post_init_hook(env):
    """Who is enrolled already is no news."""
    env.cr.execute("UPDATE spp_program_membership SET wiserv_times = 1 WHERE state = 'enrolled'")


def uninstall_hook(env):
    """Delete the managers with their wrappers: programs would be left pointing at a model that is gone."""
    delete_delegates(env, MANAGER)
