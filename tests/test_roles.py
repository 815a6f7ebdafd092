# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
import inspect
import itertools

from odoo.tests import tagged

from .rpc import ROLES, RefusedError, RpcCase

SENDER, MESSAGE, SKIPPED = "g2p.program.notification.manager.wiserv", "g2p.wiserv.sms", "g2p.wiserv.skipped"

ADMINISTRATOR = {"administrator"}
MANAGERS = {"administrator", "manager"}
READERS = {"administrator", "manager", "validator", "finance", "approver"}
SYSTEM = {"system"}
NOBODY = set()

# Every method of the addon that can be called from outside of Odoo, and the test below that holds for it.
PUBLIC = {
    SENDER: {
        "action_pause": "test_pause_and_resume",
        "action_resume": "test_pause_and_resume",
        "action_use": "test_use",
        "action_wiserv_forget_password": "test_change_a_senders_account",
        "get_manager_view_id": "test_see_senders",
        "running": "test_follow_progress",
    },
    MESSAGE: {
        "action_resend": "test_resend",
        "action_cancel": "test_cancel",
        "action_mark_handled": "test_mark_as_dealt_with",
    },
    SKIPPED: {"action_notify_again": "test_notify_again"},
    "g2p.wiserv.resend": {"action_resend": "test_resend_what_is_unknown"},
    "g2p.wiserv.test": {"action_send": "test_send_a_test_sms"},
    **dict.fromkeys(
        ("res.partner", "g2p.program_membership", "g2p.entitlement", "g2p.payment", "g2p.wiserv.source"),
        {"action_wiserv_sms": "test_open_the_messages_about_something"},
    ),
    "res.company": {"action_wiserv_forget_password": "test_change_the_companys_account"},
    "res.config.settings": {
        "action_wiserv_forget_password": "test_change_settings",
        "action_wiserv_senders": "test_change_settings",
    },
}
# They send to whom the caller wants, or tell of what has not happened: for other modules' Python code alone.
PRIVATE = (
    "send_sms", "send_sms_to_membership", "on_otp_send", "on_enrolled_in_program", "on_payment_send",
    "on_cycle_started", "on_cycle_ended", "on_generate_voucher",
)  # fmt: skip


_COUNTED = "queued_count accepted_today_count failed_count unknown_count"
_LIMITS = "numbers_per_request connections messages_per_second max_attempts timeout retention_days"
_SECRET = "wiserv_password_secret wiserv_password_origin"
_COUNT_OF_MESSAGES = [(MANAGERS, "wiserv_sms_count")]
# The fields of the addon that not everybody sees who sees the record, and who does.
FIELDS = {
    SENDER: [
        (
            ADMINISTRATOR,
            f"api_url protocol user_name wiserv_password wiserv_password_is_set account_in_effect {_LIMITS}",
        ),
        (MANAGERS, f"{_COUNTED} progress"),
        (NOBODY, f"{_SECRET} open_report open_report_since failures_in_a_row"),
    ],
    MESSAGE: [(ADMINISTRATOR, "number"), (NOBODY, "dispatcher")],
    "res.company": [
        (SYSTEM, "wiserv_api_url wiserv_protocol wiserv_user_name wiserv_password wiserv_password_is_set"),
        (SYSTEM, "wiserv_allow_plain_http wiserv_accepted_replies wiserv_credential_replies"),
        (SYSTEM, " ".join(f"wiserv_{name}" for name in _LIMITS.split())),
        (NOBODY, _SECRET),
    ],
    "res.partner": _COUNT_OF_MESSAGES,
    "g2p.program_membership": _COUNT_OF_MESSAGES,
    "g2p.entitlement": _COUNT_OF_MESSAGES,
    "g2p.payment": _COUNT_OF_MESSAGES,
}


@tagged("post_install", "-at_install")
class TestRoles(RpcCase):
    """Who may do what: the table in README.md, tried by everybody over both ways into Odoo."""

    maxDiff = None

    def assertMay(self, allowed, attempt):
        """Have everybody try; ``attempt(call)`` does, and raises :class:`RefusedError` when it is refused."""
        for way, role in itertools.product((self.json2, self.call_kw), [*ROLES, None]):
            with self.subTest(way=way.__name__, role=role):
                try:
                    attempt(lambda *args, way=way, role=role, **kwargs: way(role, *args, **kwargs))
                except RefusedError as error:
                    self.assertNotIn(role, allowed, error)
                else:
                    self.assertIn(role, allowed)
                self.env.invalidate_all()

    def message(self, state="failed", **values):
        return self.env[MESSAGE].create(
            {
                "manager_id": self.sender.id,
                "company_id": self.company.id,
                "event": "payment",
                "number": "09170000001",
                "body": "Text",
                "state": state,
                **values,
            }
        )

    def skipped(self):
        member = self.make_members(self.make_registrants(1, preference="none"))
        member.enroll_eligible_registrants()
        member.partner_id.notification_preference = "sms"
        return self.env[SKIPPED].search([("res_id", "=", member.id), ("event", "=", "enrolled")])

    # === SENDERS === #

    def test_see_senders(self):
        def attempt(call):
            names = {"name": {}, "channel_state": {}, "channel_reason": {}, "message_ids": {}}
            self.assertTrue(call(SENDER, "web_read", self.sender.ids, specification=names))
            self.assertTrue(call(SENDER, "get_manager_view_id", self.sender.ids))

        self.assertMay(READERS, attempt)

    def test_see_an_account(self):
        for name in ("api_url", "protocol", "user_name", "wiserv_password_is_set", "account_in_effect"):
            self.assertMay(
                ADMINISTRATOR,
                lambda call, name=name: call(SENDER, "read", self.sender.ids, fields=[name]),
            )

    def test_see_an_account_in_the_dialog_of_a_test_sms(self):
        values = {"manager_id": self.sender.id, "phone": "09170000001", "body": "Test"}
        shown = {"api_url": {}, "protocol": {}, "user_name": {}}
        self.assertMay(
            ADMINISTRATOR,
            lambda call: call("g2p.wiserv.test", "web_save", [], vals=values, specification=shown),
        )

    def test_create_and_change_senders(self):
        def attempt(call):
            values = {"name": "New", "program_id": self.program.id}
            [created] = call(SENDER, "web_save", [], vals=values, specification={})
            template = self.env.ref("g2p_notifications_wiserv.sms_template_enrolled")
            values = {"name": "Other", "on_enrolled_in_program_template": template.id}
            call(SENDER, "write", [created["id"]], vals=values)

        self.assertMay(MANAGERS, attempt)
        self.assertMay(MANAGERS, lambda call: call(SENDER, "write", self.sender.ids, vals={"name": "Mine"}))

    def test_use(self):
        program, sender = self.make_program("Cash")

        def attempt(call):
            program.notification_managers.unlink()
            call(SENDER, "action_use", sender.ids)
            self.assertTrue(program.notification_managers)

        self.assertMay(MANAGERS, attempt)

    def test_delete_senders(self):
        self.assertMay(ADMINISTRATOR, lambda call: call(SENDER, "unlink", self.sender.copy().ids))

    def test_change_a_senders_account(self):
        for values in (
            {"api_url": self.gateway.url("http")},
            {"protocol": "http"},
            {"user_name": "other"},
            {"wiserv_password": "other"},
        ):
            self.assertMay(
                ADMINISTRATOR,
                lambda call, values=values: call(SENDER, "write", self.sender.ids, vals=values),
            )
            create = {"name": "New", "program_id": self.program.id, **values}
            self.assertMay(
                ADMINISTRATOR,
                lambda call, create=create: call(SENDER, "web_save", [], vals=create, specification={}),
            )
        self.assertMay(
            ADMINISTRATOR, lambda call: call(SENDER, "action_wiserv_forget_password", self.sender.ids)
        )

    def test_pause_and_resume(self):
        for method in ("action_pause", "action_resume"):
            self.assertMay(MANAGERS, lambda call, method=method: call(SENDER, method, self.sender.ids))

    def test_what_the_engine_owns(self):
        for values in (
            {"paused_at": False},
            {"probe_at": False},
            {"pause_cause": "gateway"},
            {"pause_reason": "Mine"},
            {"probe_delay": 1},
        ):
            self.assertMay(
                NOBODY, lambda call, values=values: call(SENDER, "write", self.sender.ids, vals=values)
            )

    def test_send_a_test_sms(self):
        def attempt(call):
            values = {"manager_id": self.sender.id, "phone": "09170000001", "body": "Test"}
            [wizard] = call("g2p.wiserv.test", "web_save", [], vals=values, specification={})
            call("g2p.wiserv.test", "action_send", [wizard["id"]])

        self.assertMay(ADMINISTRATOR, attempt)
        self.assertEqual(len(self.taken()), 2)

    def test_send_without_an_event(self):
        for way, method in itertools.product(self.ways, PRIVATE):
            with self.subTest(way=way.__name__, method=method):
                refused = self.assertRefused(way, "administrator", SENDER, method, self.sender.ids)
                self.assertIn("Private methods", str(refused))
        self.assertFalse(self.taken())

    # === MESSAGES === #

    def test_read_messages(self):
        message, skipped = self.message(), self.skipped()
        names = ["number_masked", "body", "reply", "state"]
        self.assertMay(MANAGERS, lambda call: call(MESSAGE, "read", message.ids, fields=names))
        self.assertMay(MANAGERS, lambda call: call(MESSAGE, "search_read", domain=[], fields=names))
        self.assertMay(MANAGERS, lambda call: call(SKIPPED, "read", skipped.ids, fields=["reason"]))
        self.assertMay(ADMINISTRATOR, lambda call: call(MESSAGE, "read", message.ids, fields=["number"]))
        self.assertMay(
            ADMINISTRATOR, lambda call: call(MESSAGE, "search", domain=[["number", "=like", "0917%"]])
        )

    def test_follow_progress(self):
        self.message("queued")
        self.assertMay(MANAGERS, lambda call: self.assertTrue(call(SENDER, "running")))

    def test_write_messages(self):
        message, skipped = self.message(), self.skipped()
        values = {"manager_id": self.sender.id, "event": "manual", "number": "09170000002", "body": "Mine"}
        for model, record in ((MESSAGE, message), (SKIPPED, skipped)):
            self.assertMay(
                NOBODY, lambda call, m=model, r=record: call(m, "write", r.ids, vals={"event": "otp"})
            )
            self.assertMay(NOBODY, lambda call, m=model, r=record: call(m, "unlink", r.ids))
            self.assertMay(
                NOBODY, lambda call, m=model: call(m, "web_save", [], vals=values, specification={})
            )
        purged = self.env["g2p.wiserv.purged"].create(
            {"manager_id": self.sender.id, "idempotency_key": "payment:1"}
        )
        self.assertMay(NOBODY, lambda call: call("g2p.wiserv.purged", "unlink", purged.ids))
        self.assertMay(NOBODY, lambda call: call("g2p.wiserv.purged", "search", domain=[]))
        values = {"idempotency_key": "payment:2"}
        self.assertMay(NOBODY, lambda call: call("g2p.wiserv.purged", "write", purged.ids, vals=values))
        values = {"manager_id": self.sender.id, "idempotency_key": "payment:3"}
        self.assertMay(NOBODY, lambda call: call("g2p.wiserv.purged", "create", vals_list=[values]))

    def test_resend(self):
        self.assertMay(MANAGERS, lambda call: call(MESSAGE, "action_resend", self.message().ids))
        self.assertEqual(self.env[MESSAGE].search_count([("state", "=", "queued")]), 4)

    def test_resend_what_is_unknown(self):
        def attempt(call):
            values = {"message_ids": [[6, 0, self.message("unknown").ids]]}
            [wizard] = call("g2p.wiserv.resend", "web_save", [], vals=values, specification={})
            call("g2p.wiserv.resend", "action_resend", [wizard["id"]])

        self.assertMay(MANAGERS, attempt)
        self.assertMay(
            MANAGERS,
            lambda call: call("g2p.wiserv.resend", "web_save", [], vals={}, specification={}),
        )

    def test_cancel(self):
        self.assertMay(MANAGERS, lambda call: call(MESSAGE, "action_cancel", self.message("queued").ids))

    def test_mark_as_dealt_with(self):
        self.assertMay(MANAGERS, lambda call: call(MESSAGE, "action_mark_handled", self.message().ids))

    def test_notify_again(self):
        self.assertMay(MANAGERS, lambda call: call(SKIPPED, "action_notify_again", self.skipped().ids))

    def test_open_the_messages_about_something(self):
        """It opens a list, in which everybody finds what access rights show them."""
        registrant = self.make_registrants(1)
        for role in ("validator", "manager"):
            action = self.json2(role, "res.partner", "action_wiserv_sms", registrant.ids)
            self.assertEqual(action["res_model"], MESSAGE)

    # === TEMPLATES AND SETTINGS === #

    def test_change_templates(self):
        template = self.env.ref("g2p_notifications_wiserv.sms_template_payment")
        values = {"body": template.body.replace("has been sent", "is on its way")}
        self.assertMay(
            {*MANAGERS, *SYSTEM}, lambda call: call("sms.template", "write", template.ids, vals=values)
        )

    def test_change_the_companys_account(self):
        for values in (
            {"wiserv_user_name": "other"},
            {"wiserv_password": "x"},
            {"wiserv_allow_plain_http": True},
        ):
            self.assertMay(
                SYSTEM,
                lambda call, values=values: call("res.company", "write", self.company.ids, vals=values),
            )
        self.assertMay(
            SYSTEM, lambda call: call("res.company", "action_wiserv_forget_password", self.company.ids)
        )

    def test_see_the_companys_account(self):
        for name in (
            "wiserv_api_url",
            "wiserv_user_name",
            "wiserv_password_is_set",
            "wiserv_accepted_replies",
        ):
            self.assertMay(
                SYSTEM, lambda call, name=name: call("res.company", "read", self.company.ids, fields=[name])
            )

    def test_change_settings(self):
        model = "res.config.settings"

        def attempt(call):
            [settings] = call(model, "web_save", [], vals={"wiserv_connections": 3}, specification={})
            call(model, "action_wiserv_senders", [settings["id"]])
            call(model, "action_wiserv_forget_password", [settings["id"]])

        self.assertMay(SYSTEM, attempt)

    # === THE TABLES ABOVE === #

    def test_every_field_that_is_not_for_everybody_is_in_the_table(self):
        restricted = {model: set() for model in FIELDS}
        for model in self.env.registry:
            # The settings' fields are the company's.
            if not (self.env[model]._abstract or self.env[model]._transient):
                for name, field in self.env[model]._fields.items():
                    ours = "g2p_notifications_wiserv" in field._modules and not field.inherited
                    if field.groups and ours:
                        restricted.setdefault(model, set()).add(name)
        known = {
            model: {*" ".join(names for _allowed, names in rows).split()} for model, rows in FIELDS.items()
        }
        self.assertEqual(restricted, known)

    def test_see_fields(self):
        for (role, user), (model, rows) in itertools.product(self.users.items(), FIELDS.items()):
            seen = self.env[model].with_user(user).fields_get(attributes=[])
            for allowed, names in rows:
                with self.subTest(role=role, model=model, names=names):
                    self.assertEqual(
                        seen.keys() & {*names.split()}, {*names.split()} if role in allowed else set()
                    )

    def test_every_method_that_can_be_called_is_in_the_table(self):
        found = set()
        for model, cls in self.env.registry.items():
            for part in cls.mro():
                if part.__module__.startswith("odoo.addons.g2p_notifications_wiserv."):
                    found |= {
                        (model, name) for name, value in vars(part).items() if inspect.isfunction(value)
                    }
        called = {(model, name) for model, name in found if self._is_public(model, name)}
        abstract = {("g2p.wiserv.credentials", "action_wiserv_forget_password")}
        known = {(model, name) for model, methods in PUBLIC.items() for name in methods}
        self.assertEqual(called - abstract, known)

    def _is_public(self, model, name):
        if name.startswith("_") or name in ("create", "write", "mail_allowed_qweb_expressions"):
            return False
        bases = self.env.registry[model].mro()
        return not any(getattr(getattr(base, name, None), "_api_private", False) for base in bases)
