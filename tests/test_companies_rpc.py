# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
import itertools

from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.sms_wiserv.tests.rpc import RpcCase

from .common import MANAGER, ProgramMixin
from .events import ROLES

TEMPLATE, ANNOUNCEMENT = "sms.template", "g2p.wiserv.announcement"


@tagged("post_install", "-at_install")
class TestCompaniesRpc(ProgramMixin, RpcCase):
    """What people of one company get to read of another one, or to send at its expense, by way of programs."""

    roles = {**ROLES, "system": "base.group_system"}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.env["res.company"].create({"name": "Elsewhere"})
        cls.stranger = cls.make_registrants(1, name="Eva Elsewhere", company_id=cls.other.id)

    # === READING === #

    def test_a_payment_to_somebody_of_another_company_shows_nothing_of_them(self):
        self.json2(
            "manager",
            TEMPLATE,
            "write",
            self.manager.on_payment_send_template.ids,
            vals={"body": "[{{ object.partner_id.name }}|{{ object.partner_id.phone }}]"},
        )
        cycle = self.env["g2p.cycle"].create(
            {
                "name": "First",
                "program_id": self.program.id,
                "start_date": "2026-01-01",
                "end_date": "2026-01-01",
            }
        )
        entitlement = self.env["g2p.entitlement"].create(
            {"cycle_id": cycle.id, "partner_id": self.stranger.id, "initial_amount": 1}
        )
        self.env["g2p.payment"].create(
            {"entitlement_id": entitlement.id, "cycle_id": cycle.id, "amount_issued": 1}
        )
        for role in ("manager", "validator", "finance"):
            [shown] = self.json2(role, MANAGER, "read", self.manager.ids, fields=["payment_example"])
            self.assertIn("check {{ object.partner_id.name }}", shown["payment_example"], role)
            self.assertNotIn("0917", str(shown))
            self.assertNotIn("Eva", str(shown))

    def test_a_member_of_another_company_is_told_nothing_of_what_may_not_be_read(self):
        member = self.make_members(self.stranger)
        member.state = "enrolled"
        self.end_transaction()
        self.assertEqual((self.messages().state, self.messages().body), ("failed", False))

    def test_a_template_keeps_its_model(self):
        template = self.manager.on_enrolled_in_program_template
        for model in ("sms.wiserv.message", "g2p.payment"):
            for way in self.ways:
                self.assertRefused(way, "manager", TEMPLATE, "write", template.ids, vals={"model": model})

    def test_no_template_reads_what_nobody_may_read_not_even_a_system_administrators(self):
        template = self.manager.on_otp_send_template
        for path in (
            "object.wiserv_password_secret",
            "object.sender_id.wiserv_password_origin",
            "object.door",
        ):
            for role in ("manager", "administrator", "system"):
                with self.subTest(path, role=role):
                    vals = {"body": f"{{{{ otp }}}} {{{{ {path} }}}}"}
                    self.assertRefused(self.json2, role, TEMPLATE, "write", template.ids, vals=vals)
            # As if it had come there unseen.
            template.sudo().body = f"{{{{ otp }}}} {{{{ {path} }}}}"
            self.assertIsNone(self.manager.sudo().on_otp_send(otp="424242", phone="09171234567"))
            self.assertIn(f"check {{{{ {path} }}}}", self.manager.message_ids[0].body)
        self.assertFalse(self.taken())

    def test_an_sms_to_beneficiaries_is_looked_at_for_those_alone_whom_one_may_see(self):
        """Neither the context nor defaults of one's own say what the buttons write."""
        stranger, own = self.make_members(self.stranger), self.make_members(self.make_registrants(1))
        given = {"state": "checked", "res_ids": stranger.ids, "body": "Hello"}
        for name, value in given.items():
            arguments = {"model_name": ANNOUNCEMENT, "field_name": name, "value": value, "user_id": True}
            self.json2("manager", "ir.default", "set", **arguments)
        context = {f"default_{name}": value for name, value in given.items()}
        for way in self.ways:
            for records in (self.program, own):
                action = way("manager", records._name, "action_wiserv_announce", records.ids, context=context)
                [one] = way("manager", ANNOUNCEMENT, "read", [action["res_id"]], fields=["state", "preview"])
                self.assertEqual((one["state"], one["preview"]), ("draft", False))

    def test_a_template_in_the_making_reads_nothing_of_a_sender_that_one_may_not_see(self):
        theirs, manager = self.make_program("Theirs", company_id=self.other.id)
        manager.user_name = "their user"
        template = self.manager.on_otp_send_template.copy()
        manager.on_otp_send_template = template
        for way in self.ways:
            for role, field in (
                ("manager", "name"),
                ("manager", "program_id.name"),
                ("manager", "sender_id.pause_reply"),
                ("administrator", "user_name"),
            ):
                answer = way(
                    role,
                    TEMPLATE,
                    "onchange",
                    template.ids,
                    values={"body": f"[{{{{ object.{field} }}}}]"},
                    field_names=["body"],
                    fields_spec={"body": {}, "wiserv_example": {}, "wiserv_used_by": {}},
                )
                with self.subTest(field, role=role, way=way.__name__):
                    self.assertNotIn("heir", str(answer))
            [shown] = way("manager", TEMPLATE, "read", template.ids, fields=["wiserv_used_by"])
            self.assertEqual(shown["wiserv_used_by"], "other companies' senders (1)")

    # === EXPENSE === #

    def queue_one(self):
        self.enrol()
        [message] = self.messages("queued")
        return message

    def moves(self):
        """Return the ways by which a sender gets to another company: ``(model, ids, vals)``."""
        theirs, _manager = self.make_program("Theirs", company_id=self.other.id)
        sender = self.manager.sender_id
        return [
            ("g2p.program", self.program.ids, {"company_id": self.other.id}),
            (MANAGER, self.manager.ids, {"program_id": theirs.id}),
            (MANAGER, self.manager.ids, {"company_id": self.other.id}),
            (sender._name, sender.ids, {"company_id": self.other.id}),
        ]

    def test_nothing_is_sent_at_the_expense_of_a_company_that_one_does_not_belong_to(self):
        moves = self.moves()
        for way in self.ways:
            for role, (model, ids, vals) in itertools.product(("manager", "administrator"), moves):
                with self.subTest(model=model, role=role, way=way.__name__, **vals):
                    self.assertRefused(way, role, model, "write", ids, vals=vals)
        self.env.invalidate_all()
        self.assertEqual(self.sender.company_id, self.company)

    def test_who_belongs_to_both_moves_no_sender_that_something_waits_for(self):
        user = self.users["manager"]
        user.company_ids += self.other
        message, both = self.queue_one(), {"allowed_company_ids": (self.company | self.other).ids}
        program = ("g2p.program", "write", self.program.ids)
        refusal = self.assertRefused(
            self.json2, "manager", *program, vals={"company_id": self.other.id}, context=both
        )
        self.assertIn("1 SMS still wait to be sent", str(refusal))
        self.json2("manager", message._name, "action_cancel", message.ids)
        self.json2("manager", *program, vals={"company_id": self.other.id}, context=both)
        self.env.invalidate_all()
        self.assertEqual(self.sender.company_id, self.other)
        refusal = self.assertRefused(
            self.json2, "manager", message._name, "action_resend", message.ids, context=both
        )
        self.assertIn("belongs to another company now", str(refusal))

    @mute_logger("odoo.sql_db")
    def test_a_sender_always_has_a_company(self):
        loose = self.env["sms.wiserv.sender"].create({"name": "Loose"})
        for model, ids in ((loose._name, loose.ids), (MANAGER, self.manager.ids)):
            for way in self.ways:
                self.assertRefused(way, "administrator", model, "write", ids, vals={"company_id": False})

    # === DELETING === #

    def test_no_key_of_the_context_switches_guards_off(self):
        self.queue_one()
        loose = self.env["sms.wiserv.sender"].create({"name": "Loose"})
        self.env["sms.wiserv.door"].queue(loose, "manual", self.make_registrants(1), body="Hello")
        template, uninstall = self.manager.on_payment_send_template, {"_force_unlink": True}
        for records in (self.manager, self.sender, loose, template):
            for way in self.ways:
                with self.subTest(records, way=way.__name__):
                    refusal = self.assertRefused(
                        way, "administrator", records._name, "unlink", records.ids, context=uninstall
                    )
                    self.assertNotIn("violates", str(refusal))
        self.assertTrue(self.messages("queued").exists())
