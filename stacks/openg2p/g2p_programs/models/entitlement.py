# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
import uuid

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .constants import MANAGER_ENTITLEMENT

MAY_OPEN = (
    "g2p_registry_base.group_g2p_admin",
    "g2p_registry_base.group_g2p_registrar",
    "g2p_programs.g2p_program_validator",
    "g2p_programs.g2p_program_manager",
)


class G2PEntitlement(models.Model):
    _name = "g2p.entitlement"
    _description = "Entitlement"
    _order = "partner_id asc, id desc"

    code = fields.Char(default=lambda self: str(uuid.uuid4())[4:-8][3:], readonly=True, copy=False)
    partner_id = fields.Many2one("res.partner", required=True)
    cycle_id = fields.Many2one("g2p.cycle", required=True)
    program_id = fields.Many2one("g2p.program", related="cycle_id.program_id")
    company_id = fields.Many2one("res.company", default=lambda self: self.env.company)
    journal_id = fields.Many2one("account.journal", compute="_compute_journal_id", store=True)
    currency_id = fields.Many2one("res.currency", related="journal_id.currency_id")
    initial_amount = fields.Monetary(required=True)
    date_approved = fields.Date()
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("pending_validation", "Pending Validation"),
            ("approved", "Approved"),
            ("trans2FSP", "Transferred to FSP"),
            ("rdpd2ben", "Redeemed/Paid to Beneficiary"),
            ("cancelled", "Cancelled"),
            ("expired", "Expired"),
        ],
        default="draft",
    )
    payment_ids = fields.One2many("g2p.payment", "entitlement_id")

    @api.depends("cycle_id.program_id.journal_id")
    def _compute_journal_id(self):
        for entitlement in self:
            entitlement.journal_id = entitlement.cycle_id.program_id.journal_id

    def approve_entitlement(self):
        manager = self.cycle_id.program_id.get_manager(MANAGER_ENTITLEMENT)
        return manager.approve_entitlements(self)

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        arch, view = super()._get_view(view_id, view_type, **options)
        if view_type in ("list", "form") and not any(self.env.user.has_group(group) for group in MAY_OPEN):
            raise ValidationError(self.env._("You have no access in the Entitlement View"))
        return arch, view
