# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import api, fields, models
from odoo.exceptions import ValidationError


class G2PGroupMembership(models.Model):
    _name = "g2p.group.membership"
    _description = "Group Membership"
    _order = "is_head desc, id"
    _rec_name = "individual"

    group = fields.Many2one(
        "res.partner",
        required=True,
        index=True,
        ondelete="cascade",
        domain=[("is_registrant", "=", True), ("is_group", "=", True)],
    )
    individual = fields.Many2one(
        "res.partner",
        required=True,
        index=True,
        ondelete="cascade",
        domain=[("is_registrant", "=", True), ("is_group", "=", False)],
    )
    is_head = fields.Boolean("Head")
    phone = fields.Char(related="individual.phone")

    _member_once = models.Constraint('unique("group", individual)', "This person is already in the group.")

    @api.constrains("group", "individual")
    def _check_kinds(self):
        for membership in self:
            if not membership.group.is_group or membership.individual.is_group:
                raise ValidationError(
                    self.env._(
                        "%(individual)s cannot be a member of %(group)s: individuals are members of groups.",
                        individual=membership.individual.display_name,
                        group=membership.group.display_name,
                    )
                )

    # No unique index: PostgreSQL would refuse a form that makes another member the head, row by row.
    @api.constrains("group", "is_head")
    def _check_one_head(self):
        for heads in self.group.group_membership_ids.filtered("is_head").grouped("group").values():
            if len(heads) > 1:
                raise ValidationError(self.env._("%s has more than one head.", heads.group.display_name))
