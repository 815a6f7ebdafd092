# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain


def check_unique_kinds(memberships):
    env = memberships.env
    for kind in env["g2p.group.membership.kind"].search([("is_unique", "=", True)]):
        if sum(kind in membership.kind for membership in memberships) > 1:
            raise ValidationError(env._("A group has one %s.", kind.name))


class G2PMembershipGroup(models.Model):
    _inherit = "res.partner"

    group_membership_ids = fields.One2many("g2p.group.membership", "group", "Group Members")
    force_recompute_canary = fields.Datetime(compute="_compute_force_recompute_group", store=True)
    z_ind_grp_num_individuals = fields.Integer(
        "Number of individuals", compute="_compute_ind_grp_num_individuals", store=True
    )

    def write(self, values):
        """Counts heads over all records of the call together, those of the past included, with the user's rights."""
        result = super().write(values)
        if self:
            check_unique_kinds(self.group_membership_ids)
        return result

    def _compute_force_recompute_group(self):
        """A job for every new partner, and for the groups of whoever changes."""
        self.with_delay(priority=5, channel="root.recompute_indicators").recompute_indicators()
        self.force_recompute_canary = fields.Datetime.now()

    def recompute_indicators(self, recomputed_fields=None):
        self.env.add_to_compute(self._fields["z_ind_grp_num_individuals"], self)

    def _compute_ind_grp_num_individuals(self):
        groups = self.filtered("is_group")
        counts = dict(groups.count_individuals())
        for group in groups:
            group.z_ind_grp_num_individuals = counts.get(group.id, 0)

    def count_individuals(self, relationship_kinds=None, domain=None):
        """Return pairs of a group's id and its number of individuals, past the rules: the real one counts by SQL."""
        if not self.group_membership_ids:
            return {}
        wanted = Domain(
            [
                ("group", "in", self.ids),
                ("group.is_registrant", "=", True),
                ("group.disabled", "=", False),
                ("individual.disabled", "=", False),
                ("is_ended", "=", False),
            ]
        )
        if relationship_kinds:
            wanted &= Domain("kind.name", "in", relationship_kinds)
        if domain:
            wanted &= Domain("individual", "any", domain)
        rows = self.env["g2p.group.membership"].sudo()._read_group(wanted, ["group"], ["__count"])
        return [(group.id, count) for group, count in rows]
