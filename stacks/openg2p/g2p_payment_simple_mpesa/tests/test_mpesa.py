# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from unittest.mock import patch

from odoo.tools import mute_logger

from odoo.addons.g2p_programs.tests.common import ProgramsCase

MPESA = "g2p.program.payment.manager.simple.mpesa"


class TestMpesa(ProgramsCase):
    def setUp(self):
        super().setUp()
        account = dict.fromkeys(("auth_endpoint_url", "payment_endpoint_url", "username", "password"), "x")
        self.manager = self.replace("payment_managers", MPESA, payee_id_type="phone", **account)
        self.assertTrue(self.manager.create_batch)
        self.batch = self.batches(1)
        self.payment = self.batch.payment_ids

    def test_a_payment_is_paid_before_its_amount_is_known(self):
        written = []
        write = type(self.payment).write
        with patch.object(
            type(self.payment), "write", lambda self, vals: written.append([*vals]) or write(self, vals)
        ):
            answer = self.batch.send_payment()
        self.assertEqual(written, [["state"], ["status"], ["amount_paid"], ["payment_datetime"]])
        self.assertEqual(
            (self.payment.state, self.payment.status, self.payment.amount_paid), ("sent", "paid", 1500)
        )
        self.assertEqual(answer["params"]["type"], "success")

    def test_whatever_is_raised_meanwhile_is_swallowed(self):
        with (
            mute_logger("odoo.addons.g2p_payment_simple_mpesa.models.payment_manager"),
            patch.object(type(self.payment), "write", side_effect=ValueError),
        ):
            answer = self.batch.send_payment()
        self.assertEqual(answer["params"]["type"], "danger")
        self.assertIn("failed", self.manager.message_ids[0].body)
