# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import Command
from odoo.tests import TransactionCase, tagged

ROLES = {
    "admin": "g2p_registry_base.group_g2p_admin",
    "registrar": "g2p_registry_base.group_g2p_registrar",
    "manager": "g2p_programs.g2p_program_manager",
    "validator": "g2p_programs.g2p_program_validator",
    "finance": "g2p_programs.g2p_finance_validator",
}


# Approval needs a chart of accounts, which comes last.
@tagged("post_install", "-at_install")
class ProgramsCase(TransactionCase):
    """A program as the wizard makes it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        wizard = cls.env["g2p.program.create.wizard"].create(
            {"name": "Rice Allowance", "target_type": "individual", "amount_per_cycle": 1500}
        )
        cls.program = cls.env["g2p.program"].browse(wizard.create_program()["res_id"])

    @classmethod
    def people(cls, count, **values):
        names = [f"Registrant {nth}" for nth in range(count)]
        return cls.env["res.partner"].create(
            [{"name": name, "is_registrant": True, **values} for name in names]
        )

    def members(self, count, state="draft"):
        program = self.program.id
        return self.env["g2p.program_membership"].create(
            [
                {"partner_id": person.id, "program_id": program, "state": state}
                for person in self.people(count)
            ]
        )

    def replace(self, field, source, **values):
        """Give the program another manager of a kind that it has one of."""
        manager = self.env[source].create({"name": source, "program_id": self.program.id, **values})
        pointer = self.env[self.program._fields[field].comodel_name].create(
            {"program_id": self.program.id, "manager_ref_id": f"{source},{manager.id}"}
        )
        self.program[field] = [Command.set(pointer.ids)]
        return manager

    def fund(self, amount):
        self.env["g2p.program.fund"].create({"program_id": self.program.id, "amount": amount}).post_fund()
        # The balance is asked of the database.
        self.env.flush_all()

    def approved(self, count):
        """Return a cycle with approved entitlements."""
        self.fund(10**6)
        self.members(count, "enrolled")
        self.program.create_new_cycle()
        cycle = self.program.cycle_ids
        cycle.prepare_entitlement()
        cycle.entitlement_ids.approve_entitlement()
        return cycle

    def batches(self, count, batch_size=500):
        tag = self.env["g2p.payment.batch.tag"].create({"name": "Everybody", "max_batch_size": batch_size})
        manager = self.program.get_manager(self.program.MANAGER_PAYMENT)
        manager.write({"create_batch": True, "batch_tag_ids": [Command.set(tag.ids)]})
        cycle = self.approved(count)
        cycle.prepare_payment()
        return cycle.payment_batch_ids
