# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import fields, models

from odoo.addons.base.models.res_partner import _tz_get

from .res_company import SYSTEM

# The hours that the settings offer, in which people in the Philippines may get SMS.
PHILIPPINE_HOURS = {"wiserv_hours_from": 7.0, "wiserv_hours_to": 21.0, "wiserv_hours_tz": "Asia/Manila"}


class ResCompany(models.Model):
    """When the company's senders may send, unless they say otherwise."""

    _inherit = "res.company"

    wiserv_hours_from = fields.Float("Sending Begins at", groups=SYSTEM)
    wiserv_hours_to = fields.Float("Sending Ends at", groups=SYSTEM)
    wiserv_hours_tz = fields.Selection(_tz_get, "Time Zone of SMS", groups=SYSTEM)
    wiserv_hours_urgent = fields.Boolean(
        "Urgent SMS at Any Time",
        groups=SYSTEM,
        help="What tells one person of one event. One-time passwords go at any time, whatever is set here.",
    )

    _wiserv_hours = models.Constraint(
        """CHECK (coalesce(wiserv_hours_from, 0) >= 0 AND coalesce(wiserv_hours_from, 0) < 24
              AND coalesce(wiserv_hours_to, 0) >= 0 AND coalesce(wiserv_hours_to, 0) <= 24)""",
        "Sending hours are from 0:00 to 24:00.",
    )

    def _wiserv_tz(self):
        company = self.sudo()
        return company.wiserv_hours_tz or company.partner_id.tz or "UTC"


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    wiserv_hours_from = fields.Float(related="company_id.wiserv_hours_from", readonly=False)
    wiserv_hours_to = fields.Float(related="company_id.wiserv_hours_to", readonly=False)
    wiserv_hours_tz = fields.Selection(related="company_id.wiserv_hours_tz", readonly=False)
    wiserv_hours_urgent = fields.Boolean(related="company_id.wiserv_hours_urgent", readonly=False)

    def action_wiserv_philippine_hours(self):
        """Let the company's senders send from 7:00 to 21:00, Philippine time."""
        self.company_id.write(PHILIPPINE_HOURS)
        return {"type": "ir.actions.client", "tag": "reload"}
