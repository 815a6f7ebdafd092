# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..models.constants import MANAGER_CYCLE, MANAGER_NOTIFICATION, MANAGER_PAYMENT
from .common import ProgramCase


@tagged("post_install", "-at_install")
class TestManagers(ProgramCase):
    def test_program_gives_the_sources_behind_its_managers(self):
        self.assertEqual(self.program.get_managers(MANAGER_PAYMENT), [self.payment_manager])
        self.assertEqual(self.program.get_managers(MANAGER_NOTIFICATION), [])
        self.assertEqual(self.program.get_managers(MANAGER_CYCLE), [])

    def test_source_listed_twice_counts_once(self):
        self.program.payment_managers.copy()
        self.assertEqual(len(self.program.payment_managers), 2)
        self.assertEqual(self.program.get_managers(MANAGER_PAYMENT), [self.payment_manager])

    def test_manager_opens_the_form_of_its_source(self):
        action = self.program.payment_managers.with_user(self.validator).open_manager_form()
        self.assertEqual(
            (action["res_model"], action["res_id"]), (self.payment_manager._name, self.payment_manager.id)
        )
        ((view_id, kind),) = action["views"]
        view = self.env.ref("g2p_programs.view_payment_manager_default_form")
        self.assertEqual((view_id, kind), (view.id, "form"))

    def test_deleting_a_source_deletes_its_managers(self):
        other = self.payment_manager.copy()
        kept = self.env["g2p.program.payment.manager"].create({"manager_ref_id": f"{other._name},{other.id}"})
        managers = self.program.payment_managers
        self.payment_manager.unlink()
        self.assertFalse(managers.exists())
        self.assertTrue(kept.exists())
        self.assertEqual(self.program.get_managers(MANAGER_PAYMENT), [])

    def test_uninstalling_a_provider_deletes_the_managers_of_its_sources(self):
        model = self.env["ir.model"].create({"name": "Sender", "model": "x_sender"})
        source = self.env["x_sender"].create({"x_name": "Sender"})
        manager = self.env["g2p.program.payment.manager"]

        def selection(_self):
            return [("x_sender", "Sender")]

        with patch.object(type(manager), "_selection_manager_ref_id", selection):
            manager = manager.create(
                {"program_id": self.program.id, "manager_ref_id": f"x_sender,{source.id}"}
            )
        kept = self.program.payment_managers - manager
        model.unlink()
        self.assertEqual(self.program.payment_managers, kept)

    def test_deleting_a_manager_keeps_its_source(self):
        self.program.payment_managers.with_user(self.manager).unlink()
        self.assertTrue(self.payment_manager.exists())
        self.assertEqual(self.program.get_managers(MANAGER_PAYMENT), [])

    def test_manager_adds_a_source_and_a_validator_does_not(self):
        def add(user):
            source = self.env["g2p.program.payment.manager.default"].with_user(user).create({"name": "Cash"})
            self.env["g2p.program.payment.manager"].with_user(user).create(
                {"program_id": self.program.id, "manager_ref_id": f"{source._name},{source.id}"}
            )
            return source

        source = add(self.manager)
        self.assertIn(source, self.program.get_managers(MANAGER_PAYMENT))
        with self.assertRaises(AccessError):
            add(self.validator)
