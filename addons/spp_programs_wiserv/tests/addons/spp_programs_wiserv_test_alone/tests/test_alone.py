# Part of spp_programs_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo.tests import Form, tagged

# An addon of its own, though it lies in the other one's folder.
from odoo.addons.spp_programs_wiserv.tests.common import (  # pylint: disable=odoo-addons-relative-import
    PeopleMixin,
    ProgramCase,
)


@tagged("post_install", "-at_install")
class TestAlone(PeopleMixin, ProgramCase):
    """The channel where OpenSPP's addon for consents is not installed."""

    def test_where_no_consents_are_kept_none_is_asked_for(self):
        self.assertNotIn("spp.consent", self.env)
        program = self.env["spp.program"].create({"name": "Seeds"})
        self.add_channel(program)
        manager = program.notification_manager_ids.manager_ref_id
        self.assertFalse(manager.has_consents)
        self.assertEqual(manager.consent_purpose, "SPBenefitDelivery")
        members = self.make_members(self.make_registrants(2), program=program, state="enrolled")
        self.assertEqual({*self.told(manager=manager)}, {*members.partner_id})

    def test_the_form_does_not_ask_for_what_is_not_there(self):
        with Form(self.manager, "spp_programs_wiserv.view_notification_manager_wiserv_form") as form:
            self.assertTrue(form._get_modifier("consent_purpose", "invisible"))
            form.audience = "[('ref', '=', 'tell')]"
        partners = self.make_registrants(2)
        partners[0].ref = "tell"
        self.make_members(partners, state="enrolled")
        self.assertEqual([*self.numbers()], [partners[0]])
        self.assertEqual(self.reasons(), {partners[1]: "audience"})
