# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .door import ANNOUNCEMENT, MANAGER

MEMBER = "g2p.program_membership"


class G2PWiservAnnouncement(models.Model):
    """An SMS in a user's own words to beneficiaries of a program, or to registrants: draft, checked, sent.

    No transient record: a mass of messages is made from it after the transaction, and those that failed, anew.
    """

    _name = "g2p.wiserv.announcement"
    _inherit = "sms.wiserv.guarded"
    _description = "SMS to Beneficiaries"
    _order = "id desc"

    program_id = fields.Many2one(
        "g2p.program", readonly=True, ondelete="cascade", index=True, help="Empty: to registrants, of any."
    )
    cycle_id = fields.Many2one("g2p.cycle", readonly=True, ondelete="set null")
    manager_id = fields.Many2one(
        MANAGER, "Sender", ondelete="cascade", domain="[('program_id', '=', program_id)]"
    )
    company_id = fields.Many2one("res.company", compute="_compute_company_id", store=True, precompute=True)
    sender_name = fields.Char("Sent by", compute="_compute_sender")
    obstacle = fields.Char(compute="_compute_sender")
    told_model = fields.Char(compute="_compute_told_model")
    chosen = fields.Json(
        readonly=True, copy=False, help="Those picked from a list; empty: all by the filter."
    )
    is_by_filter = fields.Boolean(compute="_compute_is_by_filter")
    chosen_line = fields.Char("To", compute="_compute_is_by_filter")
    domain = fields.Char("Filter", default="[('state', '=', 'enrolled')]")
    template_id = fields.Many2one(
        "sms.template",
        # The sender's own, and those that belong to none.
        domain="[('model', '=', told_model), '|', ('wiserv_sender_id', '=', False),"
        " ('wiserv_sender_id.manager_ids', '=', manager_id)]",
        ondelete="restrict",
    )
    body = fields.Text("Text")
    size = fields.Char(compute="_compute_size")
    state = fields.Selection(
        [("draft", "Draft"), ("checked", "Checked"), ("sent", "Sent")],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
    )
    res_ids = fields.Json(readonly=True, copy=False, help="Those whom the preview showed.")
    checked_at = fields.Datetime(readonly=True, copy=False)
    preview = fields.Html(compute="_compute_preview", sanitize=False)
    tells_nobody = fields.Boolean(compute="_compute_preview")
    sent_at = fields.Datetime("Sent", readonly=True, copy=False)
    sent_by = fields.Many2one("res.users", readonly=True, copy=False)
    outcome = fields.Char("What Became of It", readonly=True, copy=False)

    @api.depends("program_id.name", "sent_at")
    def _compute_display_name(self):
        for one in self:
            one.display_name = (
                self.env._("SMS to beneficiaries of %s", one.program_id.name)
                if one.program_id
                else self.env._("SMS to registrants")
            )

    # === WHO MAY DO WHAT === #

    def write(self, vals):
        """Override of `base`: what has been looked at is what is sent."""
        if not self.env.su and any(one.state != "draft" for one in self):
            raise UserError(
                self.env._("It has been checked or sent already: go back first, or write another one.")
            )
        return super().write(vals)

    @api.constrains("program_id", "manager_id", "cycle_id", "template_id")
    def _check_program(self):
        for one in self.sudo():
            if one.manager_id.program_id != one.program_id or one.cycle_id.program_id - one.program_id:
                raise ValidationError(self.env._("Choose a sender of the program %s.", one.program_id.name))
            if one.template_id and one.template_id.model != one.told_model:
                raise ValidationError(
                    self.env._("Choose a template for program memberships.")
                    if one.program_id
                    else self.env._("Choose a template for contacts.")
                )

    # === BY WHOM === #

    @api.depends("manager_id.company_id")
    def _compute_company_id(self):
        for one in self:
            one.company_id = one.manager_id.company_id or one.company_id or self.env.company

    def _sender(self):
        """Return the program's sender, or the company's own, with all rights."""
        one = self.sudo()
        return one.manager_id.sender_id or one.company_id._wiserv_sms_sender()

    @api.depends("manager_id", "company_id")
    def _compute_sender(self):
        for one in self:
            sender = one._sender()
            one.sender_name = sender.name
            obstacle = sender._wiserv_obstacle()
            one.obstacle = obstacle and self.env._("Until it is set up, SMS wait: %s", obstacle)

    @api.depends("body", "template_id")
    def _compute_size(self):
        for one in self:
            one.size = not one.template_id and one.body and one._sender()._size_of(one.body)

    @api.depends("state", "res_ids")
    def _compute_preview(self):
        for one in self:
            one.preview, one.tells_nobody = one._preview() if one.state == "checked" else (False, False)

    @api.autovacuum
    def _gc_announcements(self):
        """Delete drafts of yesterday, and what was sent longer ago than the company keeps its messages."""
        now = fields.Datetime.now()
        old = self.search([("state", "!=", "sent"), ("write_date", "<", now - timedelta(days=1))])
        for company in self.env["res.company"].search([("wiserv_retention_days", ">", 0)]):
            before = now - timedelta(days=company.wiserv_retention_days)
            old |= self.search([("company_id", "=", company.id), ("sent_at", "<", before)])
        waiting = self.env["sms.wiserv.event"].search([("event", "=", ANNOUNCEMENT)]).mapped("occasion")
        old.filtered(lambda one: str(one.id) not in waiting).unlink()
