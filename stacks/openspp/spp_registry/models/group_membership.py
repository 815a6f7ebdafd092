# Part of spp_registry. License LGPL-3.0 or later (see LICENSE).
from odoo import api, fields, models
from odoo.exceptions import ValidationError


class GroupMembership(models.Model):
    _name = "spp.group.membership"
    _description = "Group Membership"
    _order = "id desc"

    group = fields.Many2one("res.partner", required=True, index=True)
    individual = fields.Many2one("res.partner", required=True, index=True)
    membership_type_ids = fields.Many2many("spp.vocabulary.code", string="Group Role")
    start_date = fields.Datetime(default=fields.Datetime.now)
    ended_date = fields.Datetime()
    # Computed when it is written: a date to come passes without a word.
    is_ended = fields.Boolean(compute="_compute_is_ended", store=True)
    active = fields.Boolean(default=True)

    @api.depends("ended_date")
    def _compute_is_ended(self):
        for membership in self:
            membership.is_ended = bool(
                membership.ended_date and membership.ended_date <= fields.Datetime.now()
            )

    @api.constrains("individual")
    def _check_group_members(self):
        for membership in self:
            if (
                len(
                    membership.group.group_membership_ids.filtered(
                        lambda other, individual=membership.individual: other.individual == individual
                    )
                )
                > 1
            ):
                raise ValidationError(self.env._("Somebody is a member of a group once."))
