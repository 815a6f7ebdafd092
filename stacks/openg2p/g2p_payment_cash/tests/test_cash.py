# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from unittest.mock import patch

from odoo.addons.g2p_programs.tests.common import ProgramsCase

CASH = "g2p.program.payment.manager.cash"


class TestCash(ProgramsCase):
    def setUp(self):
        super().setUp()
        self.manager = self.replace("payment_managers", CASH)

    def test_a_payment_is_paid_key_by_key(self):
        batch = self.batches(1)
        written = []
        write = type(batch.payment_ids).write
        with patch.object(
            type(batch.payment_ids), "write", lambda self, vals: written.append([*vals]) or write(self, vals)
        ):
            batch.send_payment()
        self.assertEqual(written, [["state"], ["status"], ["amount_paid"], ["payment_datetime"]])
        self.assertEqual((batch.payment_ids.state, batch.payment_ids.status), ("reconciled", "paid"))

    def test_the_second_door_passes_the_first(self):
        self.batches(1).payment_ids.status = "failed"
        entitlement = self.program.cycle_ids.entitlement_ids
        with patch.object(type(self.manager), "send_payments", side_effect=AssertionError):
            entitlement.prepare_and_send_payment_cash()
        self.assertEqual(entitlement.payment_status, "paid")

    def test_the_second_door_says_paid_without_a_batch_and_pays_nobody(self):
        entitlement = self.approved(1).entitlement_ids
        answer = entitlement.prepare_and_send_payment_cash()
        self.assertEqual((answer["params"]["type"], entitlement.payment_status), ("success", "notpaid"))
