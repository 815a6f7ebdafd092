# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    is_registrant = fields.Boolean("Registrant", index=True)
    is_group = fields.Boolean("Group")
    group_membership_ids = fields.One2many("g2p.group.membership", "group", "Members")
    individual_membership_ids = fields.One2many("g2p.group.membership", "individual", "Member Of")

    def _get_contact_partners(self, field_name):
        """Find who is reached for each registrant through ``field_name`` ("phone", "email").

        :return: dict of partner to the partner whose field is filled: itself, else, for a group, its head
            or else its first active member who has one; an empty recordset when there is none
        """
        contacts = {}
        memberships = self.filtered(lambda p: p.is_group and not p[field_name]).group_membership_ids
        for membership in memberships.sorted(lambda m: (not m.is_head, m.id)):
            individual = membership.individual
            if individual.active and individual[field_name]:
                contacts.setdefault(membership.group, individual)
        return {
            partner: partner if partner[field_name] else contacts.get(partner, self.browse())
            for partner in self
        }
