# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from unittest.mock import patch

from odoo.addons.g2p_programs.tests.common import ProgramsCase
from odoo.addons.queue_job.tests.common import trap_jobs

SMS = "g2p.program.notification.manager.sms"


class TestVouchers(ProgramsCase):
    def setUp(self):
        super().setUp()
        store = self.env["storage.backend"].create({"name": "Vouchers"})
        values = {"voucher_document_store": store.id, "amount_per_cycle": 1500}
        voucher_manager = "g2p.program.entitlement.manager.voucher"
        self.manager = self.replace("entitlement_managers", voucher_manager, **values)
        self.calls = []
        hook = patch.object(
            self.env.registry[SMS], "on_generate_voucher", lambda manager, some: self.calls.append(some)
        )
        self.startPatcher(hook)

    def test_on_approval_every_manager_is_called_after_the_voucher_is_there(self):
        entitlements = self.approved(2).entitlement_ids
        self.assertEqual(self.calls, [entitlements])
        self.assertTrue(all(entitlements.mapped("voucher_document_id")))
        entitlements.generate_vouchers_action()
        self.assertEqual(len(self.calls), 1)

    def test_nothing_means_everything_that_is_approved_without_voucher(self):
        self.manager.auto_generate_voucher_on_approval = False
        entitlements = self.approved(1).entitlement_ids
        self.assertEqual(self.manager.generate_vouchers(entitlements.browse())[0], 0)
        self.assertTrue(entitlements.voucher_document_id)

    def test_from_200_on_by_jobs(self):
        with trap_jobs() as trap:
            self.approved(199)
            trap.perform_enqueued_jobs()
        self.assertEqual(sum(map(len, self.calls)), 199, "at once")
        with trap_jobs() as trap, patch.object(type(self.manager), "MIN_ROW_JOB_QUEUE", 2):
            self.program.cycle_ids.entitlement_ids.voucher_document_id = False
            self.assertEqual(self.manager.generate_vouchers()[0], -1)
            trap.assert_jobs_count(2)
