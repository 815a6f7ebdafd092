# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import models


class SmsWiservOwner(models.AbstractModel):
    """A record that senders belong to, such as a program (see ``_wiserv_belongs_to``): its company is theirs."""

    _name = "sms.wiserv.owner"
    _description = "Owner of SMS Senders"

    _wiserv_entries = ""  # its list of entries (``sms.wiserv.entry``)

    def _wiserv_senders(self):
        """Return the senders in the list that are its own."""
        senders = self[self._wiserv_entries]._wiserv_managers().sender_id
        return senders.filtered(lambda sender: sender[sender._wiserv_belongs_to] in self)

    def _wiserv_sms_domain(self):
        """Of a source (``sms.wiserv.source``): what its senders tell."""
        return [(self.env["sms.wiserv.sender"]._wiserv_belongs_to, "in", self.ids)]

    def write(self, vals):
        """Override of `base` to check the rights to a new company, at whose expense the senders will send.

        :raise UserError: messages of the former company still wait
        """
        result = super().write(vals)
        if "company_id" in vals:
            # Odoo checks record rules before the write only, with the former company.
            self.check_access("write")
            self.sudo().company_id.with_env(self.env).check_access("read")
            senders = self.env["sms.wiserv.sender"].sudo()
            senders = senders.search([(senders._wiserv_belongs_to, "in", self.ids)])
            senders._check_nothing_waits_elsewhere()
        return result
