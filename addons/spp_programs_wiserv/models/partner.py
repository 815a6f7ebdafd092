# Part of spp_programs_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import models

from .door import DOOR


class ResPartner(models.Model):
    _inherit = "res.partner"

    _wiserv_registry = DOOR
