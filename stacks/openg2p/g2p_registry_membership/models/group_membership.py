# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import api, fields, models
from odoo.exceptions import ValidationError


class G2PGroupMembershipKind(models.Model):
    _name = "g2p.group.membership.kind"
    _description = "Kind of Group Membership"

    name = fields.Char(required=True)
    is_unique = fields.Boolean()


class G2PGroupMembership(models.Model):
    _name = "g2p.group.membership"
    _description = "Group Membership"
    _order = "id desc"

    group = fields.Many2one("res.partner", required=True, domain=[("is_group", "=", True)])
    individual = fields.Many2one("res.partner", required=True, domain=[("is_group", "=", False)])
    kind = fields.Many2many("g2p.group.membership.kind")
    start_date = fields.Datetime(default=fields.Datetime.now)
    ended_date = fields.Datetime()
    # Computed when the date is written, and never again.
    is_ended = fields.Boolean(compute="_compute_is_ended", store=True)
    status = fields.Selection(
        [("inactive", "Inactive"), ("active", "Active ")], compute="_compute_is_ended", store=True
    )

    @api.depends("ended_date")
    def _compute_is_ended(self):
        for membership in self:
            membership.is_ended = bool(
                membership.ended_date and membership.ended_date <= fields.Datetime.now()
            )
            membership.status = "inactive" if membership.is_ended else "active"

    @api.depends("group.name")
    def _compute_display_name(self):
        for membership in self:
            membership.display_name = membership.group.name

    @api.constrains("group", "individual")
    def _check_individual_once(self):
        for membership in self:
            domain = [("group", "=", membership.group.id), ("individual", "=", membership.individual.id)]
            if self.search_count(domain) > 1:
                raise ValidationError(self.env._("Individual is already in the group."))
