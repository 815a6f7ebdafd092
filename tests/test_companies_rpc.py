# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
import functools
import itertools

from odoo import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.sms_wiserv.tests.rpc import RpcCase, save

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

    def test_a_person_of_another_company_is_told_nothing_and_listed(self):
        self.manager.on_enrolled_in_program_template.body = "You are enrolled."
        member = self.make_members(self.stranger)
        member.state = "enrolled"
        self.end_transaction()
        self.assertFalse(self.messages())
        self.assertEqual((self.skipped().partner_id, self.skipped().reason), (self.stranger, "other_company"))
        for role in ("manager", "administrator"):
            [shown] = self.json2(role, "sms.wiserv.skipped", "read", self.skipped().ids, fields=["phone"])
            self.assertNotIn("0917000000", str(shown))

    def test_a_head_of_another_company_gives_no_number_to_a_group(self):
        """Registrars may put anybody into a group: nothing of OpenG2P asks for companies there."""
        group = self.make_registrants(1, phone=False, name="Household", is_group=True)
        head = self.env.ref("g2p_registry_membership.group_membership_kind_head")
        for way in self.ways:
            group.group_membership_ids.unlink()
            vals = {"group": group.id, "individual": self.stranger.id, "kind": [[6, 0, head.ids]]}
            way("registrar", "g2p.group.membership", "web_save", [], vals=vals, specification={})
            self.env.invalidate_all()
            self.assertFalse(self.env["g2p.wiserv.door"]._phones(group)[group][0])
        member = self.make_members(group)
        member.state = "enrolled"
        self.end_transaction()
        self.assertEqual((self.messages().ids, self.skipped().reason), ([], "no_number"))
        group.group_membership_ids.unlink()
        own = self.make_registrants(1)
        group.group_membership_ids = [Command.create({"individual": own.id, "kind": [Command.set(head.ids)]})]
        self.call_kw("manager", "sms.wiserv.skipped", "action_notify_again", self.skipped().ids)
        self.env.invalidate_all()
        self.assertEqual(self.messages().number, "09170000001")

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
            # Read-only in forms, for it follows the manager's.
            (sender._name, sender.ids, {"program_id": theirs.id}),
        ]

    def test_nothing_is_sent_at_the_expense_of_a_company_that_one_does_not_belong_to(self):
        moves = self.moves()
        for way in self.ways:
            for role, (model, ids, vals) in itertools.product(("manager", "administrator"), moves):
                with self.subTest(model=model, role=role, way=way.__name__, **vals):
                    self.assertRefused(way, role, model, "write", ids, vals=vals)
        self.env.invalidate_all()
        self.assertEqual(self.sender.company_id, self.company)

    def test_what_one_writes_to_people_stays_in_ones_company(self):
        person = self.make_registrants(1)
        self.company.wiserv_sms_provider = self.other.wiserv_sms_provider = "wiserv"
        for way in self.ways:
            action = way("manager", "res.partner", "action_wiserv_announce", person.ids)
            for vals in ({"company_id": self.other.id}, {"program_id": self.program.id}):
                self.assertRefused(way, "manager", ANNOUNCEMENT, "write", [action["res_id"]], vals=vals)
                self.assertRefused(way, "manager", ANNOUNCEMENT, "create", vals_list=[vals])

    def happenings(self):
        """Return what may happen in a program of the other company: ``(roles that may, model, ids, vals)``."""
        program, manager = self.make_program("Theirs", company_id=self.other.id)
        cycle = self.env["g2p.cycle"].create(
            {"name": "1", "program_id": program.id, "start_date": "2026-01-01", "end_date": "2026-01-02"}
        )
        person = {"partner_id": self.stranger.id}
        # A person of their own whom they see; of the other two no rule asks.
        member = self.make_members(self.make_registrants(1), program)
        self.make_members(self.stranger, program).with_context(sms_wiserv_silent=True).state = "enrolled"
        self.env["g2p.cycle.membership"].create({"cycle_id": cycle.id, "state": "enrolled", **person})
        values = {"cycle_id": cycle.id, "initial_amount": 1, **person}
        entitlement = self.env["g2p.entitlement"].create(values)
        payment = self.env["g2p.payment"].create(
            {"entitlement_id": entitlement.id, "cycle_id": cycle.id, "amount_issued": 1}
        )
        enrolled = {"state": "enrolled"}
        return manager.sender_id, [
            ("administrator registrar manager validator", member._name, member.ids, enrolled),
            ("administrator manager validator", cycle._name, cycle.ids, {"state": "approved"}),
            ("administrator manager finance", payment._name, payment.ids, {"status": "paid"}),
        ]

    def test_nobody_has_a_company_send_that_they_do_not_belong_to(self):
        """No rule of OpenG2P asks for companies there."""
        sender, happenings = self.happenings()
        [partner] = self.make_registrants(1)
        new = {"partner_id": partner.id, "program_id": sender.program_id.id, "state": "enrolled"}
        attempts = [("write", *happening) for happening in happenings]
        attempts.append(("create", "administrator registrar manager", "g2p.program_membership", None, [new]))
        for way, (method, roles, model, ids, vals) in itertools.product(self.ways, attempts):
            for role in roles.split():
                with self.subTest(model, role=role, way=way.__name__, method=method):
                    arguments = {"vals": vals} if method == "write" else {"vals_list": vals}
                    refusal = self.assertRefused(way, role, model, method, ids, **arguments)
                    self.assertIn("a company that you do not belong to", str(refusal))
        self.end_transaction()
        self.assertFalse(self.messages(sender=sender) or self.skipped(sender=sender))
        self.users["manager"].company_ids += self.other
        both = {"allowed_company_ids": (self.company | self.other).ids}
        for _roles, model, ids, vals in happenings:
            self.call_kw("manager", model, "write", ids, vals=vals, context=both)
        self.env.invalidate_all()
        events = {*self.messages(sender=sender).mapped("event"), *self.skipped(sender=sender).mapped("event")}
        self.assertEqual(events, {"enrolled", "cycle_started", "payment"})

    def test_entries_of_another_companys_list_are_left_as_they_are(self):
        """Entries have no company, and no rule of OpenG2P."""
        program, theirs = self.make_program("Theirs", company_id=self.other.id)
        entry, pointing = theirs._entries(), {"manager_ref_id": f"{MANAGER},{theirs.id}"}
        # As OpenG2P's forms leave them.
        entry.program_id = False
        own = f"{MANAGER},{self.manager.id}"
        for way, role in itertools.product(self.ways, ("administrator", "manager")):
            attempts = [
                ("write", entry.ids, {"vals": {"program_id": self.program.id}}),
                ("write", entry.ids, {"vals": {"manager_ref_id": own}}),
                ("create", None, {"vals_list": [pointing]}),
                ("write", self.manager._entries().ids, {"vals": pointing}),
                ("unlink", entry.ids, {}),
            ]
            for method, ids, arguments in attempts:
                with self.subTest(method, role=role, way=way.__name__, **arguments):
                    refusal = self.assertRefused(way, role, entry._name, method, ids, **arguments)
                    # What OpenG2P lets nobody do, or a constraint refuses, has another reason.
                    if ids == entry.ids and (method != "unlink" or role == "administrator"):
                        self.assertIn("a company that you do not belong to", str(refusal))
        self.env.invalidate_all()
        self.assertEqual(
            program.notification_managers.filtered(lambda one: one.manager_ref_id == theirs), entry
        )
        self.assertTrue(theirs.is_used)
        # What is one's own, and entries for other kinds of managers, are as they were.
        self.call_kw("administrator", entry._name, "unlink", self.manager._entries().ids)

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

    # === WHAT A CONTEXT SAYS === #

    def test_no_default_of_the_context_writes_what_one_may_not(self):
        program = {"program_id": self.program.id}
        attempts = [
            (MANAGER, {"name": "Mine", **program}, {"default_api_url": "https://sms.example.com/"}),
            (MANAGER, {"name": "Mine", **program}, {"default_user_name": "theirs"}),
        ]
        announcement = {"body": "Hello"}
        for name, value in {"state": "checked", "res_ids": self.stranger.ids, "outcome": "Told."}.items():
            attempts.append(("g2p.wiserv.announcement", announcement, {f"default_{name}": value}))
        for way, (model, vals, context) in itertools.product(self.ways, attempts):
            with self.subTest(model, way=way.__name__, **context):
                self.assertRefused(way, "manager", model, "create", vals_list=[vals], context=context)

    def test_a_default_for_the_program_is_for_the_manager_alone(self):
        """Forms that are opened from a program have it in their context."""
        theirs, _manager = self.make_program("Theirs", company_id=self.other.id)
        own, _manager = self.make_program("Own")
        for way in self.ways:
            new = {"vals": {"name": "New"}, "specification": {}}
            [one] = way("manager", MANAGER, "web_save", [], context={"default_program_id": own.id}, **new)
            self.assertEqual(self.env[MANAGER].browse(one["id"]).sender_id.program_id, own)
            context = {"default_program_id": theirs.id}
            [one] = way("manager", "sms.wiserv.sender", "web_save", [], context=context, **new)
            sender = self.env["sms.wiserv.sender"].browse(one["id"])
            self.assertEqual((sender.program_id, sender.company_id), (theirs.browse(), self.company))

    # === DELETING === #

    def test_no_action_is_deleted_along_with_a_template_that_names_it(self):
        action = self.env["ir.actions.act_window"].create({"name": "Users", "res_model": "res.users"})
        named = {"sidebar_action_id": action.id}
        new = {
            "name": "New",
            "model_id": self.env["ir.model"]._get_id("g2p.program_membership"),
            "body": "Hello",
        }
        for way in self.ways:
            [template] = save(functools.partial(way, "manager"), TEMPLATE, **new)
            self.assertRefused(way, "manager", TEMPLATE, "write", [template], vals=named)
            self.assertRefused(way, "manager", TEMPLATE, "create", vals_list=[{**new, **named}])
            context = {"default_sidebar_action_id": action.id}
            self.assertRefused(way, "manager", TEMPLATE, "create", vals_list=[new], context=context)
            way("manager", TEMPLATE, "unlink", [template])
        self.assertTrue(action.exists())
        # Whoever may delete actions anyway is not kept from it.
        template = self.env[TEMPLATE].with_user(self.users["system"]).create({**new, **named})
        template.unlink()
        self.assertFalse(action.exists())

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
