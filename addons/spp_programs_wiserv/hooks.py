# Part of spp_programs_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo.addons.base.models.ir_model import MODULE_UNINSTALL_FLAG

from .models.door import MANAGER


def post_init_hook(env):
    """Who is enrolled already is no news."""
    env.cr.execute("UPDATE spp_program_membership SET wiserv_enrolments = 1 WHERE state = 'enrolled'")


def uninstall_hook(env):
    """Delete the managers with their wrappers: programs would be left pointing at a model that is gone."""
    # All of them are meant.
    managers = env[MANAGER].search([])  # pylint: disable=no-search-all
    managers.with_context(**{MODULE_UNINSTALL_FLAG: True}).unlink()
