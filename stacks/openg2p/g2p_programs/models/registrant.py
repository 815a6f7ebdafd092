# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools.mail import single_email_re


def count(registrants, field, model):
    for registrant in registrants:
        registrant[field] = registrant.env[model].search_count([("partner_id", "=", registrant.id)])


class G2PRegistrant(models.Model):
    _inherit = "res.partner"

    program_membership_ids = fields.One2many("g2p.program_membership", "partner_id", "Program Memberships")
    cycle_ids = fields.One2many("g2p.cycle.membership", "partner_id", "Cycle Memberships")
    entitlement_ids = fields.One2many("g2p.entitlement", "partner_id", "Entitlements")
    program_membership_count = fields.Integer(compute="_compute_program_membership_count", store=True)
    entitlements_count = fields.Integer(compute="_compute_entitlements_count", store=True)
    cycles_count = fields.Integer(compute="_compute_cycle_count", store=True)

    @api.depends("program_membership_ids")
    def _compute_program_membership_count(self):
        count(self, "program_membership_count", "g2p.program_membership")

    @api.depends("entitlement_ids")
    def _compute_entitlements_count(self):
        count(self, "entitlements_count", "g2p.entitlement")

    @api.depends("cycle_ids")
    def _compute_cycle_count(self):
        count(self, "cycles_count", "g2p.cycle.membership")

    @api.constrains("email")
    def _check_valid_email(self):
        for registrant in self:
            if registrant.email and not single_email_re.match(registrant.email):
                raise ValidationError(self.env._("This is no e-mail address."))
