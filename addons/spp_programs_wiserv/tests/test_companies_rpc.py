# Part of spp_programs_wiserv. License LGPL-3.0 or later (see LICENSE).
import itertools

from odoo.tests import tagged

from odoo.addons.sms_wiserv.tests.rpc import RpcCase

from .common import MANAGER, ProgramMixin
from .test_rights import ROLES

MESSAGE, SKIPPED, TEMPLATE = "sms.wiserv.message", "sms.wiserv.skipped", "sms.template"
EDITORS = {"administrator", "manager"}


@tagged("post_install", "-at_install")
class TestCompaniesRpc(ProgramMixin, RpcCase):
    """Two companies' programs, each with a channel: what the people of one get to see, to change, or to pay for."""

    roles = {role: f"base.group_user,{group}" for role, group in ROLES.items()}

    @classmethod
    def set_up_wiserv(cls):  # pylint: disable=missing-return
        super().set_up_wiserv()
        cls.other = cls.env["res.company"].create(
            {"name": "Elsewhere", "country_id": cls.env.ref("base.ph").id}
        )
        cls.theirs = cls.env["spp.program"].create({"name": "Theirs", "company_id": cls.other.id})
        cls.add_channel(cls.theirs)
        cls.their_manager = cls.theirs.notification_manager_ids.manager_ref_id
        cls.their_manager.consent_purpose = False
        cls.make_members(
            cls.make_registrants(1, company_id=cls.other.id), program=cls.theirs, state="enrolled"
        )
        cls.make_members(
            cls.make_registrants(1, phone=False, company_id=cls.other.id),
            program=cls.theirs,
            state="enrolled",
        )
        cls.env.cr.flush()

    def test_each_has_its_own_sender(self):
        senders = (self.manager | self.their_manager).sender_id
        self.assertEqual(senders.company_id, self.company | self.other)
        self.assertEqual(self.messages(sender=self.their_manager.sender_id).company_id, self.other)

    def test_nobody_finds_or_changes_anything_of_the_other_company(self):
        sender = self.their_manager.sender_id
        message, skip = self.messages(sender=sender), self.skipped(sender=sender)
        self.assertTrue(message and skip)
        # Memberships have no rule of companies: this one is of somebody of the users' own.
        ours_in_theirs = self.make_members(self.make_registrants(1), program=self.theirs)
        self.env.flush_all()
        for role in self.roles:
            domain = [("id", "in", self.their_manager.ids)]
            self.assertEqual(self.json2(role, MANAGER, "search", domain=domain), [])
            self.assertRefused(self.json2, role, MESSAGE, "action_resend", message.ids)
            self.assertRefused(self.json2, role, SKIPPED, "action_notify_again", skip.ids)
            self.assertRefused(self.json2, role, MANAGER, "action_pause", self.their_manager.ids)
            for theirs in (self.theirs, ours_in_theirs):
                self.assertRefused(self.json2, role, theirs._name, "action_wiserv_send_sms", theirs.ids)
        for way, role in itertools.product(self.ways, self.roles):
            for records in (self.their_manager, sender, message, skip):
                with self.subTest(records, role=role, way=way.__name__):
                    fields = {"fields": ["company_id"]}
                    self.assertRefused(way, role, records._name, "read", records.ids, **fields)

    def test_nothing_is_sent_at_the_other_companys_expense(self):
        sender = self.manager.sender_id
        moves = [
            ("spp.program", self.program.ids, {"company_id": self.other.id}),
            (MANAGER, self.manager.ids, {"program_id": self.theirs.id}),
            (MANAGER, self.manager.ids, {"company_id": self.other.id}),
            (sender._name, sender.ids, {"company_id": self.other.id}),
        ]
        values = {"name": "Mine", "program_id": self.theirs.id}
        for role in EDITORS:
            self.assertRefused(self.json2, role, MANAGER, "create", None, vals_list=[values])
        for way, role, (model, ids, vals) in itertools.product(self.ways, EDITORS, moves):
            with self.subTest(model=model, role=role, way=way.__name__, **vals):
                self.assertRefused(way, role, model, "write", ids, vals=vals)
        self.env.invalidate_all()
        self.assertEqual(sender.company_id, self.company)

    def test_a_program_that_moves_takes_its_sender_along_unless_something_waits(self):
        user = self.users["manager"]
        user.company_ids += self.other
        context = {"allowed_company_ids": (self.company | self.other).ids}
        move = ("manager", "spp.program", "write", self.program.ids)
        self.make_members(self.make_registrants(1), state="enrolled")
        self.end_transaction()
        refusal = self.assertRefused(self.json2, *move, vals={"company_id": self.other.id}, context=context)
        self.assertIn("1 SMS still wait to be sent", str(refusal))
        self.json2("manager", MESSAGE, "action_cancel", self.messages().ids)
        self.json2(*move, vals={"company_id": self.other.id}, context=context)
        self.env.invalidate_all()
        self.assertEqual(self.manager.sender_id.company_id, self.other)

    def test_who_reads_the_channel_reads_no_account_and_writes_no_template(self):
        for role in ("officer", "validator", "approver"):
            [shown] = self.json2(role, MANAGER, "read", self.manager.ids, fields=["name", "status"])
            self.assertEqual(shown["name"], "SMS")
            self.assertRefused(self.json2, role, MANAGER, "read", self.manager.ids, fields=["user_name"])
            template = self.manager.payment_paid_template_id
            self.assertRefused(self.json2, role, TEMPLATE, "write", template.ids, vals={"body": "Hi"})

    def test_nobody_asks_for_a_one_time_password_from_outside(self):
        for role in self.roles:
            self.assertRefused(
                self.json2, role, MANAGER, "on_otp_send", self.manager.ids, otp="424242", phone="09170000001"
            )
        self.assertFalse(self.taken())
