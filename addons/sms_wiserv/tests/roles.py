# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from ..models.sources.asked import ASK
from .rpc import ROLES, RpcCase, save

SENDER, MESSAGE, SKIPPED = "sms.wiserv.sender", "sms.wiserv.message", "sms.wiserv.skipped"
REPLY = "sms.wiserv.reply"
PURGED, EVENT = "sms.wiserv.purged", "sms.wiserv.event"
TEST, RESEND, RESUME = "sms.wiserv.test", "sms.wiserv.resend", "sms.wiserv.resume"
MEANING = "sms.wiserv.meaning"
REPORT, PERSON, TOTAL = (f"sms.wiserv.{name}" for name in ("report", "person", "total"))
TO_DO = "sms.wiserv.to.do"
BEFORE, LEFT_OUT = "sms.wiserv.before", "sms.wiserv.before.person"
VISIT = "sms.wiserv.test.visit"
COMPANY, SETTINGS, ACCOUNT = "res.company", "res.config.settings", "sms.wiserv.account"

ADMINISTRATOR = {"administrator"}
OFFICERS = {*ADMINISTRATOR, "officer"}
USERS = {*OFFICERS, "user"}
SYSTEM = {"system"}
EMPLOYEES = {*USERS, *SYSTEM, "employee"}
NOBODY = set()


class RolesCase(RpcCase):
    """What can be done with senders, accounts, Odoo's SMS and contacts, and who may."""

    def table_of_the_dialog(self):
        """Yield the same for the dialog before many are told, which is whose button it is."""

        def ask(call):
            visits = self.make_visits(self.make_people(1))
            return [call(VISIT, "announce", visits.ids, context={ASK: True})["res_id"]]

        for method in ("action_with_sms", "action_without_sms", "action_left_out"):
            yield (
                EMPLOYEES,
                f"{method} of the dialog",
                lambda call, method=method: call(BEFORE, method, ask(call)),
            )

        def open_left_out(call):
            visits = self.make_visits(self.make_people(1, phone=False))
            dialog = call(VISIT, "announce", visits.ids, context={ASK: True})["res_id"]
            action = call(BEFORE, "action_left_out", [dialog])
            people = call(LEFT_OUT, "search", domain=action["domain"])
            return call(LEFT_OUT, "action_open_person", people)

        yield EMPLOYEES, "open whom the dialog leaves out", open_left_out

    def table_of_odoos_sms(self):
        """Yield the same for Odoo's own SMS, which only system administrators see."""
        arguments = {"action_set_error": {"failure_type": "sms_server"}}
        for method in (
            "resend_failed",
            "action_set_canceled",
            "action_set_outgoing",
            "action_set_error",
            "unlink",
        ):
            yield (
                SYSTEM,
                f"{method} of Odoo's SMS",
                lambda call, method=method: call(
                    "sms.sms", method, self.env["sms.sms"].create({}).ids, **arguments.get(method, {})
                ),
            )

    def table(self):
        """Yield ``(who may, what, attempt(call))`` for whatever can be done with the addon's models."""
        sender = self.sender
        values = {"sender_id": sender.id, "phone": "09170000001", "body": "Test"}

        # === SENDERS === #
        names = ["name", "channel_state", "channel_reason", "number_format"]
        yield USERS, "see senders", lambda call: call(SENDER, "read", sender.ids, fields=names)
        yield USERS, "open a sender", lambda call: call(SENDER, "action_open", sender.ids)
        yield USERS, "follow progress", lambda call: call(SENDER, "running")
        yield USERS, "have a stop told", lambda call: call(SENDER, "tell_stalled", sender.ids)
        yield OFFICERS, "create a sender", lambda call: save(call, SENDER, name="New")
        yield (
            OFFICERS,
            "rename a sender",
            lambda call: call(SENDER, "write", sender.ids, vals={"name": "Ours"}),
        )
        yield OFFICERS, "pause", lambda call: call(SENDER, "action_pause", sender.ids)
        yield OFFICERS, "resume", lambda call: call(SENDER, "action_resume", sender.ids)
        yield OFFICERS, "resume at once", lambda call: call(SENDER, "action_resume_all", sender.ids)
        yield (
            OFFICERS,
            "resume after a long pause",
            lambda call: call(RESUME, "action_resume", save(call, RESUME, sender_ids=[[6, 0, sender.ids]])),
        )
        yield from self.table_of_a_sender(sender, ADMINISTRATOR)
        yield (
            ADMINISTRATOR,
            "say which database sends",
            lambda call: call(SENDER, "action_wiserv_this_database", sender.ids),
        )

        # === TEST SMS === #
        shown = {"api_url": {}, "protocol": {}, "user_name": {}}
        yield (
            OFFICERS,
            "ask for the test's dialog",
            lambda call: call(SENDER, "action_wiserv_test", sender.ids),
        )
        yield (
            ADMINISTRATOR,
            "see the account in the test's dialog",
            lambda call: call(TEST, "web_save", [], vals=values, specification=shown),
        )
        yield (
            ADMINISTRATOR,
            "send a test SMS",
            lambda call: call(TEST, "action_send", save(call, TEST, **values)),
        )

        # === THE COMPANY'S ACCOUNT === #
        for account in (
            {"wiserv_user_name": "other"},
            {"wiserv_password": "x"},
            {"wiserv_allow_plain_http": True},
        ):
            yield (
                SYSTEM,
                f"change {[*account]} of the company",
                lambda call, account=account: call(COMPANY, "write", self.company.ids, vals=account),
            )
        for name in (
            "wiserv_api_url",
            "wiserv_user_name",
            "wiserv_password_is_set",
        ):
            yield (
                SYSTEM,
                f"see {name}",
                lambda call, name=name: call(COMPANY, "read", self.company.ids, fields=[name]),
            )
        yield (
            SYSTEM,
            "forget the company's password",
            lambda call: call(COMPANY, "action_wiserv_forget_password", self.company.ids),
        )
        for method in (
            "action_wiserv_senders",
            "action_wiserv_replies",
            "action_wiserv_forget_password",
            "action_wiserv_philippine_hours",
        ):
            yield (
                SYSTEM,
                f"{method} in the settings",
                lambda call, method=method: call(
                    SETTINGS, method, save(call, SETTINGS, wiserv_connections=3)
                ),
            )

        yield from self.table_of_odoos_sms()
        yield from self.table_of_the_dialog()

        # === PEOPLE === #
        yield (
            SYSTEM,
            "delete a contact, which is Odoo's own right",
            lambda call: call("res.partner", "unlink", self.make_people(1).ids),
        )

    def table_of_set_up(self):
        """Yield the same for what sets SMS up: the company's account in the hands of those who run SMS, and texts."""

        yield (
            NOBODY,
            "test the account in the settings, which takes rights on both",
            lambda call: call(SETTINGS, "action_wiserv_test", save(call, SETTINGS, wiserv_connections=3)),
        )
        yield ADMINISTRATOR, "open the SMS account", lambda call: call(ACCOUNT, "action_open")
        for values in ({"wiserv_user_name": "other"}, {"wiserv_password": "x"}, {"wiserv_connections": 3}):
            yield (
                ADMINISTRATOR,
                f"change {[*values]} by the SMS account",
                lambda call, values=values: save(call, ACCOUNT, **values),
            )
        for method in ("action_test", "action_forget_password"):
            yield (
                ADMINISTRATOR,
                f"{method} of the SMS account",
                lambda call, method=method: call(ACCOUNT, method, save(call, ACCOUNT, wiserv_connections=3)),
            )
        yield (
            {*ROLES},
            "open the list of templates",
            lambda call: call("sms.template", "action_wiserv_templates"),
        )

        yield (
            {*ROLES},
            "see what a new sender begins with",
            lambda call: call(SENDER, "default_get", fields=["name", "api_url"]),
        )

        # === LISTS THAT ARE OPENED, AND SHOW WHAT EACH MAY SEE === #
        sender = self.sender
        for model, method, records in (
            (SENDER, "action_wiserv_messages", sender),
            ("res.partner", "action_wiserv_sms", sender.company_id.partner_id),
            ("res.partner", "action_wiserv_not_told", sender.company_id.partner_id),
            ("res.partner", "get_formview_action", sender.company_id.partner_id),
            ("sms.wiserv.test.visit", "action_wiserv_not_told", self.make_visits(self.make_people(1))),
            ("sms.wiserv.test.visit", "action_wiserv_sms", self.make_visits(self.make_people(1))),
        ):
            yield (
                {*ROLES},
                f"{method} of {model}",
                lambda call, m=model, how=method, records=records: call(m, how, records.ids),
            )
