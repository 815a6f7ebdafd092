# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from datetime import timedelta

from odoo import fields

from .common import WiservCase


class TestClaim(WiservCase):
    def claimed(self, limit, cursor):
        self.env.flush_all()
        rows = self.env["sms.wiserv.message"]._claim(1, self.company.id, self.sender.ids, limit, cursor)
        self.env.invalidate_all()
        return [row[0] for row in rows]

    def test_urgent_ones_come_first_then_retries_then_the_others_by_age(self):
        oldest, retry, newer, urgent = self.queue(4).sorted("id")
        retry.next_attempt_at = fields.Datetime.now() - timedelta(minutes=1)
        urgent.priority = "1"
        self.assertEqual(self.claimed(4, {}), [urgent.id, retry.id, oldest.id, newer.id])

    def test_a_retry_moves_no_claim_cursor(self):
        """What is older and new would not be found before the cursor is cleared."""
        messages = self.queue(4).sorted("id")
        messages[3].next_attempt_at = fields.Datetime.now() - timedelta(minutes=1)
        cursor = {}
        self.assertEqual(self.claimed(2, cursor), [messages[3].id, messages[0].id])
        self.assertEqual(self.claimed(2, cursor), messages[1:3].ids)

    def test_claims_are_planned_once_and_never_by_the_primary_key(self):
        """To the planner the primary key looks as good, and it would walk over all that was sent before."""
        self.queue(3)
        self.env.flush_all()
        self.claimed(1, {})
        self.claimed(1, {})
        self.env.cr.execute("SELECT count(*) FROM pg_prepared_statements WHERE name = 'sms_wiserv_claim'")
        self.assertEqual(self.env.cr.fetchone(), (1,))
        plan = self.plan()
        self.assertEqual(plan.count("sms_wiserv_message_new_index"), 2, plan)
        self.assertNotIn("Sort", plan)

    def test_a_claim_does_not_read_a_long_queue(self):
        """How many it takes the planner cannot know: of many it would look each up in the whole table."""
        self.env.cr.execute(
            """INSERT INTO sms_wiserv_message (sender_id, company_id, event, state, priority, attempts,
                                               idempotency_key, queued_at, queued_on)
               SELECT %s, %s, 'visit', 'queued', '0', 0, 'long:' || nth, now() AT TIME ZONE 'UTC', now()
                 FROM generate_series(1, 5000) AS nth""",
            (self.sender.id, self.company.id),
        )
        self.env.cr.execute("ANALYZE sms_wiserv_message")
        self.claimed(1, {})
        plan = self.plan()
        self.assertNotIn("Seq Scan on sms_wiserv_message", plan)
        self.assertNotIn("Sort", plan)

    def test_no_claim_is_compiled_and_its_planning_ends_with_it(self):
        """What has to be sorted would seem too dear to be run as it is: each probe would take a second."""
        self.queue(2)
        self.env.flush_all()
        self.claimed(1, {})
        for _untried_then_tried in range(2):
            self.env["sms.wiserv.message"]._claim_probe(1, self.company.id, self.sender.ids)
        self.env.cr.execute(
            "SELECT name FROM pg_settings WHERE name IN ('enable_sort', 'jit') AND setting <> reset_val"
        )
        self.assertFalse(self.env.cr.fetchall())
        for probe in ("untried", "least_tried"):
            self.env.cr.execute(
                f"EXPLAIN EXECUTE sms_wiserv_claim_{probe} (1, %s, %s)", (self.company.id, self.sender.ids)
            )
            plan = "\n".join(line for (line,) in self.env.cr.fetchall())
            self.assertIn("Sort", plan)
            self.assertNotIn("JIT", plan)

    def plan(self):
        """Return how PostgreSQL runs a claim, as it is planned first, and not as another test has left it."""
        self.env.cr.execute("SET LOCAL enable_sort = off; DISCARD PLANS")
        self.env.cr.execute(
            """EXPLAIN EXECUTE sms_wiserv_claim (1, %(company)s, %(senders)s, %(senders)s, '{0}', %(senders)s, '{0}',
                                                 9, 9, 9)""",
            {"company": self.company.id, "senders": self.sender.ids},
        )
        return "\n".join(line for (line,) in self.env.cr.fetchall())
