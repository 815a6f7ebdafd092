# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import fields, models

from ...tools.sms_api import SmsApiWiserv


class ResCompany(models.Model):
    """Which provider sends the SMS that Odoo's own screens, marketing and reminders make."""

    _inherit = "res.company"

    # A field of our own: that of `sms_twilio` is there only with it, and may say something else.
    wiserv_sms_provider = fields.Selection(
        [("odoo", "Odoo"), ("wiserv", "Wiserv")], "Odoo's SMS Are Sent by", default="odoo", required=True
    )
    wiserv_sms_sender_id = fields.Many2one(
        "sms.wiserv.sender", "Sender of Odoo's SMS", copy=False, ondelete="set null", groups=fields.NO_ACCESS
    )

    def _get_sms_api_class(self):
        """Override of `sms`."""
        self.ensure_one()
        if self.wiserv_sms_provider == "wiserv":
            return SmsApiWiserv
        return super()._get_sms_api_class()

    def _wiserv_sms_sender(self):
        """Return the company's own sender, with all rights; it is made when it is needed first."""
        self.ensure_one()
        company = self.sudo()
        if not company.wiserv_sms_sender_id:
            name = self.env._("SMS of %s", company.name)
            senders = self.env["sms.wiserv.sender"].sudo()
            company.wiserv_sms_sender_id = senders.create({"name": name, "company_id": company.id})
        return company.wiserv_sms_sender_id
