# Part of spp_approval. License LGPL-3.0 or later (see LICENSE).
from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class ApprovalMixin(models.AbstractModel):
    _name = "spp.approval.mixin"
    _description = "Approval Workflow Mixin"

    approval_state = fields.Selection(
        [
            ("draft", "Draft"),
            ("pending", "Pending Approval"),
            ("revision", "Revision Requested"),
            ("approved", "Approved"),
            ("rejected", "Rejected"),
        ],
        default="draft",
        copy=False,
        index=True,
    )
    submitted_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    submitted_date = fields.Datetime(readonly=True, copy=False)
    approved_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    approved_date = fields.Datetime(readonly=True, copy=False)
    can_approve = fields.Boolean(compute="_compute_approval_permissions")
    approval_version = fields.Integer(default=1, copy=False)

    def _get_approval_definition(self):
        return self.env["spp.approval.definition"]

    def action_submit_for_approval(self):
        for record in self:
            definition = record._get_approval_definition()
            if not definition:
                raise UserError(self.env._("No approval workflow configured for this record type."))
            values = {"submitted_by_id": self.env.uid, "submitted_date": fields.Datetime.now()}
            if self._fields["approval_state"].compute is None:
                values["approval_state"] = "pending"
            record.write(values)

    def _compute_approval_permissions(self):
        for record in self:
            approvers = record._get_approval_definition().approval_group_id.user_ids
            record.can_approve = record.approval_state == "pending" and self.env.user in approvers

    def _check_can_approve(self):
        self.ensure_one()
        if self.approval_state != "pending":
            raise UserError(self.env._("Only pending records can be approved."))
        if not self.can_approve:
            raise UserError(self.env._("You are not allowed to approve this record."))

    def action_approve(self, comment=None):
        for record in self:
            record._check_can_approve()
            record._do_approve(comment=comment)

    def _do_approve(self, comment=None, auto=False):
        """Write its own columns, past the ORM; a state is written afterwards, by others."""
        self.ensure_one()
        if self.approval_state != "pending":
            raise UserError(self.env._("Only pending records can be approved."))
        version = self.approval_version
        stored = SQL(", approval_state = 'approved'") if self._fields["approval_state"].store else SQL()
        with self.env.cr.savepoint():
            self.env.cr.execute(
                SQL(
                    """UPDATE %s SET approved_by_id = %s, approved_date = now(),
                              approval_version = approval_version + 1 %s
                        WHERE id = %s AND approval_version = %s RETURNING id""",
                    SQL.identifier(self._table),
                    self.env.uid,
                    stored,
                    self.id,
                    version,
                )
            )
            if not self.env.cr.fetchone():
                raise UserError(self.env._("This record was modified by another user."))
        self.invalidate_recordset()
        self._on_approve()

    def _on_approve(self):
        """Do what follows an approval."""
