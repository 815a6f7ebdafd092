# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import api, fields, models

from ..actions import notification


class ManagerMixin(models.AbstractModel):
    """A pointer at the source that does the work. Programs list pointers."""

    _name = "g2p.manager.mixin"
    _description = "Manager Mixin"

    manager_id = fields.Integer("Manager ID")
    manager_ref_id = fields.Reference("_selection_manager_ref_id", string="Manager", required=True)

    @api.model
    def _selection_manager_ref_id(self):
        return []

    def open_manager_form(self):
        """With the context as it came, in which `default_program_id` may be anything."""
        self.ensure_one()
        source = self.manager_ref_id
        if not source:
            return notification(self.env._("Manager"), self.env._("Choose a manager first."), "danger")
        return {
            **source.get_formview_action(),
            "views": [(source.get_manager_view_id(), "form")],
            "res_id": source.id,
            "target": "new",
            "context": self.env.context,
            "flags": {"mode": "edit"},
        }
