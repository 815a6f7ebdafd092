# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from uuid import uuid4

from odoo import Command, fields, models
from odoo.exceptions import UserError


def new_manager(pointer, source, program, values):
    manager = program.env[source].create({"name": "Default", "program_id": program.id, **values})
    return program.env[pointer].create({"program_id": program.id, "manager_ref_id": f"{source},{manager.id}"})


class G2PCreateNewProgramWiz(models.TransientModel):
    _name = "g2p.program.create.wizard"
    _inherit = ["base.programs.manager"]
    _description = "Create a New Program"

    name = fields.Char("Program Name", required=True)
    currency_id = fields.Many2one(
        "res.currency", required=True, default=lambda self: self.env.user.company_id.currency_id
    )
    company_id = fields.Many2one("res.company", default=lambda self: self.env.company)
    eligibility_domain = fields.Text("Domain", default="[]", required=True)
    auto_approve_entitlements = fields.Boolean()
    cycle_duration = fields.Integer("Recurrence", default=1, required=True)
    approver_group_id = fields.Many2one("res.groups")
    amount_per_cycle = fields.Monetary(default=0.0)
    amount_per_individual_in_group = fields.Monetary(default=0.0)
    max_individual_in_group = fields.Integer(default=0)
    entitlement_kind = fields.Selection([("default", "Default")], "Manager", default="default")
    entitlement_validation_group_id = fields.Many2one("res.groups")
    transfer_fee_pct = fields.Float("Transfer Fee(%)", digits=(5, 2), default=0)
    transfer_fee_amt = fields.Monetary("Transfer Fee Amount", default=0.0)
    target_type = fields.Selection([("group", "Group"), ("individual", "Individual")], default="group")
    import_beneficiaries = fields.Selection([("yes", "Yes"), ("no", "No")], default="no")
    state = fields.Selection(
        [("step1", "Set Defaults"), ("step2", "Import Registrants")], "Status", default="step1", readonly=True
    )

    def next_step(self):
        self.state = "step2"
        return self._reopen_self()

    def prev_step(self):
        self.state = "step1"
        return self._reopen_self()

    def _reopen_self(self):
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

    def _check_required_fields(self):
        amounts = self.amount_per_cycle or self.amount_per_individual_in_group
        if self.entitlement_kind == "default" and not amounts:
            raise UserError(self.env._("Beneficiaries need an amount, per cycle or per individual."))

    def create_program(self):
        self._check_required_fields()
        for wizard in self:
            program = self.env["g2p.program"].create(
                {
                    "name": wizard.name,
                    "journal_id": self.create_journal(wizard.name, wizard.currency_id.id),
                    "target_type": wizard.target_type,
                }
            )
            eligibility = new_manager(
                "g2p.eligibility.manager",
                "g2p.program_membership.manager.default",
                program,
                {"eligibility_domain": wizard.eligibility_domain},
            )
            cycles = new_manager(
                "g2p.cycle.manager",
                "g2p.cycle.manager.default",
                program,
                {
                    "auto_approve_entitlements": wizard.auto_approve_entitlements,
                    "cycle_duration": wizard.cycle_duration,
                    "approver_group_id": wizard.approver_group_id.id,
                },
            )
            program.update(
                {
                    "eligibility_managers": [Command.link(eligibility.id)],
                    "cycle_managers": [Command.link(cycles.id)],
                    **wizard._get_entitlement_manager(program.id),
                }
            )
            if wizard.import_beneficiaries == "yes":
                manager = program.get_managers(program.MANAGER_ELIGIBILITY)[0]
                manager.import_eligible_registrants(state="enrolled")
            return {
                "type": "ir.actions.act_window",
                "name": self.env._("Programs"),
                "res_model": "g2p.program",
                "res_id": program.id,
                "view_mode": "form,list",
            }

    def _get_entitlement_manager(self, program_id):
        pointer = new_manager(
            "g2p.program.entitlement.manager",
            "g2p.program.entitlement.manager.default",
            self.env["g2p.program"].browse(program_id),
            {
                "amount_per_cycle": self.amount_per_cycle,
                "amount_per_individual_in_group": self.amount_per_individual_in_group,
                "max_individual_in_group": self.max_individual_in_group,
                "transfer_fee_pct": self.transfer_fee_pct,
                "transfer_fee_amt": self.transfer_fee_amt,
                "entitlement_validation_group_id": self.entitlement_validation_group_id.id,
            },
        )
        return {"entitlement_managers": [Command.link(pointer.id)]}

    def create_journal(self, name, currency_id):
        journals = self.env["account.journal"]
        code = "".join(word[0] for word in name.split()).upper()
        if journals.search([("code", "=", code)]):
            code = str(uuid4())[:8]
        values = {
            "name": name,
            "code": code,
            "type": "bank",
            "beneficiary_disb": True,
            "currency_id": currency_id,
        }
        return journals.create(values).id

    def close_wizard(self):
        return {"type": "ir.actions.act_window_close"}
