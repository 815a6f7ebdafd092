# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from .roles import (
    ADMINISTRATOR,
    EVENT,
    MEANING,
    MESSAGE,
    NOBODY,
    OFFICERS,
    PERSON,
    PURGED,
    REPLY,
    REPORT,
    RESEND,
    SENDER,
    SKIPPED,
    TEST,
    TO_DO,
    TOTAL,
    USERS,
    RolesCase,
)
from .rpc import save


class MessageRolesCase(RolesCase):
    """What can be done with messages, people not told, replies and reports, and who may."""

    def make_skipped(self):
        """Return the row of somebody who could be told by now."""
        visit = self.make_visits(self.make_people(1, phone=False))
        self.announce(visits=visit)
        visit.partner_id.phone = "09170000001"
        return self.env[SKIPPED].search([("res_id", "=", visit.id)])

    def table_of_messages(self):
        """Yield ``(who may, what, attempt(call))``."""
        sender, message, skipped = self.sender, self.make_message(), self.make_skipped()
        values = {"sender_id": sender.id, "phone": "09170000001", "body": "Test"}
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
        for model in (MESSAGE, SKIPPED, TO_DO, PERSON, SENDER, REPLY):
            yield (
                USERS,
                f"see why a list of {model} is empty",
                lambda call, model=model: call(model, "get_empty_list_help", help_message=""),
            )
