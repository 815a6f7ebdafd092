# Part of spp_programs. License LGPL-3.0 or later (see LICENSE).
import inspect

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import TransactionCase, new_test_user


class TestGaps(TransactionCase):
    """What the real modules lack, and a stand-in must not have."""

    def test_nobody_calls_a_notification_manager(self):
        base = type(self.env["spp.base.program.notification.manager"])
        own = [
            name
            for cls in base.mro()
            if cls.__module__.startswith("odoo.addons.spp_programs.")
            for name, value in vars(cls).items()
            if inspect.isfunction(value)
        ]
        self.assertEqual(own, [])

    def test_no_scheduled_action_moves_a_cycle(self):
        crons = self.env["ir.cron"].search([("model_id.model", "=like", "spp.%")])
        # Consents expire, and this repository's door looks for what SQL has enrolled.
        self.assertFalse(crons.filtered(lambda cron: cron.model_id.model in ("spp.cycle", "spp.payment")))

    def test_the_default_payment_manager_sends_and_marks_nothing(self):
        manager = self.env["spp.program.payment.manager.default"]
        self.assertIsNone(manager._send_payments(self.env["spp.payment.batch"].create({})))
        nothing = manager._send_payments(self.env["spp.payment.batch"])
        self.assertEqual(nothing["params"]["type"], "warning")

    def test_jobs_are_for_those_who_may_make_them(self):
        officer = new_test_user(
            self.env, "officer", groups="base.group_user,spp_programs.group_programs_officer"
        )
        programs = self.env["spp.program"].with_user(officer)
        with self.assertRaises(AccessError):
            programs.with_delay().search([])
        # With all rights it is a superuser who does them.
        self.assertEqual(programs.sudo().with_delay().search([]).user_id, officer)

    def test_a_job_of_an_identity_waits_once(self):
        programs = self.env["spp.program"]
        first = programs.with_delay(identity_key="one").search([])
        self.assertEqual(programs.with_delay(identity_key="one").search([]), first)

    def test_officers_may_read_entitlements_and_open_none_of_their_views(self):
        officer, validator = (
            new_test_user(self.env, role, groups=f"base.group_user,spp_programs.group_programs_{role}")
            for role in ("officer", "validator")
        )
        for name in ("spp.entitlement", "spp.entitlement.inkind"):
            entitlements = self.env[name].with_user(officer)
            self.assertTrue(entitlements.has_access("read"))
            entitlements.get_view(view_type="search")
            with self.assertRaises(ValidationError):
                entitlements.get_view(view_type="form")
            entitlements.with_user(validator).get_view(view_type="form")
