# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import api, fields, models
from odoo.exceptions import UserError

from .actions import notification, registrant_form
from .constants import MANAGER_DEDUPLICATION, MANAGER_ELIGIBILITY


def eligible(members):
    """Return those who pass all managers in turn; without managers, all."""
    for manager in members.program_id.get_managers(MANAGER_ELIGIBILITY):
        members = manager.enroll_eligible_registrants(members)
    return members


class G2PProgramMembership(models.Model):
    """Every field that is not named here is the partner's, and writing it writes the partner."""

    _name = "g2p.program_membership"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _inherits = {"res.partner": "partner_id"}
    _description = "Program Membership"
    _order = "id desc"

    partner_id = fields.Many2one(
        "res.partner",
        "Registrant",
        required=True,
        ondelete="cascade",
        bypass_search_access=True,
        domain=[("is_registrant", "=", True)],
    )
    program_id = fields.Many2one("g2p.program", required=True, bypass_search_access=True)
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("enrolled", "Enrolled"),
            ("paused", "Paused"),
            ("exited", "Exited"),
            ("not_eligible", "Not Eligible"),
            ("duplicated", "Duplicated"),
        ],
        "Status",
        default="draft",
        copy=False,
    )
    enrollment_date = fields.Datetime(compute="_compute_enrolled_date", store=True)
    last_deduplication = fields.Date("Last Deduplication Date")
    exit_date = fields.Date()
    registrant_id = fields.Integer("Registrant ID", related="partner_id.id")
    delivery_mechanism_value = fields.Char()
    deduplication_status = fields.Selection(
        [
            ("new", "New"),
            ("processing", "Processing"),
            ("verified", "Verified"),
            ("duplicated", "Duplicated"),
        ],
        default="new",
        copy=False,
    )

    _program_membership_unique = models.Constraint(
        "unique (partner_id, program_id)", "A registrant is in a program once."
    )

    @api.depends("state")
    def _compute_enrolled_date(self):
        """Now, whenever the state is written and is enrolled then, and never emptied."""
        for member in self:
            if member.state == "enrolled":
                member.enrollment_date = fields.Datetime.now()

    def _prepare_create_values(self, vals_list):
        """Odoo 19 alone: a partner's `properties` have a default, by which each new member would write its partner."""
        prepared = super()._prepare_create_values(vals_list)
        for given, values in zip(vals_list, prepared, strict=True):
            if given.get("partner_id") and "properties" not in given:
                values.pop("properties", None)
        return prepared

    def open_beneficiaries_form(self):
        for member in self:
            return {
                "type": "ir.actions.act_window",
                "name": self.env._("Program Beneficiaries"),
                "res_model": self._name,
                "res_id": member.id,
                "view_mode": "form",
                "view_id": self.env.ref("g2p_programs.view_program_membership_form").id,
                "target": "new",
                "context": {"default_program_id": member.program_id.id},
            }

    def open_registrant_form(self):
        return registrant_form(self.partner_id)

    def verify_eligibility(self):
        if not eligible(self):
            self.state = "not_eligible"

    def enroll_eligible_registrants(self):
        """For one member. Who is enrolled already gets no answer."""
        title = self.env._("Enrollment")
        if not eligible(self):
            self.state = "not_eligible"
            return notification(title, self.env._("Not eligible."), "warning")
        if self.state != "enrolled":
            self.write({"state": "enrolled", "enrollment_date": fields.Datetime.now()})
            return notification(title, self.env._("Enrolled."))
        return None

    def deduplicate_beneficiaries(self):
        managers = self.program_id.get_managers(MANAGER_DEDUPLICATION)
        if not managers:
            raise UserError(self.env._("The program has no deduplication manager."))
        return self.program_id.deduplicate_beneficiaries()

    def Back_to_draft(self):  # pylint: disable=invalid-name
        self.write({"state": "draft"})
