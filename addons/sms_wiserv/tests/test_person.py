# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
import random
from datetime import timedelta

from odoo import fields

from odoo.addons.sms_wiserv.models.outbox import merged, retention

from .screens import MESSAGE, ScreenCase

PERSON = "sms.wiserv.person"
# What is kept, added up anew.
ADDED_UP = """
    SELECT sender_id, partner_id, partner.active, max(at) AS reached_at, count(skipped) AS not_told
      FROM (
        SELECT sender_id, partner_id, CASE WHEN state = 'accepted' THEN answered_at END AS at, NULL::int AS skipped
          FROM sms_wiserv_message WHERE event <> 'test'
         UNION ALL
        SELECT sender_id, partner_id, NULL, id FROM sms_wiserv_skipped
         UNION ALL
        SELECT sender_id, partner_id, reached_before, NULL FROM sms_wiserv_person WHERE reached_before IS NOT NULL
      ) AS fact
      JOIN res_partner AS partner ON partner.id = fact.partner_id
     GROUP BY 1, 2, 3 ORDER BY 1, 2
"""
KEPT = "SELECT sender_id, partner_id, active, reached_at, not_told FROM sms_wiserv_person ORDER BY 1, 2"


class TestPerson(ScreenCase):
    """What is kept of people is what would come of adding it up, whatever has happened."""

    def rows(self, query):
        self.env.flush_all()
        self.env.cr.execute(query)
        return self.env.cr.fetchall()

    def check(self, label):
        self.assertEqual(self.rows(KEPT), self.rows(ADDED_UP), label)

    def person(self, partner):
        return self.env[PERSON].with_context(active_test=False).search([("partner_id", "=", partner.id)])

    # === WHAT MAY HAPPEN === #

    def some(self):
        return self.people.exists().browse(self.chance.sample(self.people.exists().ids, 2))

    def tell(self):
        for person in self.some():
            number = f"0917000{self.chance.randrange(10_000):04}"
            person.phone = self.chance.choice([person.phone, "12345", number])
        sender = self.chance.choice([self.sender, self.other])
        self.announce(visits=self.make_visits(self.some(), sender_id=sender.id))

    def send(self):
        self.gateway.behave("unknown_sentence", count=self.chance.choice([1, 2]), text="Try your luck")
        self.dispatch()
        self.gateway.forget_behaviours()

    def explain(self):
        for before, meaning in (("unknown", "accepted"), ("accepted", "refused")):
            messages = self.env[MESSAGE].search([("state", "=", before)], limit=2)
            messages._decide_piece(meaning, [before])
            self.explained += len(messages)

    def retain(self):
        old = fields.Datetime.now() - timedelta(days=self.chance.choice([91, 400]))
        answered = self.env[MESSAGE].search([("answered_at", "!=", False)], limit=2)
        answered.write({"answered_at": old, "handled": True})
        self.env[MESSAGE]._gc_messages()

    def archive(self):
        for person in self.some():
            person.active = not person.active

    def notify_again(self):
        skipped = self.skipped()[:2]
        if skipped:
            skipped.partner_id.phone = "09170009999"
            skipped.action_notify_again()

    def forget(self):
        self.skipped()[:1].unlink()
        self.messages()[:1].unlink()

    def merge(self):
        if len(self.people.exists()) > 4:
            going, staying = both = self.some()
            both.active = True
            self.env["base.partner.merge.automatic.wizard"].create({})._merge([going.id, staying.id], staying)

    def delete(self):
        if len(self.people.exists()) > 4:
            self.some()[0].unlink()

    def test_whatever_happens_in_whatever_order(self):
        self.patch(retention, "RETENTION_BATCH", 3)
        self.people, self.other = self.make_people(8), self.make_sender("Cash")
        self.chance, self.explained = random.Random(20261127), 0
        steps = [self.retain, self.archive, self.notify_again, self.forget, self.merge, self.delete]
        steps += 3 * [self.tell, self.send] + 2 * [self.explain]
        for nth in range(100):
            step = self.chance.choice(steps)
            step()
            self.check(f"{nth}: {step.__name__}")
        self.assertGreater(self.explained, 5)
        self.assertTrue(self.rows("SELECT 1 FROM sms_wiserv_person WHERE reached_before IS NOT NULL"))

    # === EACH FOR ITSELF === #

    def test_who_is_merged_leaves_when_they_were_reached(self):
        staying, going = self.make_people(2)
        at = fields.Datetime.now() - timedelta(days=500)
        for partner, days in ((staying, 500), (going, 400)):
            at = fields.Datetime.now() - timedelta(days=days)
            self.make_messages("accepted", partner_id=partner.id, queued_at=at, answered_at=at)
        self.env[MESSAGE]._gc_messages()
        self.assertFalse(self.messages())
        self.env["base.partner.merge.automatic.wizard"].create({})._merge((staying | going).ids, staying)
        self.assertEqual(self.person(staying).reached_at, at)

    def test_who_is_merged_by_other_code_is_reached_the_next_day(self):
        [staying, gone, going] = self.make_people(3)
        for partner in (gone, going):
            self.make_messages("accepted", partner_id=partner.id, queued_for=partner.id)
        # As other code may do it, past the wizard and the ORM: with one it deletes the former contact at once.
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE sms_wiserv_message SET partner_id = %s WHERE partner_id = ANY(%s)",
            (staying.id, [gone.id, going.id]),
        )
        self.env.cr.execute("DELETE FROM res_partner WHERE id = %s", (gone.id,))
        self.env.invalidate_all()
        self.assertFalse(self.person(staying).reached_at)
        self.env[PERSON]._follow_merged()
        self.check("merged")
        self.assertTrue(self.person(staying).reached_at)
        self.assertFalse(self.person(going))

    def test_the_merged_are_found_by_an_index(self):
        self.env.flush_all()
        self.env.cr.execute("SET LOCAL enable_seqscan = off")
        self.env.cr.execute(f"EXPLAIN SELECT FROM sms_wiserv_message WHERE {merged.REACHED_ANOTHER}")
        plan = "\n".join(line for (line,) in self.env.cr.fetchall())
        self.assertIn("sms_wiserv_message_reached_another_index", plan)

    def test_what_a_dispatcher_that_died_has_not_kept_is_kept_the_next_day(self):
        partner = self.make_people(1)
        message = self.make_messages("queued", partner_id=partner.id)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE sms_wiserv_message SET state = 'accepted', answered_at = now() AT TIME ZONE 'UTC' WHERE id = %s",
            (message.id,),
        )
        self.assertFalse(self.person(partner).reached_at)
        self.env[PERSON]._catch_up()
        self.assertTrue(self.person(partner).reached_at)

    def test_who_is_told_of_something_else_is_not_written_while_a_dispatcher_writes_it(self):
        """Both would write when the person was reached, and the event's transaction would have to begin again."""
        visit = self.announce()
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE sms_wiserv_message SET state = 'accepted', answered_at = now() AT TIME ZONE 'UTC'"
            " WHERE sender_id = %s",
            (self.sender.id,),
        )
        [before] = self.rows("SELECT ctid, reached_at FROM sms_wiserv_person")
        self.announce(visits=self.make_visits(visit.partner_id))
        self.assertEqual(len(self.messages()), 2)
        self.assertEqual(self.rows("SELECT ctid, reached_at FROM sms_wiserv_person"), [before])

    def test_lists_are_read_in_the_order_of_an_index(self):
        self.make_messages("accepted", partner_id=self.make_people(1).id)
        self.env.flush_all()
        self.env.cr.execute(
            "SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off; SET LOCAL enable_sort = off"
        )
        query = self.env[PERSON]._search(
            [("sender_id", "=", self.sender.id)], order=self.env[PERSON]._order, limit=80
        )
        self.env.cr.execute("EXPLAIN " + self.env.cr.mogrify(query.select()).decode())
        plan = "\n".join(line for (line,) in self.env.cr.fetchall())
        self.assertIn("sms_wiserv_person_reached_index", plan)
        self.assertNotIn("Sort", plan)
