# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import api, models

POINTERS = (
    "g2p.eligibility.manager",
    "g2p.deduplication.manager",
    "g2p.program.notification.manager",
    "g2p.program.manager",
    "g2p.cycle.manager",
    "g2p.program.entitlement.manager",
    "g2p.program.payment.manager",
)


class ManagerSourceMixin(models.AbstractModel):
    """What a pointer points at. Making one neither makes a pointer nor links it to a program."""

    _name = "g2p.manager.source.mixin"
    _description = "Manager Data Source Mixin"

    def unlink(self):
        for source in self:
            pointers = self.get_managers_for_unlink(f"{source._name},{source.id}")
            if pointers:
                pointers.unlink()
        return super().unlink()

    @api.model
    def get_managers_for_unlink(self, manager_ref):
        """Return those of the first model that has any."""
        for model in POINTERS:
            pointers = self.env[model].search([("manager_ref_id", "=", manager_ref)])
            if pointers:
                return pointers

    def get_manager_view_id(self):
        """Return the first form by priority, which may be an extension."""
        domain = [("model", "=", self._name), ("type", "=", "form")]
        return self.env["ir.ui.view"].search(domain, limit=1).id
