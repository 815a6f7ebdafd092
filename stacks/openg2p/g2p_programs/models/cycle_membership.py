# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .actions import registrant_form


class G2PCycleMembership(models.Model):
    """Knows the registrant and the cycle, not the program membership."""

    _name = "g2p.cycle.membership"
    _description = "Cycle Membership"
    _order = "partner_id, id desc"

    partner_id = fields.Many2one("res.partner", "Registrant", required=True, index=True)
    cycle_id = fields.Many2one("g2p.cycle", required=True, index=True)
    enrollment_date = fields.Date(default=fields.Date.today)
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("enrolled", "Enrolled"),
            ("paused", "Paused"),
            ("exited", "Exited"),
            ("not_eligible", "Not Eligible"),
        ],
        default="draft",
        copy=False,
    )

    _cycle_membership_unique = models.Constraint(
        "unique (partner_id, cycle_id)", "A registrant is in a cycle once."
    )

    @api.depends("cycle_id.name", "partner_id.name")
    def _compute_display_name(self):
        for member in self:
            member.display_name = f"[{member.cycle_id.name}] {member.partner_id.name}"

    def open_cycle_membership_form(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Cycle Membership"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "view_id": self.env.ref("g2p_programs.view_cycle_membership_form").id,
            "target": "new",
        }

    def open_registrant_form(self):
        return registrant_form(self.partner_id)

    def unlink(self):
        """Takes the unapproved entitlements along."""
        for member in self:
            mine = member.cycle_id.entitlement_ids.filtered(
                lambda one, member=member: one.partner_id == member.partner_id
            )
            if member.cycle_id.state != "draft" or "approved" in mine.mapped("state"):
                raise ValidationError(self.env._("What is approved cannot be deleted."))  # pylint: disable=no-raise-unlink
            mine.unlink()
        return super().unlink()
