# Part of spp_consent. License LGPL-3.0 or later (see LICENSE).
from odoo import fields, models


class ConsentPurpose(models.Model):
    _name = "spp.consent.purpose"
    _description = "Consent Purpose"
    _order = "sequence, name"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
