# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from contextlib import contextmanager

from odoo import Command, fields
from odoo.tests import new_test_user

from odoo.addons.queue_job.tests.common import trap_jobs

from .common import ProgramCase, ProgramMixin

# OpenG2P's groups do not make an internal user: a site adds that.
ROLES = {
    "administrator": "base.group_user,g2p_registry_base.group_g2p_admin",
    "registrar": "base.group_user,g2p_registry_base.group_g2p_registrar",
    "manager": "base.group_user,g2p_programs.g2p_program_manager",
    "validator": "base.group_user,g2p_programs.g2p_program_validator",
    "approver": "base.group_user,g2p_programs.g2p_program_cycle_approver",
    "finance": "base.group_user,g2p_programs.g2p_finance_validator",
}
MPESA, CASH = "g2p.program.payment.manager.simple.mpesa", "g2p.program.payment.manager.cash"
VOUCHER = "g2p.program.entitlement.manager.voucher"
# What a manager cannot do without.
REQUIRED = {
    MPESA: {
        "payee_id_type": "phone",
        "auth_endpoint_url": "http://localhost/token",
        "payment_endpoint_url": "http://localhost/pay",
        "username": "somebody",
        "password": "secret",
    },
    CASH: {"create_batch": True},
}


class EventsMixin(ProgramMixin):
    """Programs' workflows as people run them."""

    @contextmanager
    def jobs(self):
        """Perform afterwards what is delayed inside, each job as the user who asked for it."""
        with trap_jobs() as trap:
            yield trap
            self.end_transaction()
            trap.perform_enqueued_jobs()

    def told(self, event, manager=None):
        """Return the registrants to whom the event's messages go, once the transaction has ended."""
        self.end_transaction()
        return self.messages(sender=manager).filtered(lambda message: message.event == event).partner_id

    def texts(self, manager=None):
        """Return ``{registrant: text}``, once the transaction has ended."""
        self.end_transaction()
        return {message.partner_id: message.body for message in self.messages(sender=manager)}

    def silently(self, records):
        """Return the records as an import writes them: nobody is told."""
        return records.with_context(sms_wiserv_silent=True)

    def enrolled(self, partners, program=None):
        """Return memberships that are enrolled, of which nobody has been told."""
        with_state = self.silently(self.make_members(partners, program))
        with_state.state = "enrolled"
        return with_state.with_env(self.env)

    # === CYCLES === #

    def cycle(self, partners, program=None, name=None):
        """Return a draft of a cycle with beneficiaries; the name is unique in its program."""
        program, today = program or self.program, fields.Date.today()
        cycle = self.env["g2p.cycle"].create(
            {
                "name": name or f"Cycle {len(program.cycle_ids) + 1}",
                "program_id": program.id,
                "start_date": today,
                "end_date": fields.Date.add(today, days=30),
            }
        )
        self.env["g2p.cycle.membership"].create(
            [{"cycle_id": cycle.id, "partner_id": partner.id, "state": "enrolled"} for partner in partners]
        )
        return cycle

    def entitlements(self, cycle, state="approved", **values):
        return self.env["g2p.entitlement"].create(
            [
                {
                    "cycle_id": cycle.id,
                    "partner_id": partner.id,
                    "initial_amount": 1500,
                    "state": state,
                    **values,
                }
                for partner in cycle.cycle_membership_ids.partner_id
            ]
        )

    # === PAYMENTS === #

    def paying_by(self, model, partners, batch_size=500):
        """Return the batches of a cycle of the program, which is to be paid by a manager of ``model``."""
        tag = self.env["g2p.payment.batch.tag"].create(
            {"name": "All", "order": 1, "domain": "[]", "max_batch_size": 500}
        )
        values = {**REQUIRED[model], "batch_tag_ids": [Command.set(tag.ids)]}
        self.add_manager(self.program, "payment_managers", model, replace=True, **values)
        return self.batches(self.cycle(partners), batch_size)

    def batches(self, cycle, batch_size=500):
        """Return batches with an issued payment for each beneficiary."""
        payments = self.env["g2p.payment"].create(
            [
                {
                    "name": f"Payment {entitlement.id}",
                    "entitlement_id": entitlement.id,
                    "cycle_id": cycle.id,
                    "amount_issued": entitlement.initial_amount,
                }
                for entitlement in self.entitlements(cycle)
            ]
        )
        batches = self.env["g2p.payment.batch"]
        for start in range(0, len(payments), batch_size):
            some = payments[start : start + batch_size]
            batches += batches.create(
                {"name": f"Batch {start}", "cycle_id": cycle.id, "payment_ids": [Command.set(some.ids)]}
            )
            some.batch_id = batches[-1]
        return batches

    # === VOUCHERS === #

    def giving_vouchers(self, partners, state="approved"):
        """Return entitlements of a program that gives vouchers and tells of them."""
        store = self.env["storage.backend"].create({"name": "Vouchers"})
        self.add_manager(
            self.program, "entitlement_managers", VOUCHER, replace=True, voucher_document_store=store.id
        )
        self.manager.on_generate_voucher_template = self.env["sms.template"].create(
            {
                "name": "Voucher",
                "model_id": self.env["ir.model"]._get_id("g2p.entitlement"),
                "body": "A voucher of {{ object.initial_amount }} is yours.",
            }
        )
        return self.entitlements(self.cycle(partners), state)


class EventsCase(EventsMixin, ProgramCase):
    """Each step by somebody who may take it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users = {role: new_test_user(cls.env, role, groups=groups) for role, groups in ROLES.items()}

    def as_role(self, role, records):
        return records.with_user(self.users[role])
