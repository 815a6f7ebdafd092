# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import api, fields, models


class WiservUse(models.Model):
    """Whether a program calls the sender: one made from the list of senders is nobody's yet."""

    _inherit = "g2p.program.notification.manager.wiserv"

    is_used = fields.Boolean(compute="_compute_is_used")

    @api.depends("program_id")
    def _compute_is_used(self):
        used = {manager.manager_ref_id.id for manager in self._program_managers()}
        for sender in self:
            sender.is_used = sender.id in used

    def _program_managers(self):
        """Return the entries in programs' lists of managers that stand for these senders."""
        sources = [f"{sender._name},{sender.id}" for sender in self]
        return self.env["g2p.program.notification.manager"].search([("manager_ref_id", "in", sources)])

    def action_use(self):
        """Add the sender to its program's notification managers."""
        self.env["g2p.program.notification.manager"].create(
            [
                {"program_id": sender.program_id.id, "manager_ref_id": f"{sender._name},{sender.id}"}
                for sender in self
                if sender.program_id and not sender.is_used
            ]
        )
        self.invalidate_recordset(["is_used"])
