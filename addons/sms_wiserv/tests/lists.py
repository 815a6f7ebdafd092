# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from lxml import etree


class ListsMixin:
    """The lists and cards of an addon, as they are with what other addons add to them."""

    addon = None
    allow_inherited_tests_method = True

    def test_what_a_list_is_grouped_by_can_be_neither_made_nor_changed_nor_deleted_there(self):
        """Odoo offers that at each group, and deletes the sender, program or person itself."""
        data = self.env["ir.model.data"].search([("module", "=", self.addon), ("model", "=", "ir.ui.view")])
        views = self.env["ir.ui.view"].browse(data.mapped("res_id"))
        views = views.filtered(lambda view: view.mode == "primary" and view.type in ("list", "kanban"))
        self.assertTrue(views)
        for view in views:
            root = etree.fromstring(self.env[view.model].get_view(view.id)["arch"])
            offered = [what for what in ("create", "edit", "delete") if root.get(f"group_{what}") != "0"]
            self.assertFalse(offered, view.name)
