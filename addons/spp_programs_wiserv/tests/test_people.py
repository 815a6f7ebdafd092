# Part of spp_programs_wiserv. License LGPL-3.0 or later (see LICENSE).
from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError, ValidationError

from .common import PeopleMixin, ProgramCase


class TestPeople(PeopleMixin, ProgramCase):
    """Whom programs tell, and at which number."""

    def test_registry_list_counts_and_its_newest_number(self):
        partner = self.make_registrants(1, phone="0917 000 0099")
        partner.phone_number_ids = [Command.create({"phone_no": "0917 000 0002"})]
        self.make_members(partner, state="enrolled")
        self.assertEqual(self.numbers(), {partner: "09170000002"})

    def test_disabled_number(self):
        partner = self.make_registrants(1, phone="09170000001")
        partner.phone = "09170000001"
        partner.phone_number_ids.disable_phone()
        self.make_members(partner, state="enrolled")
        self.assertEqual(self.reasons(), {partner: "no_number"})

    def test_phone_where_there_is_no_list(self):
        partner = self.make_registrants(1, phone=False)
        partner.phone = "0917 000 0005"
        self.make_members(partner, state="enrolled")
        self.assertEqual(self.numbers(), {partner: "09170000005"})

    def test_number_of_another_country(self):
        partner = self.make_registrants(1, phone=False)
        number = {"phone_no": "0812 345 6789", "country_id": self.env.ref("base.id").id}
        partner.phone_number_ids = [Command.create(number)]
        self.make_members(partner, state="enrolled")
        self.assertEqual(self.numbers(), {partner: "+628123456789"})

    def test_disabled_registrant(self):
        partner = self.make_registrants(1)
        self.make_members(partner, state="enrolled")
        partner.disabled = fields.Datetime.now()
        self.assertEqual(self.reasons(), {partner: "disabled"})

    def test_the_recipient_of_a_message_opens_where_numbers_are(self):
        partner = self.make_registrants(1)
        action = partner.with_context(wiserv_person=True).get_formview_action()
        [(view, kind)] = action["views"]
        self.assertEqual((action["res_model"], action["res_id"], kind), ("res.partner", partner.id, "form"))
        # OpenSPP puts its own sheet into the form of contacts.
        self.assertIn('name="phone_number_ids"', partner.get_view(view, kind)["arch"])

    def test_blacklisted_number(self):
        partner = self.make_registrants(1)
        self.env["phone.blacklist"].create({"number": "+639170000001"})
        self.make_members(partner, state="enrolled")
        self.assertEqual(self.reasons(), {partner: "blacklisted"})

    # === GROUPS === #

    def make_family(self, **values):
        """Return a group without a number, and its head, who has one."""
        head = self.make_registrants(1)
        group = self.make_registrants(1, phone=False, is_group=True, name="Family")
        code = self.env["spp.vocabulary.code"].get_code("urn:openspp:vocab:group-membership-type", "head")
        self.env["spp.group.membership"].create(
            {
                "group": group.id,
                "individual": head.id,
                "membership_type_ids": [Command.set(code.ids)],
                "start_date": fields.Datetime.now() - timedelta(days=9),
                **values,
            }
        )
        return group, head

    def test_family_without_number_is_told_by_its_head(self):
        group, _head = self.make_family()
        self.make_members(group, state="enrolled")
        self.assertEqual(self.numbers(), {group: "09170000001"})
        self.assertIn("Family, you are", self.messages().body)

    def test_number_of_the_family_comes_first(self):
        group, _head = self.make_family()
        group.phone_number_ids = [Command.create({"phone_no": "09170000007"})]
        self.make_members(group, state="enrolled")
        self.assertEqual(self.numbers(), {group: "09170000007"})

    def test_head_who_has_left_or_is_disabled(self):
        ended, _head = self.make_family(ended_date=fields.Datetime.now() - timedelta(days=1))
        without, head = self.make_family()
        head.disabled = fields.Datetime.now()
        plain, _head = self.make_family(membership_type_ids=[])
        self.make_members(ended + without + plain, state="enrolled")
        self.assertEqual(self.reasons(), dict.fromkeys(ended + without + plain, "no_number"))

    # === WHO IS TOLD === #

    def test_audience(self):
        partners = self.make_registrants(2)
        partners[0].ref = "tell"
        self.manager.audience = "[('ref', '=', 'tell')]"
        self.make_members(partners, state="enrolled")
        self.assertEqual(self.reasons(), {partners[1]: "audience"})
        self.assertEqual([*self.numbers()], [partners[0]])

    def test_audience_with_a_pattern_that_no_regular_expression_can_match_in_time(self):
        partners = self.make_registrants(3)
        partners.name = "a" * 100
        partners[1].name = "a" * 100 + "z"
        partners[2].write({"name": "z" + "a" * 100, "active": False})
        self.manager.audience = f"[('name', 'like', '{'%a' * 12}z')]"
        left_out = self.manager.sudo()._wiserv_left_out(partners)
        self.assertEqual(left_out, dict.fromkeys(partners[0] + partners[2], "audience"))
        self.manager.audience = "[('name', 'like', 'z%')]"
        left_out = self.manager.sudo()._wiserv_left_out(partners)
        self.assertEqual(left_out, {partners[0]: "audience"}, "archived ones are judged as others are")

    def test_audience_that_its_author_set_keeps_nobody_from_writing_the_rest(self):
        self.manager.audience = "[('signup_type', '=', 'reset')]"
        user = self.make_user("manager", "spp_programs.group_programs_manager")
        self.manager.with_user(user).consent_purpose = False
        self.assertFalse(self.manager.consent_purpose)

    def test_audience_is_a_domain_of_fields_that_its_author_may_read(self):
        for audience in ("[('nonsense', '=', 1)]", "nonsense", "[('ref', '=', len('x'))]"):
            with self.assertRaises(ValidationError, msg=audience):
                self.manager.audience = audience
        user = self.make_user("manager", "spp_programs.group_programs_manager")
        with self.assertRaises(AccessError):
            self.manager.with_user(user).audience = "[('signup_type', '=', 'reset')]"
