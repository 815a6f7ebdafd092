# Part of spp_programs_wiserv. License LGPL-3.0 or later (see LICENSE).
"""The program in the engine's reports."""

from odoo import fields, models
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

NO_PROGRAM = _lt("Without Program")


class SmsWiservTotal(models.Model):
    _inherit = "sms.wiserv.total"

    program_id = fields.Many2one("spp.program", ondelete="set null", index="btree_not_null")


class SmsWiservReport(models.Model):
    _inherit = "sms.wiserv.report"
    _depends = {"sms.wiserv.sender": ["program_id"]}

    program_id = fields.Many2one("spp.program", readonly=True, falsy_value_label=NO_PROGRAM)


class SmsWiservPerson(models.Model):
    _inherit = "sms.wiserv.person"

    program_id = fields.Many2one(related="sender_id.program_id", falsy_value_label=NO_PROGRAM)
