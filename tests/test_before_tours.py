# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo.tests import new_test_user, tagged

from odoo.addons.sms_wiserv.tests.browser_case import BrowserCase

from .events import MPESA, ROLES, EventsMixin


@tagged("post_install", "-at_install")
class TestBeforeTours(EventsMixin, BrowserCase):
    def test_each_button_that_tells_many_asks_first(self):
        partners = self.make_registrants(3)
        partners[1].notification_preference = "none"
        self.make_members(partners)
        self.silently(self.cycle(partners, name="To Come")).state = "to_approve"
        self.silently(self.cycle(partners, name="Of Old")).state = "distributed"
        batches = self.paying_by(MPESA, partners)
        self.silently(batches.cycle_id).write({"name": "Of Now", "state": "approved"})
        self.env.flush_all()
        url = "/odoo/action-g2p_programs.action_program_list"
        self.start_tour(url, "wiserv_before", login="admin")
        self.assertEqual(len(self.messages()), 8)
        self.assertEqual(set(self.skipped().mapped("reason")), {"preference"})

    def test_a_batch_is_paid_without_sms_by_a_program_manager(self):
        new_test_user(self.env, "manager", groups=ROLES["manager"])
        batch = self.paying_by(MPESA, self.make_registrants(1))
        self.env.flush_all()
        url = f"/odoo/g2p.payment.batch/{batch.id}"
        self.start_tour(url, "wiserv_before_batch", login="manager")
        self.assertEqual(batch.payment_ids.status, "paid")
        self.assertFalse(self.messages())
        self.assertEqual(self.skipped().reason, "unwanted")
