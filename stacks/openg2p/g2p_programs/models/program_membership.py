# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import api, fields, models

from .constants import MANAGER_ELIGIBILITY


class G2PProgramMembership(models.Model):
    _name = "g2p.program_membership"
    _inherits = {"res.partner": "partner_id"}
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _description = "Program Membership"
    _order = "id desc"

    partner_id = fields.Many2one("res.partner", required=True, ondelete="cascade")
    program_id = fields.Many2one("g2p.program", required=True)
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("enrolled", "Enrolled"),
            ("paused", "Paused"),
            ("exited", "Exited"),
            ("not_eligible", "Not Eligible"),
            ("duplicated", "Duplicated"),
        ],
        default="draft",
        copy=False,
    )
    enrollment_date = fields.Datetime(compute="_compute_enrollment_date", store=True)
    exit_date = fields.Date()
    last_deduplication = fields.Date()
    registrant_id = fields.Integer(related="partner_id.id")

    _program_membership_unique = models.Constraint(
        "unique (partner_id, program_id)", "Beneficiary must be unique per program."
    )

    def _prepare_create_values(self, vals_list):
        # Odoo 19 alone: the default of this field would have every new membership write its partner.
        prepared = super()._prepare_create_values(vals_list)
        for asked, values in zip(vals_list, prepared, strict=True):
            if asked.get("partner_id") and "properties" not in asked:
                values.pop("properties", None)
        return prepared

    @api.depends("state")
    def _compute_enrollment_date(self):
        for member in self:
            if member.state == "enrolled":
                member.enrollment_date = fields.Datetime.now()

    def _eligible(self):
        members = self
        for manager in self.program_id.get_managers(MANAGER_ELIGIBILITY):
            members = manager.enroll_eligible_registrants(members)
        return members

    def enroll_eligible_registrants(self):
        self.ensure_one()
        if self.state == "enrolled":
            return None
        if self._eligible():
            self.write({"state": "enrolled", "enrollment_date": fields.Datetime.now()})
            message, kind = self.env._("1 beneficiary enrolled."), "success"
        else:
            self.state = "not_eligible"
            message, kind = self.env._("Not eligible."), "warning"
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"message": message, "type": kind, "sticky": False},
        }

    def verify_eligibility(self):
        for member in self:
            if not member._eligible():
                member.state = "not_eligible"

    def deduplicate_beneficiaries(self):
        return

    def Back_to_draft(self):  # pylint: disable=invalid-name
        for member in self:
            member.update({"state": "draft"})
