# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import api, fields, models
from odoo.exceptions import UserError

from .actions import notification


class AccountJournal(models.Model):
    _inherit = "account.journal"

    beneficiary_disb = fields.Boolean("Beneficiary Funds")


def change_state(fund, expected, values):
    if fund.state != expected:
        return notification(fund.env._("Program Fund"), fund.env._("Not in this state."), "danger")
    fund.update(values)


class ProgramFundManagement(models.Model):
    _name = "g2p.program.fund"
    _inherit = ["mail.thread"]
    _description = "Program Fund Entries"
    _order = "id desc"

    name = fields.Char("Reference Number", required=True, default="Draft")
    company_id = fields.Many2one("res.company", default=lambda self: self.env.company)
    program_id = fields.Many2one("g2p.program", required=True)
    journal_id = fields.Many2one("account.journal", related="program_id.journal_id", store=True)
    account_move_id = fields.Many2one("account.move", "Journal Entry")
    amount = fields.Monetary(required=True)
    currency_id = fields.Many2one("res.currency", related="program_id.journal_id.currency_id", store=True)
    remarks = fields.Text()
    date_posted = fields.Date(required=True, default=fields.Date.today)
    state = fields.Selection(
        [("draft", "Draft"), ("posted", "Posted"), ("cancelled", "Cancelled")],
        "Status",
        readonly=True,
        default="draft",
    )

    @api.ondelete(at_uninstall=False)
    def _unlink_fund(self):
        if "posted" in self.mapped("state"):
            raise UserError(self.env._("A posted fund stays."))

    def post_fund(self):
        for fund in self:
            values = {"state": "posted", "date_posted": fields.Date.today()}
            if fund.name == "Draft":
                values["name"] = self.env["ir.sequence"].next_by_code("program.fund.ref.num") or "NONE"
            return change_state(fund, "draft", values)

    def cancel_fund(self):
        for fund in self:
            return change_state(fund, "draft", {"state": "cancelled"})

    def reset_draft(self):
        for fund in self:
            return change_state(fund, "cancelled", {"state": "draft"})
