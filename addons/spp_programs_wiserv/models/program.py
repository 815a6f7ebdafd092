# Part of spp_programs_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import api, models
from odoo.fields import Domain

from .door import MANAGER

try:
    from odoo.addons.spp_programs.models.program_manager_ui import MANAGER_TYPE_INFO
except ImportError:
    # No published interface of `spp_programs`: without it the wizard shows the plain label.
    MANAGER_TYPE_INFO = {}

MANAGER_TYPE_INFO[MANAGER] = {
    "name": "SMS (Wiserv)",
    "icon": "fa-mobile",
    "description": "Tell beneficiaries by SMS of enrolment, cycles, entitlements and payments",
    "category": "notification",
}


class NotificationManager(models.Model):
    _inherit = "spp.program.notification.manager"

    @api.model
    def _selection_manager_ref_id(self):
        """Override of `spp_programs` to offer this kind of manager."""
        selection = super()._selection_manager_ref_id()
        ours = (MANAGER, "SMS (Wiserv)")
        return selection if ours in selection else [*selection, ours]


class Program(models.Model):
    _inherit = "spp.program"

    def _wiserv_managers(self):
        """Return the Wiserv managers of its own in a program's list."""
        # By their text: an entry whose addon is gone cannot be read.
        entries = self.env["spp.program.notification.manager"].search(
            [("id", "in", self.notification_manager_ids.ids), ("manager_ref_id", "=like", f"{MANAGER},%")]
        )
        managers = self.env[MANAGER].union(*entries.mapped("manager_ref_id")).exists()
        return managers.filtered(lambda manager: manager.program_id in self)

    def notify_eligible_beneficiaries(self):
        """Override of `spp_programs`: tell those of their enrolment whom nobody has told."""
        result = super().notify_eligible_beneficiaries()
        for program in self:
            self.env["spp.program.membership"]._wiserv_see_unseen(Domain("program_id", "=", program.id))
            self.env["spp.wiserv.door"].see("enrolled_in_program", program.get_beneficiaries("enrolled"))
        return result
