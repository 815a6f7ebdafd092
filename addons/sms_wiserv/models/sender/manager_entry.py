# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import api, models


class SmsWiservEntry(models.AbstractModel):
    """An entry in a list of managers; one that points at a record that stands for a sender is that company's.

    Entries have no company of their own and no rule: of others than these nothing is asked here.
    """

    _name = "sms.wiserv.entry"
    _description = "Entry that Points at an SMS Sender"

    _wiserv_field = ""  # that points
    _wiserv_manager = ""  # the model of the records that stand for senders

    def _of_wiserv(self):
        """Return those that point at Wiserv senders; by their text, for one whose addon is gone cannot be read."""
        pointing = (self._wiserv_field, "=like", f"{self._wiserv_manager},%")
        return self.search([("id", "in", self.ids), pointing])

    def _wiserv_managers(self):
        return self.env[self._wiserv_manager].union(*self._of_wiserv().mapped(self._wiserv_field)).exists()

    def _wiserv_check_company(self):
        self.sudo()._wiserv_managers().sender_id.with_env(self.env)._check_belongs_to_user()

    @api.model_create_multi
    def create(self, vals_list):
        entries = super().create(vals_list)
        entries._wiserv_check_company()
        return entries

    def write(self, vals):
        self._wiserv_check_company()
        result = super().write(vals)
        self._wiserv_check_company()
        return result

    def unlink(self):
        self._wiserv_check_company()
        return super().unlink()
