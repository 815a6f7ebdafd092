# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from unittest.mock import patch

from odoo import fields
from odoo.tests import TransactionCase, new_test_user

from ..models.constants import MANAGER_NOTIFICATION


class Recorder:
    """A notification manager that writes down the events it is told of."""

    def __init__(self):
        self.calls = []

    def on_enrolled_in_program(self, program_memberships):
        self.calls.append(("enrolled", program_memberships))
        return "Recorded."

    def on_cycle_started(self, program_memberships, cycle):
        self.calls.append(("started", program_memberships, cycle))

    def on_cycle_ended(self, program_memberships, cycle):
        self.calls.append(("ended", program_memberships, cycle))

    def on_payment_send(self, batch):
        self.calls.append(("paid", batch, batch.payment_ids.filtered(lambda p: p.status == "paid")))


class ProgramCase(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.validator = new_test_user(cls.env, "validator", groups="g2p_programs.g2p_program_validator")
        cls.manager = new_test_user(cls.env, "manager", groups="g2p_programs.g2p_program_manager")
        cls.approver = new_test_user(cls.env, "approver", groups="g2p_programs.g2p_program_cycle_approver")
        cls.finance = new_test_user(cls.env, "finance", groups="g2p_programs.g2p_finance_validator")
        cls.program = cls._create_program("Seed grants")
        source = cls.env["g2p.program.payment.manager.default"].create({"name": "Bank"})
        cls.payment_manager = source
        cls.env["g2p.program.payment.manager"].create(
            {"program_id": cls.program.id, "manager_ref_id": f"{source._name},{source.id}"}
        )

    @classmethod
    def _create_program(cls, name, **values):
        return cls.env["g2p.program"].create({"name": name, **values})

    @classmethod
    def _register(cls, count, **values):
        return cls.env["res.partner"].create(
            [{"name": f"Registrant {number}", "is_registrant": True, **values} for number in range(count)]
        )

    @classmethod
    def _add(cls, partners, program=None):
        program = program or cls.program
        return cls.env["g2p.program_membership"].create(
            [{"program_id": program.id, "partner_id": partner.id} for partner in partners]
        )

    def _enrolled_cycle(self, count=3, **values):
        self._add(self._register(count))
        self.program.enroll_eligible_registrants()
        return self.env["g2p.cycle"].create(
            {"name": "First", "program_id": self.program.id, "entitlement_amount": 500, **values}
        )

    def _batch(self, cycle):
        """Have each role do its part, up to a batch that waits to be sent."""
        cycle.with_user(self.manager).prepare_entitlement()
        cycle.with_user(self.finance).approve_entitlements()
        return self.env["g2p.payment.batch"].browse(cycle.with_user(self.manager).prepare_payment()["res_id"])

    def _record(self):
        """Make a recorder the notification manager of every program, beside one that has no hooks at all."""
        recorder = Recorder()
        get_managers = type(self.program).get_managers
        self.startPatcher(
            patch.object(
                type(self.program),
                "get_managers",
                lambda program, kind: (
                    [object(), recorder] if kind == MANAGER_NOTIFICATION else get_managers(program, kind)
                ),
            )
        )
        return recorder

    def _count_queries(self, function):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        function()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def assertNotification(self, action, kind, *texts):
        self.assertEqual((action["type"], action["tag"]), ("ir.actions.client", "display_notification"))
        self.assertEqual(action["params"]["type"], kind, action["params"]["message"])
        for text in texts:
            self.assertIn(text, action["params"]["message"])

    def assertNow(self, moment):
        self.assertLess(abs((fields.Datetime.now() - moment).total_seconds()), 60)
