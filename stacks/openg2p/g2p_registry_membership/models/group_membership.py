# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .group import check_unique_kinds


def is_over(membership):
    return bool(membership.ended_date and membership.ended_date <= fields.Datetime.now())


def form_action(view, partner):
    return {
        "type": "ir.actions.act_window",
        "res_model": "res.partner",
        "res_id": partner.id,
        "view_mode": "form",
        "view_id": partner.env.ref(view).id,
        "target": "new",
        "context": {"default_is_group": partner.is_group},
    }


class G2PGroupMembership(models.Model):
    _name = "g2p.group.membership"
    _description = "Group Membership"
    _order = "id desc"

    group = fields.Many2one(
        "res.partner",
        required=True,
        bypass_search_access=True,
        domain=[("is_group", "=", True), ("is_registrant", "=", True)],
    )
    individual = fields.Many2one(
        "res.partner",
        required=True,
        bypass_search_access=True,
        domain=[("is_group", "=", False), ("is_registrant", "=", True)],
    )
    kind = fields.Many2many("g2p.group.membership.kind")
    start_date = fields.Datetime(default=fields.Datetime.now)
    ended_date = fields.Datetime()
    status = fields.Selection(
        [("inactive", "Inactive"), ("active", " ")], compute="_compute_status", store=True
    )
    # Both as they were when the date was written: an end that lay in the future never comes.
    is_ended = fields.Boolean(compute="_compute_is_ended", store=True)
    individual_birthdate = fields.Date(related="individual.birthdate")
    individual_gender = fields.Selection(related="individual.gender")

    @api.depends("ended_date")
    def _compute_is_ended(self):
        for membership in self:
            membership.is_ended = is_over(membership)

    @api.depends("ended_date")
    def _compute_status(self):
        for membership in self:
            membership.status = "inactive" if is_over(membership) else "active"

    @api.depends("group.name")
    def _compute_display_name(self):
        for membership in self:
            membership.display_name = membership.group.name or "NONE"

    @api.onchange("kind")
    def _kind_onchange(self):
        for membership in self:
            if len(membership.kind) > len(membership._origin.kind):
                check_unique_kinds(membership.group._origin.group_membership_ids)

    @api.constrains("individual")
    def _check_group_members(self):
        for membership in self:
            others = membership.group.group_membership_ids
            if len(others.filtered(lambda other, one=membership: other.individual == one.individual)) > 1:
                raise ValidationError(self.env._("An individual is a member of a group once, for ever."))

    @api.constrains("ended_date")
    def _check_ended_date(self):
        for membership in self:
            if membership.ended_date and membership.ended_date < membership.start_date:
                raise ValidationError(self.env._("A membership cannot end before it starts."))

    @api.model_create_multi
    def create(self, vals_list):
        memberships = super().create(vals_list)
        self._recompute_parent_groups(memberships.group)
        return memberships

    def write(self, vals):
        result = super().write(vals)
        self._recompute_parent_groups(self.group)
        return result

    def unlink(self):
        groups = self.group
        result = super().unlink()
        self._recompute_parent_groups(groups)
        return result

    def _recompute_parent_groups(self, groups):
        self.env.add_to_compute(groups._fields["force_recompute_canary"], groups)

    def open_individual_form(self):
        return form_action("g2p_registry_individual.view_individuals_form", self.individual)

    def open_group_form(self):
        return form_action("g2p_registry_group.view_groups_form", self.group)


def is_protected(kinds):
    protected = kinds._get_protected_external_identifier()
    return any(name.rpartition(".")[2] in protected for name in kinds.get_external_id().values())


class G2PGroupMembershipKind(models.Model):
    _name = "g2p.group.membership.kind"
    _description = "Group Membership Kind"
    _order = "id desc"

    name = fields.Char("Kind")
    is_unique = fields.Boolean("Unique")

    def write(self, vals):
        if is_protected(self):
            raise ValidationError(self.env._("This kind cannot be changed."))
        return super().write(vals)

    def unlink(self):
        if is_protected(self):
            raise ValidationError(self.env._("This kind cannot be deleted."))  # pylint: disable=no-raise-unlink
        return super().unlink()

    def _get_protected_external_identifier(self):
        return ["group_membership_kind_head"]

    @api.constrains("name")
    def _check_name(self):
        for kind in self:
            if not kind.name or self.search_count([("name", "=ilike", kind.name)]) > 1:
                raise ValidationError(self.env._("A kind needs a name of its own."))
