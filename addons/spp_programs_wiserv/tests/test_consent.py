# Part of spp_programs_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import Command, fields

from .common import PeopleMixin, ProgramCase


class TestConsent(PeopleMixin, ProgramCase):
    """Whom programs tell where consents are kept: who has consented, and has not withdrawn it since."""

    def consent(self, partner, **values):
        return self.env["spp.consent"].create(
            {
                "name": "Consent",
                "signatory_id": partner.id,
                "purpose_ids": [Command.set(self.env.ref("spp_consent.purpose_sp_benefit_delivery").ids)],
                "status": "given",
                "expiry": fields.Date.add(fields.Date.today(), years=1),
                **values,
            }
        )

    def test_consent_to_the_purpose(self):
        self.manager.consent_purpose = "SPBenefitDelivery"
        partners = self.make_registrants(3)
        self.consent(partners[0])
        self.consent(partners[1], status="refused")
        self.make_members(partners, state="enrolled")
        self.assertEqual([*self.numbers()], [partners[0]])
        self.assertEqual(self.reasons(), dict.fromkeys(partners[1:], "consent"))

    def test_consent_is_asked_again_when_a_message_is_sent_again(self):
        self.manager.consent_purpose = "SPBenefitDelivery"
        partner = self.make_registrants(1)
        self.make_members(partner, state="enrolled")
        self.assertEqual(self.reasons(), {partner: "consent"})
        self.consent(partner)
        self.skipped().action_notify_again()
        self.assertEqual([*self.numbers()], [partner])

    def test_a_consent_that_is_withdrawn_keeps_a_waiting_message_from_leaving(self):
        self.manager.consent_purpose = "SPBenefitDelivery"
        partners = self.make_registrants(2)
        consents = [self.consent(partner) for partner in partners]
        self.make_members(partners, state="enrolled")
        self.end_transaction()
        consents[0].status = "withdrawn"
        self.dispatch()
        self.assertEqual([number for number, _text in self.taken()], ["09170000002"])

    def test_of_many_consents_are_read_with_what_else_is_read_of_them(self):
        self.manager.consent_purpose = "SPBenefitDelivery"
        partners = self.make_registrants(20)
        for partner in partners[:10]:
            self.consent(partner)
        self.env.flush_all()
        self.env.invalidate_all()
        manager = self.manager.sudo()
        manager.fetch(["audience", "consent_purpose"])
        partners.fetch(self.env["spp.wiserv.door"]._fetched())
        with self.assertQueryCount(0):
            left_out = manager._wiserv_left_out(partners)
        self.assertEqual(left_out, dict.fromkeys(partners[10:], "consent"))

    def test_no_purpose_asks_for_no_consent(self):
        self.manager.consent_purpose = False
        partner = self.make_registrants(1)
        self.make_members(partner, state="enrolled")
        self.assertEqual([*self.numbers()], [partner])

    def test_a_new_channel_asks_for_consents(self):
        program = self.env["spp.program"].create({"name": "Seeds"})
        self.add_channel(program)
        manager = program.notification_manager_ids.manager_ref_id
        self.assertTrue(manager.has_consents)
        self.assertEqual(manager.consent_purpose, "SPBenefitDelivery")
