# Part of spp_vocabulary. License LGPL-3.0 or later (see LICENSE).
from odoo import fields, models


class Vocabulary(models.Model):
    _name = "spp.vocabulary"
    _description = "Vocabulary"

    name = fields.Char(required=True)
    namespace_uri = fields.Char(required=True)
