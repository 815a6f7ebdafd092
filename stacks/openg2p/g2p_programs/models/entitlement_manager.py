# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import fields, models


class DefaultEntitlementManager(models.Model):
    _name = "g2p.program.entitlement.manager.default"
    _inherit = "g2p.manager.source.mixin"
    _description = "Default Entitlement Manager"

    name = fields.Char("Manager Name", required=True)
    program_id = fields.Many2one("g2p.program", required=True)
    amount_per_cycle = fields.Float(default=1500)

    def prepare_entitlements(self, cycle, beneficiaries=None):
        members = cycle.cycle_membership_ids.filtered(lambda member: member.state == "enrolled")
        new = members.partner_id - cycle.entitlement_ids.partner_id
        self.env["g2p.entitlement"].create(
            [
                {"cycle_id": cycle.id, "partner_id": partner.id, "initial_amount": self.amount_per_cycle}
                for partner in new
            ]
        )

    def approve_entitlements(self, entitlements):
        """Without the funds and accounts of the real one."""
        for entitlement in entitlements:
            entitlement.update({"state": "approved", "date_approved": fields.Date.today()})
        return 0, ""
