# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.actions import notification


class G2PAssignToProgramWizard(models.TransientModel):
    _name = "g2p.assign.program.wizard"
    _description = "Add Registrants to Program"

    target_type = fields.Selection([("group", "Group"), ("individual", "Individual")])
    program_id = fields.Many2one(
        "g2p.program", domain="[('target_type', '=', target_type), ('state', '=', 'active')]", required=True
    )

    @api.model
    def default_get(self, fields_list):
        chosen = self.env["res.partner"].browse(self.env.context.get("active_ids"))
        if not chosen:
            raise UserError(self.env._("Choose registrants first."))
        target = "group" if chosen[0].is_group else "individual"
        return {**super().default_get(fields_list), "target_type": target}

    def assign_registrant(self):
        """Makes drafts, of those not disabled, of the kind of the first."""
        chosen = self.env["res.partner"].search([("id", "in", self.env.context.get("active_ids"))])
        count = 0
        for person in chosen.filtered(lambda person: not person.disabled):
            known = self.program_id in person.program_membership_ids.program_id
            if not known and person.is_group == (self.target_type == "group"):
                values = {"partner_id": person.id, "program_id": self.program_id.id}
                self.env["g2p.program_membership"].create(values)
                count += 1
        kind = "warning" if count else "danger"
        return notification(self.env._("Program"), self.env._("Newly added: %s", count), kind)

    @api.model
    def open_wizard(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Add to Program"),
            "res_model": self._name,
            "view_mode": "form",
            "view_id": self.env.ref("g2p_programs.assign_to_program_wizard_form_view").id,
            "target": "new",
            "context": self.env.context,
        }
