# Part of spp_programs. License LGPL-3.0 or later (see LICENSE).
from odoo import api, fields, models


class CycleMembership(models.Model):
    _name = "spp.cycle.membership"
    _description = "Cycle Membership"
    _order = "partner_id asc,id desc"

    _unique_partner_cycle = models.Constraint(
        "UNIQUE(partner_id, cycle_id)", "A beneficiary is in a cycle once."
    )

    partner_id = fields.Many2one("res.partner", "Registrant", required=True, index=True)
    cycle_id = fields.Many2one("spp.cycle", required=True, index=True)
    enrollment_date = fields.Date(default=fields.Date.today)
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("enrolled", "Enrolled"),
            ("paused", "Paused"),
            ("exited", "Exited"),
            ("not_eligible", "Not Eligible"),
            ("non_compliant", "Non-Compliant"),
        ],
        default="draft",
        copy=False,
    )

    @api.model
    def bulk_create_memberships(self, vals_list, chunk_size=1000, skip_duplicates=False):
        """Create many by SQL."""
        for vals in vals_list:
            self.env.cr.execute(
                """INSERT INTO spp_cycle_membership (partner_id, cycle_id, state, enrollment_date)
                   VALUES (%s, %s, %s, now()) ON CONFLICT DO NOTHING""",
                (vals["partner_id"], vals["cycle_id"], vals.get("state", "draft")),
            )
        return len(vals_list)
