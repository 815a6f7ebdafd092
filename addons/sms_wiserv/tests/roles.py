# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from .rpc import ROLES, RpcCase

SENDER, MESSAGE, SKIPPED = "sms.wiserv.sender", "sms.wiserv.message", "sms.wiserv.skipped"
REPLY = "sms.wiserv.reply"
PURGED, EVENT = "sms.wiserv.purged", "sms.wiserv.event"
TEST, RESEND, RESUME = "sms.wiserv.test", "sms.wiserv.resend", "sms.wiserv.resume"
MEANING = "sms.wiserv.meaning"
REPORT, PERSON, TOTAL = (f"sms.wiserv.{name}" for name in ("report", "person", "total"))
TO_DO = "sms.wiserv.to.do"
COMPANY, SETTINGS, ACCOUNT = "res.company", "res.config.settings", "sms.wiserv.account"

ADMINISTRATOR = {"administrator"}
OFFICERS = {*ADMINISTRATOR, "officer"}
USERS = {*OFFICERS, "user"}
SYSTEM = {"system"}
NOBODY = set()


class RolesCase(RpcCase):
    """What can be done with the addon's models, and who may."""

    def make_message(self, state="failed", **values):
        return self.env[MESSAGE].create(
            {
                "sender_id": self.sender.id,
                "company_id": self.company.id,
                "event": "visit",
                "number": "09170000001",
                "body": "Text",
                "state": state,
                **values,
            }
        )

    def make_skipped(self):
        """Return the row of somebody who could be told by now."""
        visit = self.make_visits(self.make_people(1, phone=False))
        self.announce(visits=visit)
        visit.partner_id.phone = "09170000001"
        return self.env[SKIPPED].search([("res_id", "=", visit.id)])

    def reports_table(self, skipped):
        """Yield the same for reports and lists of work."""
        yield (
            USERS,
            "see the report",
            lambda call: call(REPORT, "formatted_read_group", domain=[], aggregates=["cost:sum"]),
        )
        person = self.env[PERSON].search([("partner_id", "=", skipped.partner_id.id)])
        yield USERS, "see who is not reached", lambda call: call(PERSON, "search_read", domain=[])
        for model, rows in ((PERSON, person), (SKIPPED, skipped)):
            yield (
                USERS,
                f"open whom it is, from {model}",
                lambda call, model=model, rows=rows: call(model, "action_open_person", rows.ids),
            )

        to_do = self.env[TO_DO].search([("sender_id", "=", skipped.sender_id.id)], limit=1)
        yield USERS, "open what is to do", lambda call: call(TO_DO, "action_open", to_do.ids)
        for model in (MESSAGE, SKIPPED, TO_DO):
            yield (
                USERS,
                f"see why a list of {model} is empty",
                lambda call, model=model: call(model, "get_empty_list_help", help_message=""),
            )

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
        sender, message, skipped = self.sender, self.make_message(), self.make_skipped()
        values = {"sender_id": sender.id, "phone": "09170000001", "body": "Test"}

        def save(call, model, **vals):
            [created] = call(model, "web_save", [], vals=vals, specification={})
            return [created["id"]]

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
        yield ADMINISTRATOR, "delete a sender", lambda call: call(SENDER, "unlink", sender.copy().ids)
        yield (
            ADMINISTRATOR,
            "forget a sender's password",
            lambda call: call(SENDER, "action_wiserv_forget_password", sender.ids),
        )
        yield (
            ADMINISTRATOR,
            "say which database sends",
            lambda call: call(SENDER, "action_wiserv_this_database", sender.ids),
        )
        for account in (
            {"api_url": "https://sms.example.com/post"},
            {"protocol": "http"},
            {"user_name": "other"},
            {"api_url": "https://sms.example.com/post", "wiserv_password": "other"},
        ):
            yield (
                ADMINISTRATOR,
                f"change {[*account]} of a sender",
                lambda call, account=account: call(SENDER, "write", sender.copy().ids, vals=account),
            )
            yield (
                ADMINISTRATOR,
                f"create a sender with {[*account]}",
                lambda call, account=account: save(call, SENDER, name="New", **account),
            )
        for owned in (
            {"paused_at": False},
            {"probe_at": False},
            {"pause_cause": "gateway"},
            {"pause_reason": "Mine"},
            {"pause_reply": "Mine"},
            {"pause_count": 0},
            {"probe_delay": 1},
        ):
            yield (
                NOBODY,
                f"change {[*owned]}, which the engine owns",
                lambda call, owned=owned: call(SENDER, "write", sender.ids, vals=owned),
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

        # === MESSAGES === #
        of_message = ["number_masked", "body", "reply", "state"]
        yield USERS, "read messages", lambda call: call(MESSAGE, "read", message.ids, fields=of_message)
        yield USERS, "find messages", lambda call: call(MESSAGE, "search_read", domain=[], fields=of_message)
        replies = self.env[REPLY].search([("company_id", "=", self.company.id)])
        yield (
            USERS,
            "see replies",
            lambda call: call(REPLY, "read", replies.ids, fields=["pattern", "meaning"]),
        )
        yield (
            USERS,
            "read who was skipped",
            lambda call: call(SKIPPED, "read", skipped.ids, fields=["reason"]),
        )
        yield (
            ADMINISTRATOR,
            "read numbers",
            lambda call: call(MESSAGE, "read", message.ids, fields=["number"]),
        )
        yield (
            ADMINISTRATOR,
            "find a number",
            lambda call: call(MESSAGE, "search", domain=[["number", "=like", "0917%"]]),
        )
        yield OFFICERS, "resend", lambda call: call(MESSAGE, "action_resend", self.make_message().ids)
        yield (
            OFFICERS,
            "resend what is unknown",
            lambda call: call(
                RESEND,
                "action_resend",
                save(call, RESEND, message_ids=[[6, 0, self.make_message("unknown").ids]]),
            ),
        )
        yield OFFICERS, "cancel", lambda call: call(MESSAGE, "action_cancel", self.make_message("queued").ids)
        yield (
            OFFICERS,
            "mark as handled",
            lambda call: call(MESSAGE, "action_mark_handled", self.make_message().ids),
        )
        yield (
            OFFICERS,
            "mark as not handled",
            lambda call: call(MESSAGE, "action_mark_not_handled", self.make_message(handled=True).ids),
        )

        # === WHAT REPLIES MEAN === #
        answered = self.make_message("unknown", reply="Who knows?")
        for model, record in ((MESSAGE, answered), (SENDER, sender), (REPLY, replies[0])):
            yield (
                USERS,
                f"ask for the dialog about a reply from {model}",
                lambda call, model=model, record=record: call(model, "action_ask_meaning", record.ids),
            )
        yield (
            ADMINISTRATOR,
            "ask for the dialog about a test's reply",
            lambda call: call(TEST, "action_ask_meaning", save(call, TEST, **values, reply="Who knows?")),
        )
        question = {
            "company_id": self.company.id,
            "reply": "Who knows?",
            "pattern": "Who knows?",
            "meaning": "later",
        }
        yield (
            ADMINISTRATOR,
            "see what a reply may mean",
            lambda call: call(
                MEANING, "web_save", [], vals=question, specification={"past": {}, "alike": {}}
            ),
        )
        yield (
            ADMINISTRATOR,
            "say what a reply means",
            lambda call: call(MEANING, "action_apply", save(call, MEANING, **question)),
        )
        yield (
            OFFICERS,
            "notify again",
            lambda call: call(SKIPPED, "action_notify_again", self.make_skipped().ids),
        )

        yield from self.reports_table(skipped)

        # === WHAT THE ENGINE WRITES === #
        row = {"sender_id": sender.id, "event": "visit", "idempotency_key": "visit:0"}
        purged = self.env[PURGED].create({"sender_id": sender.id, "idempotency_key": "visit:1"})
        self.env["sms.wiserv.test.door"].see("visit", self.make_visits(self.make_people(1)))
        event = self.env[EVENT].search([], limit=1)
        owned = [
            (MESSAGE, message),
            (SKIPPED, skipped),
            (PURGED, purged),
            (EVENT, event),
            (REPLY, replies[0]),
        ]
        for model, record in owned:
            for method, ids, arguments in (
                ("create", None, {"vals_list": [row]}),
                ("write", record.ids, {"vals": {"create_date": False}}),
                ("unlink", record.ids, {}),
            ):
                yield (
                    NOBODY,
                    f"{method} {model}",
                    lambda call, m=model, how=method, ids=ids, args=arguments: call(m, how, ids, **args),
                )
        for model in (PURGED, EVENT, TOTAL):
            yield NOBODY, f"find {model}", lambda call, model=model: call(model, "search", domain=[])

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

        # === PEOPLE === #
        yield (
            SYSTEM,
            "delete a contact, which is Odoo's own right",
            lambda call: call("res.partner", "unlink", self.make_people(1).ids),
        )

    def table_of_set_up(self):
        """Yield the same for what sets SMS up: the company's account in the hands of those who run SMS, and texts."""

        def save(call, model, **vals):
            [created] = call(model, "web_save", [], vals=vals, specification={})
            return [created["id"]]

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
            (SENDER, "action_wiserv_settings", sender),
            ("res.partner", "action_wiserv_sms", sender.company_id.partner_id),
            ("res.partner", "action_wiserv_not_told", sender.company_id.partner_id),
            ("sms.wiserv.test.visit", "action_wiserv_not_told", self.make_visits(self.make_people(1))),
            ("sms.wiserv.test.visit", "action_wiserv_sms", self.make_visits(self.make_people(1))),
        ):
            yield (
                {*ROLES},
                f"{method} of {model}",
                lambda call, m=model, how=method, records=records: call(m, how, records.ids),
            )
