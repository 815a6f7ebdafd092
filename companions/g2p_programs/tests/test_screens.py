# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo.tests import Form, tagged

from .common import ProgramCase


@tagged("post_install", "-at_install")
class TestScreens(ProgramCase):
    def test_every_role_opens_every_screen(self):
        cycle = self._enrolled_cycle()
        batch = self._batch(cycle)
        records = [
            self.program,
            cycle,
            batch,
            batch.payment_ids[0],
            batch.payment_ids[0].entitlement_id,
            self.program.program_membership_ids[0],
            self.program.payment_managers,
            self.payment_manager,
        ]
        for user in (self.validator, self.manager, self.approver, self.finance):
            for record in records:
                with self.subTest(user=user.login, record=record):
                    own = record.with_user(user)
                    self.assertIn(record.id, own.search([]).ids)
                    own.get_views([(False, "list"), (False, "form"), (False, "search")])
                    self.assertEqual(Form(own).id, record.id)
            menus = self.env["ir.ui.menu"].with_user(user)._visible_menu_ids()
            self.assertIn(self.env.ref("g2p_programs.g2p_program_menu_root").id, menus)
            configuration = self.env.ref("g2p_programs.g2p_program_configuration_menu_root").id
            self.assertEqual(configuration in menus, user == self.manager)
