# Part of spp_programs. License LGPL-3.0 or later (see LICENSE).
from odoo import Command, fields, models
from odoo.exceptions import UserError


class CreateProgramWizard(models.TransientModel):
    """Make a program with its managers, and enrol whoever is eligible."""

    _name = "spp.program.create.wizard"
    _description = "Create Program Wizard"

    name = fields.Char("Program Name", required=True)
    currency_id = fields.Many2one(
        "res.currency", required=True, default=lambda self: self.env.company.currency_id
    )
    target_type = fields.Selection(
        [("individual", "Individual"), ("group", "Group")], default="individual", required=True
    )
    eligibility_domain = fields.Char(default="[]")
    auto_approve_entitlements = fields.Boolean()
    entitlement_cash_item_ids = fields.One2many(
        "spp.program.create.wizard.entitlement.cash.item", "program_id"
    )
    import_beneficiaries = fields.Selection([("no", "No"), ("yes", "Yes")], default="no")
    is_one_time_distribution = fields.Boolean("One-time Distribution")
    cycle_approval_definition_id = fields.Many2one("spp.approval.definition")

    def create_journal(self, name, currency_id):
        journals = self.env["account.journal"]
        values = {"name": name, "code": f"P{journals.search_count([])}", "type": "bank"}
        return journals.create({**values, "currency_id": currency_id}).id

    def get_program_vals(self):
        return {
            "name": self.name,
            "currency_id": self.currency_id.id,
            "journal_id": self.create_journal(self.name, self.currency_id.id),
            "target_type": self.target_type,
        }

    def create_program(self):
        """Make it. Beneficiaries are enrolled by SQL, before the program has a notification manager."""
        self.ensure_one()
        if self.env["spp.program"].search_count([("name", "=", self.name)]):
            raise UserError(self.env._("A program with this name already exists."))
        program = self.env["spp.program"].create(self.get_program_vals())
        program.update(program.create_default_managers(program.id))
        program.get_managers(program.MANAGER_ELIGIBILITY)[0].eligibility_domain = self.eligibility_domain
        program.get_manager(program.MANAGER_CYCLE).write(
            {
                "auto_approve_entitlements": self.auto_approve_entitlements,
                "approval_definition_id": self.cycle_approval_definition_id.id,
            }
        )
        program.get_manager(program.MANAGER_ENTITLEMENT).entitlement_item_ids = [
            Command.create({"amount": item.amount}) for item in self.entitlement_cash_item_ids
        ]
        if self.import_beneficiaries == "yes" or self.is_one_time_distribution:
            self.program_wizard_import_beneficiaries(program)
        if self.is_one_time_distribution:
            program.create_new_cycle()
        return {
            "type": "ir.actions.client",
            "tag": "open_program_close_modal",
            "params": {"program_id": program.id},
        }

    def program_wizard_import_beneficiaries(self, program):
        program.get_managers(program.MANAGER_ELIGIBILITY)[0].import_eligible_registrants(state="enrolled")


class CreateProgramWizardCashItem(models.TransientModel):
    _name = "spp.program.create.wizard.entitlement.cash.item"
    _description = "Create a New Program Wizard Entitlement Cash Items"

    program_id = fields.Many2one("spp.program.create.wizard", required=True)
    amount = fields.Monetary("Amount per cycle", currency_field="currency_id", required=True)
    currency_id = fields.Many2one(related="program_id.currency_id", readonly=True)
