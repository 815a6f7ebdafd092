# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
import ast

from odoo import fields, models


class DefaultEligibilityManager(models.Model):
    _name = "g2p.program_membership.eligibility.manager.default"
    _inherit = "g2p.manager.source.mixin"
    _description = "Default Eligibility Manager"

    name = fields.Char("Manager Name", required=True)
    program_id = fields.Many2one("g2p.program", required=True)
    eligibility_domain = fields.Text(default="[]")

    def enroll_eligible_registrants(self, program_memberships):
        domain = [("disabled", "=", False), ("id", "in", program_memberships.partner_id.ids)]
        people = self.env["res.partner"].search(domain + ast.literal_eval(self.eligibility_domain or "[]"))
        return program_memberships.filtered(lambda member: member.partner_id in people)

    def import_eligible_registrants(self, state="draft"):
        """Of the wizard that makes a program: its import creates members, enrolled at once when asked to."""
        is_group = self.program_id.target_type == "group"
        domain = [("is_registrant", "=", True), ("is_group", "=", is_group), ("disabled", "=", False)]
        people = self.env["res.partner"].search(domain + ast.literal_eval(self.eligibility_domain or "[]"))
        new = people - self.program_id.program_membership_ids.partner_id
        self.program_id.update(
            {"program_membership_ids": [(0, 0, {"partner_id": person.id, "state": state}) for person in new]}
        )
