# Part of spp_programs_wiserv. License LGPL-3.0 or later (see LICENSE).
import itertools

from odoo.tests import tagged

from odoo.addons.sms_wiserv.tests.rpc import RpcCase

from .common import MANAGER, MEMBER, ProgramMixin
from .test_rights import ROLES

ENTRY = "spp.program.notification.manager"


@tagged("post_install", "-at_install")
class TestExpenseRpc(ProgramMixin, RpcCase):
    """What people of one company get to send at the expense of another one, by way of programs."""

    roles = {role: f"base.group_user,{group}" for role, group in ROLES.items()}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.env["res.company"].create({"name": "Elsewhere"})
        cls.theirs, cls.their_manager = cls.make_program("Theirs", company_id=cls.other.id)
        cls.stranger = cls.make_registrants(1, name="Eva Elsewhere", company_id=cls.other.id)

    def test_no_sender_moves_to_a_company_that_one_does_not_belong_to(self):
        moves = [
            ("spp.program", self.program.ids, {"company_id": self.other.id}),
            (MANAGER, self.manager.ids, {"program_id": self.theirs.id}),
            (MANAGER, self.manager.ids, {"company_id": self.other.id}),
            ("sms.wiserv.sender", self.sender.ids, {"company_id": self.other.id}),
        ]
        for way, role, (model, ids, vals) in itertools.product(
            self.ways, ("manager", "administrator"), moves
        ):
            with self.subTest(model=model, role=role, way=way.__name__, **vals):
                self.assertRefused(way, role, model, "write", ids, vals=vals)
        self.env.invalidate_all()
        self.assertEqual(self.sender.company_id, self.company)

    def test_who_belongs_to_both_moves_no_sender_that_something_waits_for(self):
        self.users["manager"].company_ids += self.other
        self.make_members(self.make_registrants(1), state="enrolled")
        self.end_transaction()
        both = {"allowed_company_ids": (self.company | self.other).ids}
        for model, ids, vals in (
            ("spp.program", self.program.ids, {"company_id": self.other.id}),
            (MANAGER, self.manager.ids, {"program_id": self.theirs.id}),
        ):
            refusal = self.assertRefused(self.json2, "manager", model, "write", ids, vals=vals, context=both)
            self.assertIn("1 SMS still wait to be sent", str(refusal))
        self.messages().action_cancel()
        vals = {"company_id": self.other.id}
        self.json2("manager", "spp.program", "write", self.program.ids, vals=vals, context=both)
        self.env.invalidate_all()
        self.assertEqual(self.sender.company_id, self.other)

    def test_nobody_has_a_company_send_that_they_do_not_belong_to(self):
        # A person of their own whom they see.
        somebody = self.make_registrants(1)
        member = self.make_members(somebody, program=self.theirs)
        cycle = self.env["spp.cycle"].create(
            {"name": "1", "program_id": self.theirs.id, "start_date": "2026-01-01", "end_date": "2026-01-02"}
        )
        happenings = [
            (MEMBER, member.ids, {"state": "enrolled"}),
            ("spp.cycle", cycle.ids, {"state": "approved"}),
        ]
        roles = ("administrator", "manager", "officer")
        for way, role, (model, ids, vals) in itertools.product(self.ways, roles, happenings):
            with self.subTest(model, role=role, way=way.__name__):
                refusal = self.assertRefused(way, role, model, "write", ids, vals=vals)
                self.assertIn("a company that you do not belong to", str(refusal))
        person = self.make_registrants(1)
        rows = [{"partner_id": person.id, "program_id": self.theirs.id, "state": "enrolled"}]
        for skip in (False, True):
            arguments = {"vals_list": rows, "skip_duplicates": skip}
            refusal = self.assertRefused(
                self.call_kw, "officer", MEMBER, "bulk_create_memberships", **arguments
            )
            self.assertIn("a company that you do not belong to", str(refusal))
        self.end_transaction()
        self.assertFalse(self.messages(sender=self.their_manager.sender_id))
        self.users["officer"].company_ids += self.other
        both = {"allowed_company_ids": (self.company | self.other).ids}
        self.call_kw("officer", MEMBER, "write", member.ids, vals={"state": "enrolled"}, context=both)
        self.env.invalidate_all()
        self.assertEqual(self.skipped(sender=self.their_manager.sender_id).partner_id, somebody)

    def test_entries_of_another_companys_list_are_left_as_they_are(self):
        [entry] = self.theirs.notification_manager_ids
        entry.program_id = False
        pointing = {"manager_ref_id": f"{MANAGER},{self.their_manager.id}"}
        attempts = [
            ("write", entry.ids, {"vals": {"program_id": self.program.id}}),
            ("create", None, {"vals_list": [pointing]}),
            ("unlink", entry.ids, {}),
        ]
        for way, role in itertools.product(self.ways, ("administrator", "manager")):
            for method, ids, arguments in attempts:
                with self.subTest(method, role=role, way=way.__name__):
                    refusal = self.assertRefused(way, role, ENTRY, method, ids, **arguments)
                    if role == "administrator":
                        self.assertIn("a company that you do not belong to", str(refusal))
        self.env.invalidate_all()
        self.assertTrue(entry.exists())
        own = self.program.notification_manager_ids
        self.call_kw("administrator", ENTRY, "unlink", own.ids)

    def test_people_of_another_company_are_told_nothing(self):
        self.manager.enrolled_in_program_template_id.body = "You are enrolled."
        group = self.make_registrants(1, phone=False, name="Household", is_group=True)
        self.env["spp.group.membership"].create(
            {
                "group": group.id,
                "individual": self.stranger.id,
                "membership_type_ids": self.env["spp.vocabulary.code"].get_code(
                    "urn:openspp:vocab:group-membership-type", "head"
                ),
            }
        )
        self.make_members(self.stranger + group, state="enrolled")
        self.end_transaction()
        self.assertFalse(self.messages())
        self.assertEqual(
            {skip.partner_id: skip.reason for skip in self.skipped()},
            {self.stranger: "other_company", group: "no_number"},
        )
