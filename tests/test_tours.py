# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo.tests import new_test_user, tagged

from odoo.addons.sms_wiserv.tests.browser_case import BrowserCase

from .common import ProgramMixin
from .events import ROLES


@tagged("post_install", "-at_install")
class TestTours(ProgramMixin, BrowserCase):
    def tour(self, name, login="admin"):
        self.env.flush_all()
        self.start_tour("/odoo/action-g2p_programs.action_program_list", name, login=login, timeout=180)

    def test_from_a_programs_form_to_its_sms(self):
        program, manager = self.make_program("Seed Grants")
        manager.unlink()
        partners = self.make_registrants(2)
        partners[1].notification_preference = "none"
        self.make_members(partners, program)
        self.tour("wiserv_program")
        self.assertEqual(self.taken(), [("09170000001", "Registrant 1, you are enrolled in Seed Grants.")])

    def test_a_validator_may_look_and_not_touch(self):
        new_test_user(self.env, "validator", groups=ROLES["validator"])
        self.tour("wiserv_validator", login="validator")

    def test_own_words_to_three_beneficiaries_until_they_are_accepted(self):
        partners = self.make_registrants(4)
        partners[3].notification_preference = "none"
        self.make_members(partners).with_context(sms_wiserv_silent=True).state = "enrolled"
        self.tour("wiserv_announcement")
        self.assertEqual(
            sorted(self.taken()), [(f"0917000000{nth}", "The hall opens at 8.") for nth in (1, 2, 3)]
        )
