# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, TransactionCase, new_test_user, tagged
from odoo.tools import mute_logger


@tagged("post_install", "-at_install")
class TestRegistrants(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registrar = new_test_user(cls.env, "registrar", groups="g2p_registry_base.group_g2p_registrar")
        cls.household = cls._register("Household", is_group=True)
        cls.child = cls._register("Child", phone="09170000001")
        cls.mother = cls._register("Mother", phone="09170000002")
        cls.father = cls._register("Father", email="father@example.com")

    @classmethod
    def _register(cls, name, **values):
        return cls.env["res.partner"].create({"name": name, "is_registrant": True, **values})

    def _join(self, *members):
        return self.env["g2p.group.membership"].create(
            [{"group": self.household.id, "individual": member.id} for member in members]
        )

    def test_registrant_is_reached_at_own_number_first(self):
        self._join(self.mother)
        self.household.phone = "09170000009"
        self.assertEqual(
            (self.household | self.mother)._get_contact_partners("phone"),
            {self.household: self.household, self.mother: self.mother},
        )

    def test_group_without_number_is_reached_at_its_first_member_with_one(self):
        self._join(self.father, self.child, self.mother)
        contacts = self.household._get_contact_partners("phone")
        self.assertEqual(contacts, {self.household: self.child})

    def test_group_without_number_is_reached_at_its_head_before_earlier_members(self):
        self._join(self.child, self.mother)[1].is_head = True
        contacts = self.household._get_contact_partners("phone")
        self.assertEqual(contacts, {self.household: self.mother})
        self.mother.active = False
        contacts = self.household._get_contact_partners("phone")
        self.assertEqual(contacts, {self.household: self.child}, "nobody reaches an archived head")

    def test_group_that_nobody_can_be_reached_for(self):
        self._join(self.father)
        self.assertEqual(
            self.household._get_contact_partners("phone"), {self.household: self.env["res.partner"]}
        )

    def test_contacts_of_many_groups_cost_as_many_queries_as_of_few(self):
        def queries(count):
            groups = self.env["res.partner"].create([{"name": "G", "is_group": True} for _i in range(count)])
            self.env["g2p.group.membership"].create(
                [{"group": group.id, "individual": self.child.id} for group in groups]
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            groups._get_contact_partners("phone")
            return self.env.cr.sql_log_count - before

        self.assertEqual(queries(10), queries(100))

    def test_group_cannot_be_a_member(self):
        with self.assertRaisesRegex(ValidationError, "Household cannot be a member"):
            self._join(self.household)

    def test_group_has_one_head(self):
        memberships = self._join(self.child, self.mother)
        memberships[0].is_head = True
        with self.assertRaisesRegex(ValidationError, "Household has more than one head"):
            memberships[1].is_head = True

    def test_another_member_becomes_the_head_in_one_form(self):
        memberships = self._join(self.child, self.mother)
        memberships[0].is_head = True
        for edits in (((0, False), (1, True)), ((1, True), (0, False))):
            self.env.invalidate_all()  # the form lists the head first
            head, other = self.household.group_membership_ids
            with Form(self.household, view="g2p_registry_base.view_registrant_form") as form:
                for index, is_head in edits:
                    with form.group_membership_ids.edit(index) as line:
                        line.is_head = is_head
            self.assertEqual((head.is_head, other.is_head), (False, True))

    def test_person_is_in_a_group_once(self):
        self._join(self.child)
        with mute_logger("odoo.sql_db"), self.assertRaisesRegex(IntegrityError, "member_once"):
            self._join(self.child)

    def test_registrar_registers_a_household_in_the_form(self):
        form = Form(
            self.env["res.partner"]
            .with_user(self.registrar)
            .with_context(default_is_registrant=True, default_is_group=True),
            view="g2p_registry_base.view_registrant_form",
        )
        form.name = "Santos household"
        with form.group_membership_ids.new() as line:
            line.individual = self.mother
            line.is_head = True
        household = form.save()
        self.assertTrue(household.is_registrant)
        self.assertEqual(household._get_contact_partners("phone"), {household: self.mother})

    def test_other_users_do_not_change_groups(self):
        user = new_test_user(self.env, "employee", groups="base.group_user")
        membership = self._join(self.child)
        self.assertEqual(membership.with_user(user).individual, self.child)
        with self.assertRaises(AccessError):
            membership.with_user(user).is_head = True
