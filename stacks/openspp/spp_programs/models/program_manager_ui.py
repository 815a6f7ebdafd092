# Part of spp_programs. License LGPL-3.0 or later (see LICENSE).
from odoo import api, fields, models
from odoo.exceptions import UserError

from .constants import MANAGER_CATEGORIES

# Names of methods as the wizard shows them, of notifications none.
MANAGER_TYPE_INFO = {
    "spp.program.membership.manager.default": {
        "name": "Area & Filters",
        "icon": "fa-map-marker",
        "description": "By area and filters",
        "category": "eligibility",
    },
    "spp.program.entitlement.manager.cash": {
        "name": "Cash Transfer",
        "icon": "fa-money",
        "description": "Cash, by rules",
        "category": "entitlement",
    },
}


class Program(models.Model):
    _inherit = "spp.program"

    can_edit_configuration = fields.Boolean(compute="_compute_can_edit_configuration")
    notification_manager_summary = fields.Text(compute="_compute_notification_summary")
    notification_configured = fields.Boolean(compute="_compute_notification_summary")

    def _compute_can_edit_configuration(self):
        may = self.env.user.has_group("spp_security.group_spp_admin")
        may = may or self.env.user.has_group("spp_programs.group_programs_manager")
        self.can_edit_configuration = may

    @api.depends("notification_manager_ids.manager_ref_id")
    def _compute_notification_summary(self):
        for program in self:
            program.notification_configured = bool(program.notification_manager_ids)
            program.notification_manager_summary = ", ".join(
                MANAGER_TYPE_INFO.get(wrapper.manager_ref_id._name, {}).get("name", "Custom")
                for wrapper in program.notification_manager_ids
            )

    def action_configure_notification(self):
        if self.notification_manager_ids and self.notification_manager_ids[0].manager_ref_id:
            readonly = not self.can_edit_configuration
            return self.notification_manager_ids[0].open_manager_form(
                readonly=readonly, title="Notifications"
            )
        return self.with_context(manager_category="notification").action_add_manager()

    def action_add_manager(self):
        self.ensure_one()
        if not self.can_edit_configuration or self.state == "ended":
            return False
        category = self.env.context["manager_category"]
        label = MANAGER_CATEGORIES[category]["label"]
        methods = self.env["spp.manager.setup.wizard"]._methods_for_category(category)
        if not methods:
            raise UserError(self.env._("No %s is available. Install a module that has one.", label.lower()))
        return {
            "type": "ir.actions.act_window",
            "name": f"Add a {label}",
            "res_model": "spp.manager.setup.wizard",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_program_id": self.id,
                "default_category": category,
                "default_method": methods[0][0],
                "default_name": methods[0][1],
            },
        }
