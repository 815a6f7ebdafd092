# Part of spp_programs_wiserv. License LGPL-3.0 or later (see LICENSE).
"""The program, where messages, people and figures are shown."""

from odoo import fields, models
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

NONE = _lt("Without Program")


class SmsWiservOfSender(models.AbstractModel):
    _inherit = "sms.wiserv.of.sender"

    program_id = fields.Many2one(related="sender_id.program_id", falsy_value_label=NONE)


class SmsWiservFigures(models.AbstractModel):
    _inherit = "sms.wiserv.figures"

    program_id = fields.Many2one(
        "spp.program", ondelete="set null", readonly=True, index="btree_not_null", falsy_value_label=NONE
    )
