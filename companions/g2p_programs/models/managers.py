# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import api, fields, models


class ManagerMixin(models.AbstractModel):
    """What a program has in its lists of managers: a pointer at the source record that does the work."""

    _name = "g2p.manager.mixin"
    _description = "Manager Mixin"
    _rec_name = "manager_ref_id"
    _program_field = None  # the program's field that lists this kind of managers

    program_id = fields.Many2one("g2p.program", index=True, ondelete="cascade")
    manager_ref_id = fields.Reference(
        selection="_selection_manager_ref_id", string="Manager", required=True, index=True
    )

    @api.model
    def _selection_manager_ref_id(self):
        """List the (model, label) pairs that a manager may point at; addons append theirs."""
        return []

    @api.model_create_multi
    def create(self, vals_list):
        managers = super().create(vals_list)
        for program, program_managers in managers.grouped("program_id").items():
            if program:
                program[self._program_field] += program_managers
        return managers

    @api.model
    def _unlink_managers(self, domain):
        for model in self.env.registry.descendants([self._name], "_inherit"):
            if not self.env[model]._abstract:
                self.env[model].sudo().search(domain).unlink()

    def open_manager_form(self):
        self.ensure_one()
        source = self.manager_ref_id
        return {
            "type": "ir.actions.act_window",
            "name": source.display_name,
            "res_model": source._name,
            "res_id": source.id,
            "views": [(source.get_manager_view_id(), "form")],
        }


class ManagerSourceMixin(models.AbstractModel):
    _name = "g2p.manager.source.mixin"
    _description = "Manager Source Mixin"

    def get_manager_view_id(self):
        """Return the id of the form that shows this kind of source."""
        return self.env["ir.ui.view"].sudo().default_view(self._name, "form")

    def unlink(self):
        sources = [("manager_ref_id", "in", [f"{self._name},{source_id}" for source_id in self.ids])]
        result = super().unlink()
        self.env["g2p.manager.mixin"]._unlink_managers(sources)
        return result


class IrModel(models.Model):
    _inherit = "ir.model"

    def unlink(self):
        managers, models_gone = self.env["g2p.manager.mixin"], self.mapped("model")
        if managers._name not in models_gone:
            # An addon that goes takes its sources along: nothing may be left that points at them.
            for model in models_gone:
                managers._unlink_managers([("manager_ref_id", "=like", f"{model},%")])
        return super().unlink()
