# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from datetime import timedelta

from odoo import api, fields, models


class G2PProgramMembership(models.Model):
    _name = "g2p.program_membership"
    _inherit = "mail.thread"
    _description = "Program Membership"
    _order = "id desc"
    _rec_name = "partner_id"
    _check_company_auto = True

    partner_id = fields.Many2one(
        "res.partner",
        "Registrant",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        domain="[('is_registrant', '=', True), ('is_group', '=', target_type == 'group')]",
    )
    program_id = fields.Many2one("g2p.program", required=True, index=True, ondelete="restrict")
    company_id = fields.Many2one(related="program_id.company_id", store=True)
    target_type = fields.Selection(related="program_id.target_type")
    # No tracking: a message per beneficiary would cost more than enrolling thousands of them.
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("enrolled", "Enrolled"),
            ("paused", "Paused"),
            ("exited", "Exited"),
            ("not_eligible", "Not Eligible"),
            ("duplicated", "Duplicated"),
        ],
        required=True,
        default="draft",
        index=True,
        copy=False,
    )
    enrollment_date = fields.Datetime(
        "Enrolled On",
        readonly=True,
        copy=False,
        help="When the registrant was last enrolled; each enrolment has its own.",
    )

    _partner_once = models.Constraint(
        "unique(program_id, partner_id)", "This registrant is already in the program."
    )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("state") == "enrolled":
                vals.setdefault("enrollment_date", fields.Datetime.now())
        quiet = self.with_context(mail_create_nolog=True, mail_create_nosubscribe=True)
        return super(G2PProgramMembership, quiet).create(vals_list).with_env(self.env)

    def write(self, vals):
        entering = self.filtered(lambda m: m.state != "enrolled")
        if vals.get("state") != "enrolled" or "enrollment_date" in vals or not entering:
            return super().write(vals)
        # Later than any before, so that two enrolments within one second are still two events.
        earlier = (date + timedelta(seconds=1) for date in entering.mapped("enrollment_date") if date)
        enrollment_date = max([fields.Datetime.now(), *earlier])
        super(G2PProgramMembership, entering).write({**vals, "enrollment_date": enrollment_date})
        return super(G2PProgramMembership, self - entering).write(vals)

    def _filter_eligible(self):
        """Keep the memberships of active registrants of the kind that the program is for."""

        def is_eligible(membership):
            partner = membership.partner_id
            is_group = membership.program_id.target_type == "group"
            return partner.is_registrant and partner.active and partner.is_group == is_group

        return self.sudo().filtered(is_eligible).with_env(self.env)

    def enroll_eligible_registrants(self):
        """Enrol those who are eligible, mark the others, and tell the notification managers once a program.

        :return: client notification of type "success" when all who could be were enrolled, "warning" when
            some were not eligible or there was nobody to enrol, "danger" when nobody was eligible
        """
        candidates = self.filtered(lambda m: m.state not in ("enrolled", "duplicated"))
        programs = candidates.program_id
        programs._check_active()
        eligible = candidates._filter_eligible()
        refused = candidates - eligible
        refused.write({"state": "not_eligible"})
        eligible.write({"state": "enrolled"})
        lines = []
        if eligible:
            lines.append(self.env._("Enrolled: %d.", len(eligible)))
        if refused:
            lines.append(self.env._("Not eligible: %d.", len(refused)))
        for program, memberships in eligible.grouped("program_id").items():
            lines += program._notify_managers("on_enrolled_in_program", memberships)
        if not candidates:
            return self.program_id._notify_user([self.env._("There is nobody to enrol.")], "warning")
        kind = "success" if not refused else "warning" if eligible else "danger"
        return programs._notify_user(lines, kind)

    def action_pause(self):
        self.filtered(lambda m: m.state == "enrolled").state = "paused"

    def action_exit(self):
        self.filtered(lambda m: m.state in ("enrolled", "paused")).state = "exited"
