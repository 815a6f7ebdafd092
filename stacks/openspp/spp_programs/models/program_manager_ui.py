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
    notification_manager_count = fields.Integer(compute="_compute_banner_layout_helpers")
    notification_manager_display = fields.Char(compute="_compute_banner_layout_helpers")
    notification_manager_detail = fields.Text(compute="_compute_banner_layout_helpers")

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

    @api.depends("notification_manager_ids.manager_ref_id")
    def _compute_banner_layout_helpers(self):
        for program in self:
            wrappers = program.notification_manager_ids.filtered("manager_ref_id")
            program.notification_manager_count = count = len(wrappers)
            concrete = wrappers.manager_ref_id if count == 1 else None
            several = f"{count} methods configured" if count else ""
            program.notification_manager_display = concrete.display_name if concrete else several
            program.notification_manager_detail = concrete and program._manager_detail_for(
                "notification", concrete
            )

    def _manager_detail_for(self, prefix, concrete):
        """Tell kinds of managers apart by their fields; of what has none of those, show the summary."""
        if hasattr(concrete, "cel_expression"):
            return concrete.cel_expression
        summary = self[f"{prefix}_manager_summary"]
        return "" if summary == "Configured" else summary

    def action_configure_notification(self):
        self.ensure_one()
        readonly = not self.can_edit_configuration
        if self.notification_manager_ids and self.notification_manager_ids[0].manager_ref_id:
            return self.notification_manager_ids[0].open_manager_form(
                readonly=readonly, title="Notifications"
            )
        return False if readonly else self._open_manager_setup_wizard("notification")

    def _open_manager_setup_wizard(self, manager_type):
        return self.with_context(manager_category=manager_type).action_add_manager()

    def action_add_manager(self):
        self.ensure_one()
        if not self.can_edit_configuration or self.state == "ended":
            return False
        category = self.env.context.get("manager_category")
        if category not in MANAGER_CATEGORIES:
            raise UserError(self.env._("Unknown configuration category %s.", category))
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
