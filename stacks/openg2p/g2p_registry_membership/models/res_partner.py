# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import fields, models
from odoo.exceptions import ValidationError


class ResPartner(models.Model):
    _inherit = "res.partner"

    group_membership_ids = fields.One2many("g2p.group.membership", "group")
    individual_membership_ids = fields.One2many("g2p.group.membership", "individual")

    def write(self, vals):
        result = super().write(vals)
        # Over all records of the call together, ended memberships included, as the user.
        for kind in self.env["g2p.group.membership.kind"].search([("is_unique", "=", True)]):
            if (
                len(self.group_membership_ids.filtered(lambda membership, kind=kind: kind in membership.kind))
                > 1
            ):
                raise ValidationError(self.env._("Only one %s is allowed per group", kind.name))
        return result
