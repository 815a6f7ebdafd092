# Part of spp_programs. License LGPL-3.0 or later (see LICENSE).
from odoo import fields, models


class ProgramFund(models.Model):
    _name = "spp.program.fund"
    _inherit = ["mail.thread"]
    _description = "Program Fund Entries"
    _order = "id desc"

    name = fields.Char("Reference Number", required=True, default="Draft")
    company_id = fields.Many2one("res.company", default=lambda self: self.env.company)
    program_id = fields.Many2one("spp.program", required=True)
    amount = fields.Monetary(required=True, currency_field="currency_id")
    currency_id = fields.Many2one(related="program_id.journal_id.currency_id", store=True, readonly=True)
    date_posted = fields.Date(required=True, default=fields.Date.today)
    state = fields.Selection(
        [("draft", "Draft"), ("posted", "Posted"), ("cancelled", "Cancelled")],
        "Status",
        readonly=True,
        default="draft",
    )

    def post_fund(self):
        self.filtered(lambda fund: fund.state == "draft").update({"state": "posted"})
