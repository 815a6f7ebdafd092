# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import fields, models


class G2PGender(models.Model):
    _name = "gender.type"
    _description = "Gender Type"
    _rec_name = "code"

    code = fields.Char()
    value = fields.Char()
    active = fields.Boolean(default=True)
