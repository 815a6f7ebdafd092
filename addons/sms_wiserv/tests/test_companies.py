# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tools import mute_logger

from ..tools.account_in_effect import values_in_effect
from ..wire import DEFAULT_REPLIES
from .common import WiservCase
from .companies import TwoCompanies

ADMINISTRATOR = "sms_wiserv.group_sms_administrator"


class TestCompanies(TwoCompanies, WiservCase):
    def setUp(self):
        super().setUp()
        self.other_gateway.reset()
        self.other_gateway.set_credentials("their user", "their password")

    def announce_in_both(self):
        """Announce visits of two people of each company."""
        people = self.make_people(4)
        ours = self.make_visits(people[:2])
        self.announce(visits=ours | self.make_visits(people[2:], sender_id=self.other_sender.id))

    def member_of_the_other(self, login, *groups):
        user = self.make_user(login, *groups)
        user.write({"company_ids": [Command.set(self.other.ids)], "company_id": self.other.id})
        return user

    # === WHOSE ACCOUNT === #

    def test_each_sender_uses_its_company_in_one_run_of_the_cron(self):
        self.announce_in_both()
        self.dispatch()
        self.assertEqual({number for number, _text in self.taken()}, {"09170000001", "09170000002"})
        theirs = {entry["number"] for entry in self.other_gateway.journal}
        self.assertEqual(theirs, {"09170000003", "09170000004"})
        self.assertEqual(self.messages().company_id, self.company)
        self.assertEqual(self.messages(sender=self.other_sender).company_id, self.other)

    def test_direct_sends_use_the_senders_company_and_not_the_users(self):
        self.assertEqual(self.env.company, self.company)
        self.assertEqual(self.other_sender.send_sms("09170000009", "Hello"), "Message Queued")
        self.assertFalse(self.taken())
        self.assertEqual(len(self.other_gateway.journal), 1)

    def test_refused_credentials_of_one_company_do_not_hold_up_the_other(self):
        self.other_gateway.set_credentials("their user", "changed", refusal="reply")
        self.announce_in_both()
        self.dispatch()
        self.assertEqual(self.other_sender.channel_state, "paused")
        self.assertEqual(len(self.taken()), 2)

    def test_companys_own_settings_stay_with_it(self):
        self.company.wiserv_timeout, self.other.wiserv_timeout = 7, 9
        company = self.env["res.company"].create({"name": "New"})
        self.assertEqual(self.env["sms.wiserv.reply"]._declared(company), DEFAULT_REPLIES)
        self.declare("Message Queued", "unknown", self.other)
        self.announce_in_both()
        self.dispatch()
        self.assertEqual(set(self.messages().mapped("state")), {"accepted"})
        self.assertEqual(set(self.messages(sender=self.other_sender).mapped("state")), {"unknown"})

    def test_sender_that_moves_to_another_company_uses_its_account(self):
        self.sender.company_id = self.other
        self.assertEqual(values_in_effect(self.sender)["user_name"][0], "their user")

    # === WHAT WAITS WHILE A SENDER MOVES === #

    def move(self, company):
        """Move the sender past all guards, as another transaction may while messages are being queued."""
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE sms_wiserv_sender SET company_id = %s WHERE id = %s", (company.id, self.sender.id)
        )
        self.env.invalidate_all()

    def test_what_waits_keeps_the_account_of_the_company_that_queued_it_or_waits(self):
        [urgent, retry, mass] = waiting = self.queue(3)
        urgent.priority = "1"
        retry.next_attempt_at = fields.Datetime.now() - timedelta(minutes=1)
        self.move(self.other)
        self.dispatch()
        self.assertEqual(set(waiting.mapped("state")), {"queued"})
        self.assertEqual(mass.reason, "Waits: its sender belongs to another company now.")
        self.assertFalse(self.taken() or self.other_gateway.journal)
        # It keeps nobody busy.
        self.assertFalse(self.env["sms.wiserv.message"]._waiting_senders())
        theirs = self.queue()
        self.dispatch()
        self.assertEqual((theirs.company_id, theirs.state), (self.other, "accepted"))
        self.assertEqual(len(self.other_gateway.journal), 1)
        self.assertEqual(set(waiting.mapped("state")), {"queued"})
        self.move(self.company)
        self.dispatch()
        self.assertEqual(set(waiting.mapped("state")), {"accepted"})
        self.assertEqual(len(self.taken()), 3)

    def test_probe_is_of_the_company_that_pays_it(self):
        waiting = self.queue(2)
        self.sender._channel_pause("gateway", "The gateway could not be reached.")
        self.move(self.other)
        theirs = self.queue()
        self.sender.probe_at = fields.Datetime.now() - timedelta(minutes=1)
        self.dispatch()
        self.assertEqual((theirs.state, set(waiting.mapped("state"))), ("accepted", {"queued"}))
        self.assertEqual((len(self.taken()), len(self.other_gateway.journal)), (0, 1))

    def test_dispatcher_that_has_not_heard_of_the_move_pays_for_nobody_else(self):
        ours = self.queue(2)
        self.move(self.other)
        theirs = self.queue(2)
        ours[0].next_attempt_at = theirs[0].next_attempt_at = fields.Datetime.now() - timedelta(minutes=1)
        self.env.flush_all()
        outbox, senders = self.env["sms.wiserv.message"], self.sender.ids
        self.assertFalse(set(outbox._next_ids(self.company.id, senders, {}, 9)) & set(theirs.ids))
        claimed = {row[0] for row in outbox._claim(1, self.company.id, senders, 9, {})}
        self.assertEqual(claimed, set(ours.ids))
        for _nth in theirs:
            self.assertFalse(outbox._claim_probe(1, self.company.id, senders))
        self.assertTrue(outbox._claim_probe(1, self.other.id, senders))

    def test_reader_of_a_message_whose_sender_is_others_now_reads_why_it_waits(self):
        message = self.queue()
        self.move(self.other)
        officer = self.make_user("mara", "sms_wiserv.group_sms_officer")
        [read] = message.with_user(officer).read(["reason"])
        self.assertEqual(read["reason"], "Waits: its sender belongs to another company now.")

    def test_who_belongs_to_a_former_company_of_the_sender_is_left_out_and_counted(self):
        failed = self.queue(2)
        self.announce(visits=self.make_visits(self.make_people(2, function="busy")))
        self.move(self.other)
        failed += self.queue()
        failed.state = "failed"
        self.announce(visits=self.make_visits(self.make_people(1, function="busy")))
        told = failed.action_resend()["params"]
        self.assertEqual(
            told["message"],
            "1 SMS queued again. 2 are left out: their sender belongs to another company now.",
        )
        self.assertEqual(failed.mapped("state"), ["failed", "failed", "queued"])
        with self.assertRaisesRegex(UserError, "2 are left out: their sender belongs to another company now"):
            failed[:2].action_resend()
        skipped = self.skipped()
        skipped.partner_id.function = False
        told = skipped.action_notify_again()["params"]
        self.assertIn("belongs to another company now", told["message"])
        self.assertEqual((told["type"], len(self.skipped())), ("warning", 2))
        with self.assertRaisesRegex(UserError, "belongs to another company now"):
            self.skipped().action_notify_again()

    def test_claims_find_what_a_company_may_send_by_an_index_alone(self):
        """However many wait for another company in front of it."""
        outbox, plans = self.env["sms.wiserv.message"], []

        def explain(_self, prepared, dispatcher, company, senders, **values):
            values |= {"dispatcher": dispatcher, "company": company, "senders": senders}
            self.env.cr.execute(f"EXPLAIN {prepared.query}", values)
            plans.append("\n".join(line for (line,) in self.env.cr.fetchall()))
            return []

        # The planner has so few rows that it would rather read them all.
        self.env.cr.execute(
            "SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off; SET LOCAL enable_sort = off"
        )
        self.patch(type(outbox), "_claim_with", explain)
        outbox._claim(1, self.company.id, self.sender.ids, 9, {})
        self.assertTrue(plans)
        for plan in plans:
            self.assertRegex(
                plan,
                r"Index Cond: \(\(sender_id = sender\.id\) AND \(company_id = \d+\) AND .*(priority|next_att)",
            )
            self.assertNotIn("Sort", plan)

    # === WHOSE PEOPLE === #

    def test_people_of_another_company_are_not_told_whatever_the_text(self):
        [ours, nobodys, theirs, moving] = people = self.make_people(4)
        people[:1].company_id = moving.company_id = self.company
        theirs.company_id = self.other
        self.env["sms.wiserv.door"].queue(self.sender, "manual", people, body="Hello")
        self.assertEqual(self.messages().partner_id, ours + nobodys + moving)
        moving.company_id = self.other
        self.dispatch()
        self.assertEqual({number for number, _text in self.taken()}, {ours.phone, nobodys.phone})
        self.assertEqual(
            {skip.partner_id: skip.reason for skip in self.skipped()},
            dict.fromkeys(theirs + moving, "other_company"),
        )

    def test_branch_tells_people_of_the_company_that_it_is_of(self):
        values = {"name": "Branch", "parent_id": self.company.id, "country_id": self.company.country_id.id}
        branch = self.env["res.company"].create(values)
        self.sender.company_id = branch
        person = self.make_people(1, company_id=self.company.id)
        self.env["sms.wiserv.door"].queue(self.sender, "manual", person, body="Hello")
        self.assertEqual(self.messages().partner_id, person)

    # === WHOSE SENDER === #

    def test_sender_belongs_to_the_company_of_its_maker(self):
        maker = self.member_of_the_other("mara", ADMINISTRATOR)
        sender = self.env["sms.wiserv.sender"].with_user(maker).create({"name": "Mine"})
        self.assertEqual(sender.company_id, self.other)
        # The cron's user works for another company.
        values = values_in_effect(sender.with_user(self.env.ref("base.user_root")))
        self.assertEqual(values["user_name"][0], "their user")

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_sender_cannot_be_put_into_a_company_that_its_maker_does_not_see(self):
        officer = self.make_user("mara", "sms_wiserv.group_sms_officer")
        with self.assertRaises(AccessError):
            self.sender.with_user(officer).company_id = self.other
        with self.assertRaises(AccessError):
            self.sender.with_user(officer).create({"name": "Mine", "company_id": self.other.id})

    def test_activity_goes_to_an_administrator_of_the_company_its_creator_first(self):
        ours = self.make_user("ana", ADMINISTRATOR)
        theirs, creator = (self.member_of_the_other(login, ADMINISTRATOR) for login in ("ben", "cora"))
        self.env.ref(ADMINISTRATOR).user_ids = ours | theirs | creator
        self.other_sender._channel_tell("The gateway could not be reached.")
        self.assertEqual(self.other_sender.activity_ids.user_id, theirs)
        mine = self.env["sms.wiserv.sender"].with_user(creator).create({"name": "Mine"}).sudo()
        mine._channel_tell("The gateway could not be reached.")
        self.assertEqual(mine.activity_ids.user_id, creator)
