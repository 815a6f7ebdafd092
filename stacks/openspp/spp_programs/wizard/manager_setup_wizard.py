# Part of spp_programs. License LGPL-3.0 or later (see LICENSE).
from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.constants import MANAGER_CATEGORIES
from ..models.program_manager_ui import MANAGER_TYPE_INFO


class ManagerSetupWizard(models.TransientModel):
    """Add a method to a program: which, and under what name."""

    _name = "spp.manager.setup.wizard"
    _description = "Add a Configuration Method"

    program_id = fields.Many2one("spp.program", required=True, readonly=True)
    category = fields.Selection(
        [(key, category["label"]) for key, category in MANAGER_CATEGORIES.items()],
        required=True,
        readonly=True,
    )
    method = fields.Selection(selection="_selection_method", required=True)
    method_description = fields.Char(compute="_compute_method_description")
    method_count = fields.Integer(compute="_compute_method_count")
    name = fields.Char(required=True)

    @api.model
    def _methods_for_category(self, category):
        if category not in MANAGER_CATEGORIES:
            return []
        wrapper = self.env[MANAGER_CATEGORIES[category]["wrapper"]]
        return [
            (model, MANAGER_TYPE_INFO.get(model, {}).get("name") or label)
            for model, label in wrapper._selection_manager_ref_id()
            if model in self.env
        ]

    @api.model
    def _selection_method(self):
        return self._methods_for_category(self.env.context.get("default_category"))

    @api.depends("method")
    def _compute_method_description(self):
        for wizard in self:
            wizard.method_description = MANAGER_TYPE_INFO.get(wizard.method, {}).get("description", "")

    @api.depends("category")
    def _compute_method_count(self):
        for wizard in self:
            wizard.method_count = len(self._methods_for_category(wizard.category))

    @api.onchange("method")
    def _onchange_method_suggests_a_name(self):
        labels = dict(self._methods_for_category(self.category))
        if not self.name or self.name in labels.values():
            self.name = labels.get(self.method, "")

    def _sweep_removed_methods(self):
        """Delete what was taken out of the program's list, which leaves it where it was, and is in no other's."""
        category = MANAGER_CATEGORIES[self.category]
        field = category["field"]
        removed = self.env[category["wrapper"]].search([("program_id", "=", self.program_id.id)])
        removed -= self.program_id[field]
        linked = self.env["spp.program"].search([(field, "in", removed.ids)])[field] if removed else removed
        for leftover in removed - linked:
            concrete = leftover.manager_ref_id
            ((concrete and concrete.exists()) or leftover).unlink()

    def action_create_manager(self):
        self.ensure_one()
        self._sweep_removed_methods()
        category = MANAGER_CATEGORIES[self.category]
        configured = self.program_id[category["field"]].filtered("manager_ref_id")
        words = {
            "program": self.program_id.display_name,
            "method": dict(self._methods_for_category(self.category)).get(self.method),
            "category": category["label"].lower(),
        }
        if category.get("single_manager") and configured:
            raise UserError(self.env._("%(program)s has a %(category)s, and can have one.", **words))
        if configured.filtered(lambda entry: entry.manager_ref_id._name == self.method):
            raise UserError(self.env._("This program already has a %(method)s %(category)s.", **words))
        concrete = (
            self.env[self.method]
            .with_context(
                default_program_id=self.program_id.id,
                _spp_wrapper_model=category["wrapper"],
                _spp_program_m2m_field=category["field"],
            )
            .create({"name": self.name, "program_id": self.program_id.id})
        )
        wrapper = self.env[category["wrapper"]].search(
            [("manager_ref_id", "=", f"{concrete._name},{concrete.id}")], limit=1
        )
        if not wrapper:
            return {"type": "ir.actions.act_window_close"}
        return wrapper.open_manager_form(title=category["label"])
