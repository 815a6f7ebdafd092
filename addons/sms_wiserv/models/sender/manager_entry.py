# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import api, models


class SmsWiservEntry(models.AbstractModel):
    """An entry in a program's list of managers, which points at a manager record of any model (Reference field).

    Entries have no company and no record rule. Of those that point at a record that stands for a sender, only users
    of that sender's company may create, change or delete one; others are not checked.
    """

    _name = "sms.wiserv.entry"
    _description = "Entry that Points at an SMS Sender"

    _wiserv_field = ""  # the Reference field
    _wiserv_manager = ""  # the model of the records that stand for senders

    @api.model
    def _wiserv_offered(self, selection, label):
        """Return the selection of the Reference field with the records that stand for senders in it, once."""
        ours = (self._wiserv_manager, label)
        return selection if ours in selection else [*selection, ours]

    def _of_wiserv(self):
        """Return the entries that point at Wiserv senders.

        Found by the field's text in the database: reading it fails for an entry whose model was uninstalled.
        """
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
