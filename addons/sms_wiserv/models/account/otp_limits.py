# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import fields, models

from .res_company import SYSTEM


class ResCompany(models.Model):
    """Limits of one-time passwords by hour, against visitors of a site who request them without end (SMS pumping)."""

    _inherit = "res.company"

    wiserv_otp_per_number = fields.Integer(
        "One-Time Passwords per Number and Hour",
        default=10,
        groups=SYSTEM,
        help="Further ones are not sent, by whichever sender. 0: no limit.",
    )
    wiserv_otp_per_sender = fields.Integer(
        "One-Time Passwords per Sender and Hour",
        default=2000,
        groups=SYSTEM,
        help="Further ones are not sent. 0: no limit.",
    )

    _wiserv_otp_limits = models.Constraint(
        "CHECK (wiserv_otp_per_number >= 0 AND wiserv_otp_per_sender >= 0)",
        "The limits of one-time passwords are 0 or more.",
    )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    wiserv_otp_per_number = fields.Integer(related="company_id.wiserv_otp_per_number", readonly=False)
    wiserv_otp_per_sender = fields.Integer(related="company_id.wiserv_otp_per_sender", readonly=False)
