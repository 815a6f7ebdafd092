# Part of spp_programs_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo.tests import new_test_user, tagged

from odoo.addons.sms_wiserv.tests.browser_case import BrowserCase

from .common import ProgramMixin


class TourCase(ProgramMixin, BrowserCase):
    def tour(self, name, login="admin", action="spp_programs.action_program_list", **options):
        self.env.flush_all()
        url = f"/odoo/action-{action}"
        self.start_tour(url, name, login=login, **options)


@tagged("post_install", "-at_install")
class TestTours(TourCase):
    def test_from_openspps_own_wizard_to_an_accepted_sms(self):
        program = self.env["spp.program"].with_context(create_default_managers=True)
        program = program.create({"name": "Seed Grants", "target_type": "individual"})
        # Consents have tests of their own.
        self.env["ir.default"].set(self.manager._name, "consent_purpose", "")
        self.make_members(self.make_registrants(1) + self.make_registrants(1, phone=False), program)
        self.tour("wiserv_openspp")
        self.assertEqual(self.taken(), [("09170000001", "Registrant 1, you are enrolled in Seed Grants.")])
        self.assertFalse(program.notification_manager_ids.manager_ref_id.is_on_inkind_approved)

    def test_what_tells_many_asks_first(self):
        people = self.make_registrants(2) | self.make_registrants(1, phone=False, name="Numberless")
        members = self.make_members(people)
        self.tour("wiserv_openspp_before")
        self.assertEqual(set(members.mapped("state")), {"enrolled"})
        self.assertEqual(self.messages().partner_id, people[:2])
        self.assertEqual(self.skipped().reason, "no_number")

    def test_entitlements_picked_from_a_list_are_approved_once_somebody_has_seen_whom_it_tells(self):
        groups = "base.group_user,spp_programs.group_programs_validator"
        new_test_user(self.env, "validator", groups=groups)
        people = self.make_registrants(2)
        self.enrolled(people)
        entitlements = self.entitled(self.cycle(people))
        self.tour("wiserv_openspp_picked", login="validator", action="spp_programs.action_entitlement")
        self.assertEqual(set(entitlements.mapped("state")), {"approved"})
        self.dispatch()
        self.assertEqual(self.messages().partner_id, people)

    def test_a_program_manager_writes_to_beneficiaries(self):
        self.company.wiserv_sms_provider = "wiserv"
        groups = "base.group_user,spp_programs.group_programs_manager"
        new_test_user(self.env, "manager", groups=groups)
        people = self.make_registrants(3)
        people[2].function = "no SMS"
        self.manager.audience = "[('function', '!=', 'no SMS')]"
        self.enrolled(people)
        self.tour("wiserv_openspp_own_words", login="manager")
        self.dispatch()
        self.assertEqual(
            sorted(self.taken()),
            [(f"+63917000000{nth}", "The hall opens at 8.") for nth in (1, 2)],
        )

    def test_a_viewer_may_look_and_not_touch(self):
        new_test_user(self.env, "viewer", groups="base.group_user,spp_programs.group_programs_viewer")
        self.tour("wiserv_openspp_viewer", login="viewer")


@tagged("post_install", "-at_install")
class TestTelephone(TourCase):
    browser_size = "390x844"

    def test_a_report_shows_figures_beside_a_long_name(self):
        self.program.name = "School Aid for the Children of the Province of Nueva Vizcaya"
        self.make_members(self.make_registrants(1), state="enrolled")
        self.end_transaction()
        self.dispatch()
        self.tour("wiserv_openspp_telephone", action="sms_wiserv.action_report")
