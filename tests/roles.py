# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
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


class RolesCase(ProgramMixin, RpcCase):
    """What can be done with accounts, senders, messages, replies and templates, and who may, over OpenG2P's groups."""

    roles = ROLES
    event = "payment"

    def make_skipped(self):
        """Return the row of somebody who could be told by now."""
        member = self.enrol(preference="none")
        member.partner_id.notification_preference = "sms"
        return self.env[SKIPPED].search([("res_id", "=", member.id), ("event", "=", "enrolled")])

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
