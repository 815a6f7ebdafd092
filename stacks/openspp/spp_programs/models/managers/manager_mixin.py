# Part of spp_programs. License LGPL-3.0 or later (see LICENSE).
from odoo import api, fields, models


class ManagerMixin(models.AbstractModel):
    """The wrapper of a manager, which points at the concrete one."""

    _name = "spp.manager.mixin"
    _description = "Manager Mixin"
    _rec_name = "display_name"

    manager_id = fields.Integer("Manager ID")
    manager_ref_id = fields.Reference(string="Manager", selection="_selection_manager_ref_id", required=True)
    # Stays as it was when the concrete manager gets another name.
    display_name = fields.Char(compute="_compute_display_name", store=True)

    @api.depends("manager_ref_id")
    def _compute_display_name(self):
        for wrapper in self:
            concrete = wrapper.manager_ref_id
            wrapper.display_name = (concrete.display_name or concrete.name) if concrete else "New Manager"

    @api.model
    def _selection_manager_ref_id(self):
        return []

    def open_manager_form(self, readonly=False, title=None):
        self.ensure_one()
        concrete = self.manager_ref_id
        action = concrete.get_formview_action()
        locked = {"create": False, "edit": False} if readonly else {}
        action.update(
            {
                "views": [(concrete.get_manager_view_id(), "form")],
                "res_id": concrete.id,
                "target": "new",
                "context": {**self.env.context, **locked},
            }
        )
        if title:
            action["name"] = title
        return action
