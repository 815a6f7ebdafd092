# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
import random
import string
from datetime import date, datetime, timedelta
from unittest.mock import patch

from lxml import etree

from odoo import Command, fields
from odoo.tools import SQL, mute_logger

from odoo.addons.sms_wiserv.models.outbox import retention
from odoo.addons.sms_wiserv.tools.sentences import OTHER_REASON

from .screens import MESSAGE, ScreenCase

REPORT = "sms.wiserv.report"
MEASURES = [
    "messages", "accepted", "failed", "unknown", "waiting", "cancelled", "segments", "charged_segments", "cost",
]  # fmt: skip
REFUSED = "The gateway refused the message."


class TestReports(ScreenCase):
    """How many SMS were sent in a month, what they cost, how many failed and why, when the messages are gone, too."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.wiserv_segment_price = 0.35
        cls.long_ago = fields.Datetime.now() - timedelta(days=1000)

    def report(self, *groupby, domain=(), role="user"):
        """Return ``{group: {measure: sum}}`` as a user's pivot shows it; of zeros nothing."""
        groups = (
            self.env[REPORT]
            .with_user(self.users[role])
            .formatted_read_group(list(domain), groupby, [f"{name}:sum" for name in MEASURES])
        )
        return {
            tuple(_plain(group[name]) for name in groupby): {
                name: round(group[f"{name}:sum"], 4) for name in MEASURES if group[f"{name}:sum"]
            }
            for group in groups
        }

    def retain(self):
        """Delete by retention until it has nothing more to do."""
        while self.env[MESSAGE]._gc_messages()[1]:
            pass

    def make_old(self, state, count=1, **values):
        return self.make_messages(state, count, queued_at=self.long_ago, answered_at=self.long_ago, **values)

    # === REASONS === #

    def test_a_reason_of_any_length_leaves_room_in_the_index(self):
        # Nothing that PostgreSQL could compress.
        reason = "".join(random.Random(1).choices(string.printable, k=5000))
        failing = patch.object(
            self.registry["sms.wiserv.sender"],
            "_render_bodies",
            lambda sender, template, records, *_rest: ({}, dict.fromkeys(records.ids, reason)),
        )
        with failing:
            visit = self.announce()
        message = self.env[MESSAGE].search([("res_model", "=", visit._name), ("res_id", "=", visit.id)])
        self.assertEqual((message.state, message.failure_reason), ("failed", reason[:500]))

    # === SIZE AND PRICE === #

    def test_a_message_keeps_how_many_segments_it_takes_and_what_one_costs(self):
        texts = {"Hello": 1, "a" * 161: 2, "ň" * 71: 2, "": 0}
        for text, segments in texts.items():
            with self.subTest(text=text[:5], segments=segments):
                message = self.make_messages("queued", body=text)
                self.assertEqual(message.segments, segments)
        queued = self.queue(2, body="ň" * 71)
        self.assertEqual(queued.mapped("segments"), [2, 2])
        self.assertEqual(queued.mapped("encoding"), ["UCS-2", "UCS-2"])
        self.assertEqual(queued.mapped("segment_price"), [3500, 3500])
        self.company.wiserv_segment_price = 0.5
        self.assertEqual(queued.mapped("segment_price"), [3500, 3500])

    def test_of_a_text_that_is_not_kept_the_segments_are(self):
        self.sender.send_now("otp", "09170000001", "a" * 161)
        message = self.messages()
        self.assertEqual((message.body, message.segments, message.segment_price), (False, 2, 3500))
        message.invalidate_recordset()
        self.env.add_to_compute(message._fields["segments"], message)
        self.assertEqual(message.segments, 2)

    def test_a_text_made_anew_is_measured_anew(self):
        self.template.body = "{{ 1 / 0 }}"
        with mute_logger("odoo.addons.mail.models.mail_render_mixin"):
            self.announce()
        self.assertEqual((self.messages().state, self.messages().segments), ("failed", 0))
        self.template.body = "a" * 161
        self.messages().with_user(self.users["officer"]).action_resend()
        self.assertEqual(self.messages().segments, 2)

    # === COUNTS AND COSTS === #

    def make_history(self):
        self.make_old("accepted", 5, body="a" * 161)
        self.make_old("accepted", 2)
        self.make_old("failed", 3, failure_reason=REFUSED, handled=True)
        self.make_old("unknown", 1, handled=True)
        self.make_old("cancelled", 1)
        self.make_old("accepted", 4, event="test")
        self.make_messages("queued", 2)
        self.make_messages("accepted", 3)

    def test_retention_changes_no_report(self):
        self.make_history()
        groupings = [(), ("month:month", "event", "state"), ("state", "reason"), ("sender_id", "month:year")]
        before = [self.report(*groupby) for groupby in groupings]
        self.assertEqual(
            self.report(domain=[("event", "!=", "test")]),
            {
                (): {
                    "messages": 17, "accepted": 10, "failed": 3, "unknown": 1, "waiting": 2, "cancelled": 1,
                    "segments": 22, "charged_segments": 15, "cost": 5.25,
                }
            },
        )  # fmt: skip
        with patch.object(retention, "RETENTION_BATCH", 2):
            self.env[MESSAGE]._gc_messages()
            self.assertEqual([self.report(*groupby) for groupby in groupings], before, "half-way")
            self.retain()
        self.assertEqual(len(self.messages()), 5)
        self.assertEqual([self.report(*groupby) for groupby in groupings], before)

    def test_what_was_accepted_is_added_up_from_an_index_alone(self):
        self.make_messages("accepted", 3)
        # In a test there are too few rows for an index to be worth it: any other way is forbidden.
        self.env.cr.execute(
            "SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off; SET LOCAL enable_indexscan = off"
        )
        self.env.cr.execute(SQL("EXPLAIN %s", self.env[REPORT]._table_query))
        plan = "\n".join(line for (line,) in self.env.cr.fetchall())
        self.assertIn("Index Only Scan using sms_wiserv_message_kind_index", plan)

    def test_lists_are_added_up_once(self):
        self.make_messages("failed")
        added = []
        for name in (REPORT, "sms.wiserv.to.do"):
            model = self.env[name].with_user(self.users["user"])
            arch = etree.fromstring(model.get_view(view_type="list")["arch"])
            table_query = type(model)._table_query

            def counted(records, query=table_query):
                added.append(records._name)
                return query.fget(records)

            with self.subTest(name), patch.object(type(model), "_table_query", property(counted)):
                shown = model.web_search_read(
                    [], {node.get("name"): {} for node in arch.iter("field")}, limit=80
                )
                self.assertTrue(shown["records"])
                self.assertEqual(added, [name])
            added.clear()

    def test_a_list_gives_the_reason_in_the_readers_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.make_messages("failed", failure_reason="The gateway refused the message.")
        row = self.env[REPORT].search([("state", "=", "failed")])
        self.assertEqual(row.reason_shown, "The gateway refused the message.")
        self.assertEqual(row.with_context(lang="fr_FR").reason_shown, "La passerelle a refusé le message.")
        arch = self.env[REPORT].get_view(view_type="list")["arch"]
        self.assertTrue(etree.fromstring(arch).xpath("//field[@name='reason']/@column_invisible"))

    def test_what_is_undone_leaves_no_trace(self):
        self.make_old("accepted", 2)
        with self.assertRaises(InterruptedError), self.env.cr.savepoint():
            self.retain()
            raise InterruptedError
        self.assertEqual(self.report()[()]["messages"], 2)
        self.assertFalse(self.env["sms.wiserv.total"].search_count([]))

    def test_resent_messages_are_counted_once_as_what_became_of_them(self):
        [message] = self.queue()
        message.write({"state": "failed", "failure_reason": REFUSED})
        self.assertEqual(
            self.report("state", "reason"), {("failed", REFUSED): {"messages": 1, "failed": 1, "segments": 1}}
        )
        message.with_user(self.users["officer"]).action_resend()
        self.dispatch()
        [(key, counts)] = self.report("state", "reason").items()
        self.assertEqual((key, counts["messages"], counts["cost"]), (("accepted", False), 1, 0.35))

    def test_another_price_counts_from_then_on(self):
        self.make_old("accepted")
        self.make_messages("accepted")
        self.company.wiserv_segment_price = 1
        self.make_messages("accepted")
        self.retain()
        self.assertEqual(self.report()[()]["cost"], 1.7)

    def test_what_is_resent_costs_what_it_does_then(self):
        self.company.wiserv_segment_price = 0.5
        message = self.make_messages("failed", body="Hello", partner_id=self.make_people(1).id)
        self.company.wiserv_segment_price = 2
        message.action_resend()
        self.assertEqual((message.state, message.sudo().segment_price), ("queued", 20_000))

    def test_another_text_has_a_size_of_its_own(self):
        message = self.make_messages("failed", body="Hello")
        self.assertEqual(message.segments, 1)
        message._rewrite("09170000001", "x" * 200)
        self.assertEqual(message.segments, 2)

    def test_messages_from_before_any_price_cost_what_they_would_now(self):
        self.company.wiserv_segment_price = 0
        self.make_old("accepted")
        self.make_messages("accepted")
        self.retain()
        self.assertNotIn("cost", self.report()[()])
        self.company.wiserv_segment_price = 0.4
        self.assertEqual(self.report()[()]["cost"], 0.8)

    def test_months_are_of_the_zone_of_the_sending_hours_else_of_the_companys_contact(self):
        self.company.partner_id.tz = "Pacific/Honolulu"
        at = datetime(2024, 3, 1, 5)
        self.make_messages("accepted", queued_at=at, answered_at=at)
        self.assertEqual([*self.report("month:month")], [(date(2024, 2, 1),)])
        self.messages().unlink()
        self.company.wiserv_hours_tz = "Asia/Manila"
        for queued_at in (datetime(2024, 3, 31, 15, 59), datetime(2024, 3, 31, 16, 0)):
            self.make_messages("accepted", queued_at=queued_at, answered_at=queued_at)
        months = [(date(2024, 3, 1),), (date(2024, 4, 1),)]
        self.assertEqual([*self.report("month:month")], months)
        self.retain()
        self.assertEqual([*self.report("month:month")], months)

    def test_a_month_is_called_by_its_name_and_year_in_lists_and_exports(self):
        for month in (10, 12, 11):
            self.make_messages(
                "accepted", queued_at=datetime(2024, month, 15), answered_at=datetime(2024, month, 15)
            )
        report = self.env[REPORT].with_user(self.users["user"])
        months = ["October 2024", "November 2024", "December 2024"]
        rows = report.search([], order="month_shown")
        self.assertEqual(rows.mapped("month_shown"), months)
        exported = rows.with_env(self.env).export_data(["month_shown"])["datas"]
        self.assertEqual(exported, [[name] for name in months])
        offered = report.fields_get(["month", "month_shown"], ["exportable", "sortable"])
        self.assertEqual(
            [offered[name].get("exportable", True) for name in ("month", "month_shown")], [False, True]
        )
        self.assertTrue(offered["month_shown"]["sortable"])
        shown = [node.get("name") for node in self.columns(report)]
        self.assertIn("month_shown", shown)
        self.assertNotIn("month", shown)
        self.env["res.lang"]._activate_lang("es_ES")
        self.assertEqual(rows.with_context(lang="es_ES")[0].month_shown, "octubre 2024")

    def columns(self, report):
        """Return the nodes of the columns that a list shows."""
        return etree.fromstring(report.get_view(view_type="list")["arch"]).xpath(
            "//field[not(@column_invisible)]"
        )

    def test_reasons_name_nobody_and_are_read_in_the_readers_words(self):
        secret = "The template Visit cannot be filled in for Ana Reyes: check {{ 1 / 0 }}."
        reasons = [f"{REFUSED} (No load, Ana Reyes)", secret]
        for reason in reasons:
            self.make_old("failed", failure_reason=reason, handled=True)
        expected = {(OTHER_REASON,), (REFUSED,)}
        self.assertEqual({*self.report("reason")}, expected)
        self.retain()
        self.assertFalse(self.messages())
        self.assertEqual({*self.report("reason")}, expected)
        self.env["res.lang"]._activate_lang("fr_FR")
        self.env["ir.module.module"]._load_module_terms(["sms_wiserv"], ["fr_FR"])
        groups = (
            self.env[REPORT]
            .with_context(lang="fr_FR")
            .web_read_group([], ["reason"], ["messages:sum"])["groups"]
        )
        self.assertIn("La passerelle a refusé le message.", [group["reason"] for group in groups])

    # === WHOSE === #

    def test_a_senders_totals_outlive_it(self):
        self.make_old("accepted", 2)
        self.retain()
        self.make_messages("accepted", 3)
        self.sender.unlink()
        self.assertEqual(self.report("sender_id")[False,]["accepted"], 5)

    def test_another_companys_figures_are_theirs(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.make_old("accepted", company_id=other.id)
        self.make_messages("accepted", company_id=other.id)
        self.assertEqual(self.report()[()], {})
        self.users["user"].company_ids = [Command.link(other.id)]
        user = self.users["user"].with_context(allowed_company_ids=other.ids)
        report = self.env[REPORT].with_user(user).with_context(allowed_company_ids=other.ids)
        self.assertEqual(report.search([]).mapped("messages"), [1, 1])
        other.wiserv_retention_days = 90
        self.retain()
        report.invalidate_model()
        self.assertEqual(sorted(report.search([]).mapped("messages")), [1, 1])

    def test_internals_are_not_exported(self):
        exported = {
            name
            for model in (MESSAGE, "sms.wiserv.skipped", "sms.wiserv.to.do")
            for name, attributes in self.env[model]
            .with_user(self.users["administrator"])
            .fields_get()
            .items()
            if attributes.get("exportable", True)
        }
        internals = {"idempotency_key", "failure_reason", "segment_price", "dispatcher", "door", "urgency"}
        self.assertFalse(exported & {*internals, "res_model", "res_id"})
        self.assertLessEqual({"segments", "reason", "number_masked"}, exported)


def _plain(value):
    """Return the group's value without the label that goes with it."""
    value = value[0] if isinstance(value, tuple | list) else value
    return fields.Date.to_date(value) if isinstance(value, str) and value[:2] == "20" else value
