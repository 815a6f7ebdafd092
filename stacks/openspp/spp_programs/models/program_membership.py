# Part of spp_programs. License LGPL-3.0 or later (see LICENSE).
from odoo import api, fields, models
from odoo.exceptions import UserError

from . import constants


class ProgramMembership(models.Model):
    _name = "spp.program.membership"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _inherits = {"res.partner": "partner_id"}
    _description = "Program Membership"
    _order = "id desc"

    _unique_partner_program = models.Constraint(
        "UNIQUE(partner_id, program_id)", "A beneficiary is in a program once."
    )

    partner_id = fields.Many2one(
        "res.partner", "Registrant", required=True, delegate=True, ondelete="cascade"
    )
    program_id = fields.Many2one("spp.program", required=True)
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
    enrollment_date = fields.Datetime(compute="_compute_enrolled_date", store=True)
    exit_date = fields.Date()
    exit_reason = fields.Char()
    deduplication_status = fields.Selection(
        [
            ("new", "New"),
            ("processing", "Processing"),
            ("verified", "Verified"),
            ("duplicated", "duplicated"),
        ],
        default="new",
        copy=False,
    )

    @api.depends("state")
    def _compute_enrolled_date(self):
        self.env.cr.execute(
            "SELECT id, enrollment_date FROM spp_program_membership WHERE id = ANY(%s)",
            ([id_ for id_ in self.ids if isinstance(id_, int)],),
        )
        kept = dict(self.env.cr.fetchall())
        for member in self.filtered(lambda member: member.state == "enrolled"):
            member.enrollment_date = kept.get(member.id) or fields.Datetime.now()

    def enroll_eligible_registrants(self):
        member = self
        for manager in self.program_id.get_managers(constants.MANAGER_ELIGIBILITY):
            member = manager.enroll_eligible_registrants(member)
        if not member:
            self.state = "not_eligible"
        elif self.state not in ("enrolled", "duplicated", "exited"):
            self.write({"state": "enrolled", "enrollment_date": fields.Datetime.now()})

    def back_to_draft(self):
        if self.filtered(lambda member: member.state not in ("duplicated", "not_eligible")):
            raise UserError(self.env._("Only duplicated and not eligible memberships become drafts."))
        self.write({"state": "draft"})

    def action_pause(self):
        self.ensure_one()
        if self.state != "enrolled":
            raise UserError(self.env._("Only enrolled memberships can be paused."))
        self.write({"state": "paused"})

    def action_resume(self):
        self.ensure_one()
        if self.state != "paused":
            raise UserError(self.env._("Only paused memberships can be resumed."))
        self.write({"state": "enrolled"})

    @api.model
    def bulk_create_memberships(self, vals_list, chunk_size=1000, skip_duplicates=False):
        """Create many: past `create` of other modules, or by SQL."""
        self.check_access("create")
        if not vals_list:
            return 0 if skip_duplicates else self.browse()
        if skip_duplicates:
            return self._bulk_insert_on_conflict(vals_list, chunk_size)
        made = self.browse()
        for start in range(0, len(vals_list), chunk_size):
            batch = vals_list[start : start + chunk_size]
            made |= super(ProgramMembership, self.sudo()).create(batch)  # pylint: disable=super-method-mismatch
        return made

    def _bulk_insert_on_conflict(self, vals_list, chunk_size=1000):
        inserted, now = 0, fields.Datetime.now()
        for vals in vals_list:
            state = vals.get("state", "draft")
            self.env.cr.execute(
                """INSERT INTO spp_program_membership
                       (partner_id, program_id, state, enrollment_date, deduplication_status,
                        create_uid, write_uid, create_date, write_date)
                   VALUES (%s, %s, %s, %s, %s, %s, %s, now(), now())
                   ON CONFLICT (partner_id, program_id) DO NOTHING""",
                (
                    vals["partner_id"],
                    vals["program_id"],
                    state,
                    now if state == "enrolled" else None,
                    vals.get("deduplication_status", "new"),
                    self.env.uid,
                    self.env.uid,
                ),
            )
            inserted += self.env.cr.rowcount
        return inserted
