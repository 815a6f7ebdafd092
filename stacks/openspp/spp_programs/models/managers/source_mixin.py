# Part of spp_programs. License LGPL-3.0 or later (see LICENSE).
from odoo import api, models

KINDS = ("eligibility", "program.notification", "program", "cycle", "program.entitlement", "program.payment")


class ManagerSourceMixin(models.AbstractModel):
    """A concrete manager: what a wrapper points at."""

    _name = "spp.manager.source.mixin"
    _description = "Manager Data Source Mixin"

    @api.model_create_multi
    def create(self, vals_list):
        concretes = super().create(vals_list)
        context = self.env.context
        wrapper_model, program_id = context.get("_spp_wrapper_model"), context.get("default_program_id")
        if wrapper_model and program_id:
            for concrete in concretes:
                wrapper = self.env[wrapper_model].create(
                    {"program_id": program_id, "manager_ref_id": f"{concrete._name},{concrete.id}"}
                )
                if field := context.get("_spp_program_m2m_field"):
                    self.env["spp.program"].browse(program_id).write({field: [(4, wrapper.id)]})
        return concretes

    def unlink(self):
        for concrete in self:
            self.get_managers_for_unlink(f"{concrete._name},{concrete.id}").unlink()
        return super().unlink()

    @api.model
    def get_managers_for_unlink(self, manager_ref):
        for kind in KINDS:
            if wrappers := self.env[f"spp.{kind}.manager"].search([("manager_ref_id", "=", manager_ref)]):
                return wrappers
        return self.browse()

    def get_manager_view_id(self):
        """Return the first form of the model, extensions of forms among them."""
        forms = [("model", "=", self._name), ("type", "=", "form")]
        return self.env["ir.ui.view"].search(forms, limit=1).id
