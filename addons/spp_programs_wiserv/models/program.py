# Part of spp_programs_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import api, models
from odoo.fields import Domain
from odoo.tools.translate import LazyTranslate

from .door import DOOR, MANAGER, MEMBER

try:
    from odoo.addons.spp_programs.models.program_manager_ui import MANAGER_TYPE_INFO
except ImportError:
    # No published interface of `spp_programs`: without it the wizard shows the plain label.
    MANAGER_TYPE_INFO = {}

# Put into words where it is shown, in the language of whoever asks.
_lt = LazyTranslate(__name__, default_lang="en_US")

MANAGER_TYPE_INFO[MANAGER] = {
    "name": "SMS (Wiserv)",
    "icon": "fa-mobile",
    "description": _lt("Tell beneficiaries by SMS of enrolment, cycles, entitlements and payments"),
    "category": "notification",
}


class NotificationManager(models.Model):
    _name = "spp.program.notification.manager"
    _inherit = ["spp.program.notification.manager", "sms.wiserv.entry"]

    _wiserv_field = "manager_ref_id"
    _wiserv_manager = MANAGER

    @api.model
    def _selection_manager_ref_id(self):
        """Override of `spp_programs` to offer this kind of manager."""
        return self._wiserv_offered(super()._selection_manager_ref_id(), "SMS (Wiserv)")


class Program(models.Model):
    _name = "spp.program"
    _inherit = ["spp.program", "sms.wiserv.owner", "sms.wiserv.source"]

    _wiserv_entries = "notification_manager_ids"

    def action_wiserv_send_sms(self):
        """Write to the enrolled beneficiaries."""
        return self.get_beneficiaries("enrolled").action_wiserv_send_sms()

    def notify_eligible_beneficiaries(self):
        """Override of `spp_programs`: tell those of their enrolment whom nobody has told."""
        result = super().notify_eligible_beneficiaries()
        for program in self:
            self.env[MEMBER]._wiserv_see_unseen(Domain("program_id", "=", program.id))
            self.env[DOOR].see("enrolled_in_program", program.get_beneficiaries("enrolled"))
        return result
