# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import models


class SmsWiservOwner(models.AbstractModel):
    """A record that senders belong to, see ``_wiserv_belongs_to``: they follow it to its company."""

    _name = "sms.wiserv.owner"
    _description = "Owner of SMS Senders"

    def write(self, vals):
        """Override of `base` to ask rules of what it becomes: its senders send at that company's expense."""
        result = super().write(vals)
        if "company_id" in vals:
            # Odoo has checked access and rules before the write only, with the former company.
            self.check_access("write")
            self.sudo().company_id.with_env(self.env).check_access("read")
            senders = self.env["sms.wiserv.sender"].sudo()
            senders = senders.search([(senders._wiserv_belongs_to, "in", self.ids)])
            senders._check_nothing_waits_elsewhere()
        return result
