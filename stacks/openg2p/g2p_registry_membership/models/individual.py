# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import api, fields, models

from .group import check_unique_kinds


class G2PMembershipIndividual(models.Model):
    _inherit = "res.partner"

    individual_membership_ids = fields.One2many("g2p.group.membership", "individual", "Membership to Groups")

    @api.model_create_multi
    def create(self, vals_list):
        people = super().create(vals_list)
        self._recompute_parent_groups(people)
        return people

    def write(self, vals):
        result = super().write(vals)
        self._recompute_parent_groups(self)
        return result

    def _recompute_parent_groups(self, records):
        for person in records:
            if person.is_registrant and not person.is_group:
                groups = person.individual_membership_ids.group
                for group in groups:
                    check_unique_kinds(group.group_membership_ids)
                self.env.add_to_compute(self._fields["force_recompute_canary"], groups)
