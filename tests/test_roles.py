# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
import itertools

from odoo.tests import tagged

from odoo.addons.sms_wiserv.models.screens.asked import ASK
from odoo.addons.sms_wiserv.tests.rpc import RpcCase, save

from .common import MANAGER, ProgramMixin
from .events import ROLES as OF_PROGRAMS

MEMBER, PAYMENT = "g2p.program_membership", "g2p.payment"
ANNOUNCEMENT = "g2p.wiserv.announcement"
SENDER, MESSAGE, SKIPPED = "sms.wiserv.sender", "sms.wiserv.message", "sms.wiserv.skipped"
TEST, TEMPLATE, COMPANY = "sms.wiserv.test", "sms.template", "res.company"
REPLY, MEANING = "sms.wiserv.reply", "sms.wiserv.meaning"
ROLES = {
    **OF_PROGRAMS,
    "system": "base.group_system",
    "employee": "base.group_user",
    "portal": "base.group_portal",
}
# The columns of the table in README.md.
ADMINISTRATOR = {"administrator"}
MANAGERS = {*ADMINISTRATOR, "manager"}
READERS = {*MANAGERS, "validator", "approver", "finance"}
SYSTEM = {"system"}
NOTIFIERS = {*MANAGERS, "validator", "approver"}  # as upstream has it
NOBODY = set()

_LIMITS = "numbers_per_request connections messages_per_second max_attempts timeout retention_days"
FIELDS = {
    MANAGER: [
        (
            ADMINISTRATOR,
            f"api_url protocol user_name wiserv_password wiserv_password_is_set account_in_effect {_LIMITS}",
        ),
        (MANAGERS, "queued_count accepted_today_count failed_count unknown_count progress"),
        (
            NOBODY,
            "wiserv_password_secret wiserv_password_origin loopback_allowed open_report consecutive_failures door",
        ),
    ],
    MEMBER: [(MANAGERS, "wiserv_sms_count"), (NOBODY, "wiserv_times")],
    PAYMENT: [(MANAGERS, "wiserv_sms_count")],
    "g2p.entitlement": [(MANAGERS, "wiserv_sms_count")],
    "res.partner": [(MANAGERS, "wiserv_sms_count wiserv_not_told_count")],
    "g2p.program": [(MANAGERS, "wiserv_left_out")],
}
# They send to whom the caller wants, or tell of what has not happened: for other addons' Python code alone.
PRIVATE = (
    "send_sms", "send_sms_to_membership", "on_otp_send", "may_send_otp", "on_enrolled_in_program", "on_payment_send",
    "on_cycle_started", "on_cycle_ended", "on_generate_voucher",
)  # fmt: skip


@tagged("post_install", "-at_install")
class TestRoles(ProgramMixin, RpcCase):
    """Who may do what: the table in README.md, cell by cell, tried over OpenG2P's own groups from outside."""

    maxDiff = None
    roles = ROLES
    event = "payment"

    def make_skipped(self):
        """Return the row of somebody who could be told by now."""
        member = self.enrol(preference="none")
        member.partner_id.notification_preference = "sms"
        return self.env[SKIPPED].search([("res_id", "=", member.id), ("event", "=", "enrolled")])

    def make_announcement(self, member, state="draft"):
        return self.env[ANNOUNCEMENT].create(
            {
                "program_id": self.program.id,
                "manager_id": self.manager.id,
                "body": "Hello",
                "state": state,
                "res_ids": member.ids,
            }
        )

    def table(self):
        """Yield ``(who may, what, attempt(call))``."""
        manager, message, skipped = self.manager, self.make_message(), self.make_skipped()
        template = self.env.ref("g2p_notifications_wiserv.sms_template_payment")

        # === THE COMPANY'S ACCOUNT === #
        yield (
            SYSTEM,
            "see the company's account",
            lambda call: call(COMPANY, "read", self.company.ids, fields=["wiserv_api_url"]),
        )
        for account in ({"wiserv_user_name": "other"}, {"wiserv_password": "x"}, {"wiserv_connections": 3}):
            yield (
                SYSTEM,
                f"change {[*account]} of the company",
                lambda call, account=account: call(COMPANY, "write", self.company.ids, vals=account),
            )

        yield (
            ADMINISTRATOR,
            "see the account in effect",
            lambda call: call(MANAGER, "read", manager.ids, fields=["account_in_effect", "timeout"]),
        )
        yield (
            MANAGERS,
            "see that many get no SMS",
            lambda call: call("g2p.program", "read", self.program.ids, fields=["wiserv_left_out"]),
        )
        yield (
            {*ROLES},
            "ask who gets no SMS",
            lambda call: call("g2p.program", "action_wiserv_left_out", self.program.ids),
        )
        yield (
            ADMINISTRATOR,
            "change it by the SMS account",
            lambda call: save(call, "sms.wiserv.account", wiserv_user_name="other"),
        )

        # === SENDERS === #
        names = {
            "name": {},
            "channel_state": {},
            "channel_reason": {},
            "message_ids": {},
            "enrolled_example": {},
        }
        yield READERS, "see senders", lambda call: call(MANAGER, "web_read", manager.ids, specification=names)
        yield READERS, "list senders", lambda call: call(MANAGER, "search_read", domain=[], fields=["name"])
        yield (
            READERS,
            "see the engine's senders",
            lambda call: call(SENDER, "read", self.sender.ids, fields=["channel_state"]),
        )
        yield (
            MANAGERS,
            "create a sender",
            lambda call: save(
                call, MANAGER, name="New", program_id=self.program.id, on_payment_send_template=template.id
            ),
        )
        for values in (
            {"name": "Mine"},
            {"on_payment_send_template": template.id},
            {"number_format": "national"},
        ):
            yield (
                MANAGERS,
                f"change {[*values]} of a sender",
                lambda call, values=values: call(MANAGER, "write", manager.ids, vals=values),
            )
        for method in ("action_use", "action_pause", "action_resume"):
            yield MANAGERS, method, lambda call, method=method: call(MANAGER, method, manager.ids)
        yield from self.table_of_a_sender(manager, ADMINISTRATOR, program_id=self.program.id)
        other = self.env[SENDER].create({"name": "Other"})
        yield (
            NOBODY,
            "change ['sender_id'], which the engine owns",
            lambda call: call(MANAGER, "write", manager.ids, vals={"sender_id": other.id}),
        )
        yield (
            MANAGERS,
            "give it its own texts",
            lambda call: call(MANAGER, "action_own_templates", manager.ids),
        )
        yield (
            MANAGERS,
            "set up a program",
            lambda call: call("g2p.program", "action_wiserv_set_up", self.program.ids),
        )
        values = {"sender_id": self.sender.id, "phone": "09170000001", "body": "Test"}
        yield MANAGERS, "ask for the dialog", lambda call: call(MANAGER, "action_wiserv_test", manager.ids)
        yield (
            ADMINISTRATOR,
            "send a test SMS",
            lambda call: call(TEST, "action_send", save(call, TEST, **values)),
        )

        # === MESSAGES === #
        names = ["number_masked", "body", "reply", "state", "program_id"]
        yield MANAGERS, "read messages", lambda call: call(MESSAGE, "read", message.ids, fields=names)
        yield MANAGERS, "find messages", lambda call: call(MESSAGE, "search_read", domain=[], fields=names)
        yield (
            MANAGERS,
            "read who was skipped",
            lambda call: call(SKIPPED, "read", skipped.ids, fields=["reason"]),
        )
        yield (
            ADMINISTRATOR,
            "read numbers",
            lambda call: call(MESSAGE, "read", message.ids, fields=["number"]),
        )
        yield MANAGERS, "resend", lambda call: call(MESSAGE, "action_resend", self.make_message().ids)
        yield MANAGERS, "cancel", lambda call: call(MESSAGE, "action_cancel", self.make_message("queued").ids)
        yield MANAGERS, "handle", lambda call: call(MESSAGE, "action_mark_handled", self.make_message().ids)
        yield (
            MANAGERS,
            "notify again",
            lambda call: call(SKIPPED, "action_notify_again", self.make_skipped().ids),
        )
        for model, record in ((MESSAGE, message), (SKIPPED, skipped)):
            yield (
                NOBODY,
                f"change {model}",
                lambda call, m=model, r=record: call(m, "write", r.ids, vals={"event": "otp"}),
            )
            yield NOBODY, f"delete {model}", lambda call, m=model, r=record: call(m, "unlink", r.ids)

        # === SMS TO BENEFICIARIES === #
        member = self.enrol()
        cycle = self.env["g2p.cycle"].create(
            {
                "name": "Second",
                "program_id": self.program.id,
                "start_date": "2026-02-01",
                "end_date": "2026-02-01",
            }
        )
        of_cycle = self.env["g2p.cycle.membership"].create(
            {"cycle_id": cycle.id, "partner_id": member.partner_id.id}
        )
        for records in (self.program, cycle, member, of_cycle):
            yield (
                MANAGERS,
                f"write to {records._name}",
                lambda call, records=records: call(records._name, "action_wiserv_announce", records.ids),
            )
        for method, state in (
            ("action_check", "draft"),
            ("action_back", "checked"),
            ("action_send", "checked"),
        ):
            yield (
                MANAGERS,
                f"{method} of SMS to beneficiaries",
                lambda call, method=method, state=state: call(
                    ANNOUNCEMENT, method, self.make_announcement(member, state).ids
                ),
            )
        yield (
            NOBODY,
            "delete them",
            lambda call: call(ANNOUNCEMENT, "unlink", self.make_announcement(member).ids),
        )
        yield (
            NOBODY,
            "change whom they were shown",
            lambda call: call(
                ANNOUNCEMENT, "write", self.make_announcement(member).ids, vals={"res_ids": member.ids}
            ),
        )

        # === WHAT REPLIES MEAN === #
        replies = self.env[REPLY].search([("company_id", "=", self.company.id)])
        yield (
            MANAGERS,
            "see replies",
            lambda call: call(REPLY, "read", replies.ids, fields=["pattern", "meaning"]),
        )
        question = {"company_id": self.company.id, "reply": "Who?", "pattern": "Who?", "meaning": "later"}
        yield (
            ADMINISTRATOR,
            "say what a reply means",
            lambda call: call(MEANING, "action_apply", save(call, MEANING, **question)),
        )

        # === TEMPLATES === #
        yield (
            {*MANAGERS, *SYSTEM},
            "change a template",
            lambda call: call(
                TEMPLATE, "write", template.ids, vals={"body": "{{ object.partner_id.name }}!"}
            ),
        )
        yield (
            NOBODY,
            "write code into a template",
            lambda call: call(TEMPLATE, "write", template.ids, vals={"body": "{{ object.env }}"}),
        )

        # === WHAT SHOWS NOTHING THAT ONE MAY NOT SEE === #
        number = self.env["g2p.phone.number"].create(
            {"partner_id": self.make_registrants(1).id, "phone_no": "09170000001"}
        )
        for who, method, records in (
            ({*ROLES}, "get_manager_view_id", manager),
            (READERS, "action_wiserv_messages", manager),
            (READERS, "action_wiserv_settings", manager),
            *(({*ROLES}, "action_wiserv_sms", records) for records in self.sources()),
            ({*ROLES} - {"portal"}, "action_wiserv_announce", number.partner_id),
            ({*ROLES} - {"portal"}, "action_wiserv_send_sms", number.partner_id),
            ({*MANAGERS, "registrar"}, "action_wiserv_announce", number),
        ):
            yield (
                who,
                f"{method} of {records._name}",
                lambda call, how=method, records=records: call(records._name, how, records.ids),
            )
        program = self.program
        cycle = self.env["g2p.cycle"].search([("program_id", "=", program.id)], limit=1)
        batch = self.env["g2p.payment.batch"].create({"name": "All", "cycle_id": cycle.id})
        for records, method in itertools.product(
            (program, cycle, batch), ("action_wiserv_sms", "action_wiserv_not_told")
        ):
            yield (
                MANAGERS if method == "action_wiserv_sms" and records != cycle else {*ROLES},
                f"{method} of {records._name}",
                lambda call, how=method, records=records: call(records._name, how, records.ids),
            )
        yield (
            NOTIFIERS,
            "notify",
            lambda call: call("g2p.program", "notify_eligible_beneficiaries", program.ids),
        )
        yield from self.buttons(program, cycle, batch)
        yield READERS, "name_search", lambda call: call(MANAGER, "name_search")

    def buttons(self, program, cycle, batch):
        """Yield what :meth:`table` does, of buttons that ask before many are told: who may is upstream's."""
        for records, method in (
            (program, "enroll_eligible_registrants"),
            (program, "verify_eligibility"),
            (cycle, "approve"),
            (cycle, "validate_entitlement"),
            (cycle, "mark_ended"),
            (cycle, "send_payment"),
            (batch, "send_payment"),
        ):
            yield (
                NOTIFIERS,
                f"{method} of {records._name}",
                lambda call, how=method, records=records: call(records._name, how, records.ids),
            )

        def ask(call):
            self.make_members(self.make_registrants(1))
            button = "enroll_eligible_registrants"
            return [call("g2p.program", button, program.ids, context={ASK: True})["res_id"]]

        for method in ("action_with_sms", "action_without_sms", "action_left_out"):
            yield (
                NOTIFIERS,
                f"{method} of the dialog",
                lambda call, how=method: call("sms.wiserv.before", how, ask(call)),
            )

    def sources(self):
        member = self.enrol()
        today = "2026-01-01"
        cycle = self.env["g2p.cycle"].create(
            {"name": "First", "program_id": self.program.id, "start_date": today, "end_date": today}
        )
        entitlement = self.env["g2p.entitlement"].create(
            {"cycle_id": cycle.id, "partner_id": member.partner_id.id, "initial_amount": 1}
        )
        payment = self.env["g2p.payment"].create(
            {"entitlement_id": entitlement.id, "cycle_id": cycle.id, "amount_issued": 1}
        )
        return member.partner_id, member, entitlement, payment

    def test_who_may_do_what(self):
        called = self.assertWhoMay(self.table())
        methods = self.methods_from_outside("g2p_notifications_wiserv")
        # Odoo asks it for menus of actions, and it shows nothing of ours.
        ours = {(model, method) for model, method in methods if method != "get_bindings"}
        self.assertFalse(ours - called, "not in the table")

    def test_nobody_sends_past_the_events(self):
        for way, method in itertools.product(self.ways, PRIVATE):
            with self.subTest(way=way.__name__, method=method):
                refused = self.assertRefused(way, "administrator", MANAGER, method, self.manager.ids)
                self.assertIn("Private methods", str(refused))
        self.assertFalse(self.taken())

    def test_who_sees_which_field(self):
        self.assertSeesFields(FIELDS)

    def test_nobody_reads_a_password_back(self):
        self.manager.write({"api_url": self.gateway.url("soap"), "wiserv_password": "very secret"})
        for role in ROLES:
            try:
                answer = str(self.json2(role, MANAGER, "read", self.manager.ids))
            except Exception as error:
                answer = str(error)
            self.assertNotIn("very secret", answer, role)
