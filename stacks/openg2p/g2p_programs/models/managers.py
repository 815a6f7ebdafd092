# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""Pointers, which a program's lists hold, and sources, which do the work. Nothing links a source to a program."""

from odoo import api, fields, models

POINTERS = (
    "g2p.eligibility.manager",
    "g2p.deduplication.manager",
    "g2p.program.notification.manager",
    "g2p.program.manager",
    "g2p.cycle.manager",
    "g2p.program.entitlement.manager",
    "g2p.program.payment.manager",
)


class ManagerMixin(models.AbstractModel):
    _name = "g2p.manager.mixin"
    _description = "Manager Mixin"

    manager_id = fields.Integer()
    manager_ref_id = fields.Reference(selection="_selection_manager_ref_id", string="Manager", required=True)

    @api.model
    def _selection_manager_ref_id(self):
        return []

    def open_manager_form(self):
        self.ensure_one()
        source = self.manager_ref_id
        return {
            **source.get_formview_action(),
            "views": [(source.get_manager_view_id(), "form")],
            "target": "new",
            "context": self.env.context,
        }


class ManagerSource(models.AbstractModel):
    _name = "g2p.manager.source.mixin"
    _description = "Manager Source Mixin"

    def get_manager_view_id(self):
        domain = [("model", "=", self._name), ("type", "=", "form")]
        return self.env["ir.ui.view"].search(domain, limit=1).id

    def unlink(self):
        for source in self:
            for model in POINTERS:
                pointers = self.env[model].search([("manager_ref_id", "=", f"{source._name},{source.id}")])
                if pointers:
                    pointers.unlink()
                    break
        return super().unlink()


class EligibilityManager(models.Model):
    _name = "g2p.eligibility.manager"
    _inherit = "g2p.manager.mixin"
    _description = "Eligibility Manager"

    program_id = fields.Many2one("g2p.program", ondelete="cascade")

    @api.model
    def _selection_manager_ref_id(self):
        return [
            *super()._selection_manager_ref_id(),
            ("g2p.program_membership.eligibility.manager.default", "Default"),
        ]


class DeduplicationManager(models.Model):
    _name = "g2p.deduplication.manager"
    _inherit = "g2p.manager.mixin"
    _description = "Deduplication Manager"

    program_id = fields.Many2one("g2p.program", ondelete="cascade")


class ProgramManager(models.Model):
    _name = "g2p.program.manager"
    _inherit = "g2p.manager.mixin"
    _description = "Program Manager"

    program_id = fields.Many2one("g2p.program", ondelete="cascade")

    @api.model
    def _selection_manager_ref_id(self):
        return [*super()._selection_manager_ref_id(), ("g2p.program.manager.default", "Default")]


class CycleManager(models.Model):
    _name = "g2p.cycle.manager"
    _inherit = "g2p.manager.mixin"
    _description = "Cycle Manager"

    program_id = fields.Many2one("g2p.program", ondelete="cascade")

    @api.model
    def _selection_manager_ref_id(self):
        return [*super()._selection_manager_ref_id(), ("g2p.cycle.manager.default", "Default")]


class EntitlementManager(models.Model):
    _name = "g2p.program.entitlement.manager"
    _inherit = "g2p.manager.mixin"
    _description = "Entitlement Manager"

    program_id = fields.Many2one("g2p.program", ondelete="cascade")

    @api.model
    def _selection_manager_ref_id(self):
        return [*super()._selection_manager_ref_id(), ("g2p.program.entitlement.manager.default", "Default")]


class PaymentManager(models.Model):
    _name = "g2p.program.payment.manager"
    _inherit = "g2p.manager.mixin"
    _description = "Payment Manager"

    program_id = fields.Many2one("g2p.program", ondelete="cascade")

    @api.model
    def _selection_manager_ref_id(self):
        return [*super()._selection_manager_ref_id(), ("g2p.program.payment.manager.default", "Default")]
