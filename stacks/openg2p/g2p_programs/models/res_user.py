# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import models


class ResUsers(models.Model):
    _inherit = "res.users"

    def write(self, vals):
        """Whoever manages programs and is no admin loses the right to make contacts, past the ORM."""
        result = super().write(vals)
        manager = self.env.ref("g2p_programs.g2p_program_manager")
        admin = self.env.ref("g2p_registry_base.group_g2p_admin")
        for user in self:
            groups = user.all_group_ids
            if manager in groups and admin not in groups and not user._is_admin():
                self.env.cr.execute(
                    "DELETE FROM res_groups_users_rel WHERE gid = %s AND uid = %s",
                    (self.env.ref("base.group_partner_manager").id, user.id),
                )
                user.invalidate_recordset(["group_ids", "all_group_ids"])
        return result
