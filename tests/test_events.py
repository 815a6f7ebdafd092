# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo.exceptions import AccessError

from .events import EventsCase


class TestEvents(EventsCase):
    """Each event by the workflow that causes it, by each role that may run it, for each preference."""

    def assertEachRole(self, event, allowed, prepare):
        """Check who is told when a role presses a button, and that nobody is when it may not.

        :param prepare: ``(program, partners) -> `` the record to press on, and the method's name
        """
        for role in self.users:
            program, sender = self.new_program(f"{event} {role}")
            people = self.people()
            partners = self.env["res.partner"].union(*people.values())
            record, method = prepare(program, partners)
            before = self.messages(sender=sender)
            with self.subTest(event=event, role=role, method=method):
                if role not in allowed:
                    with self.assertRaises(AccessError):
                        getattr(self.as_role(role, record), method)()
                    self.assertEqual(self.messages(sender=sender), before)
                    continue
                getattr(self.as_role(role, record), method)()
                self.assertEqual(self.told(event, sender), people["sms"] | people["both"])
                new = self.messages("queued", sender) - before
                self.assertEqual(set(new.mapped("number")), {"09170000001", "09170000002"})
                self.assertEqual(set(new.mapped("program_id")), {program})
                skipped = self.skipped(sender).filtered(lambda skip: skip.event == event)
                self.assertEqual(skipped.partner_id, people["email"] | people["none"] | people[False])
                self.assertEqual(set(skipped.mapped("reason")), {"preference"})

    def test_enrolment_by_the_button_of_the_membership(self):
        self.assertEachRole(
            "enrolled",
            {"administrator", "manager"},
            lambda program, partners: (self.make_members(partners, program), "enroll_eligible_registrants"),
        )

    def test_enrolment_by_the_button_of_the_program(self):
        def prepare(program, partners):
            self.make_members(partners, program)
            return program, "enroll_eligible_registrants"

        self.assertEachRole("enrolled", {"administrator", "manager"}, prepare)

    def test_enrolment_told_by_notify(self):
        def prepare(program, partners):
            self.enrolled(partners, program)
            return program, "notify_eligible_beneficiaries"

        self.assertEachRole("enrolled", {"administrator", "manager"}, prepare)

    def test_start_of_a_cycle(self):
        def prepare(program, partners):
            self.enrolled(partners, program)
            return self.cycle(program), "action_start"

        self.assertEachRole("cycle_started", {"administrator", "approver"}, prepare)

    def test_end_of_a_cycle(self):
        def prepare(program, partners):
            self.enrolled(partners, program)
            cycle = self.cycle(program)
            cycle.action_start()
            return cycle, "action_end"

        self.assertEachRole("cycle_ended", {"administrator", "manager", "approver"}, prepare)

    def test_payments_paid_at_sending(self):
        def prepare(program, partners):
            self.enrolled(partners, program)
            return self.batch(self.cycle(program)), "send_payment"

        self.assertEachRole("payment", {"administrator", "finance"}, prepare)

    def test_payments_paid_later(self):
        self.bank.paid_at_sending = False

        def prepare(program, partners):
            self.enrolled(partners, program)
            batch = self.batch(self.cycle(program))
            batch.send_payment()
            self.assertFalse(self.told("payment"), "sent is not paid")
            return batch.payment_ids, "action_reconcile_paid"

        self.assertEachRole("payment", {"administrator", "finance"}, prepare)

    def test_vouchers_are_told_of_by_whichever_module_generates_them(self):
        people = self.people()
        self.enrolled(self.env["res.partner"].union(*people.values()))
        cycle = self.cycle()
        entitlements = cycle.prepare_entitlement()
        self.assertEqual(
            self.program._notify_managers("on_generate_voucher", entitlements), [], "there is no template"
        )
        self.sender.on_generate_voucher_template = self.env["sms.template"].create(
            {
                "name": "Voucher",
                "model_id": self.env["ir.model"]._get("g2p.entitlement").id,
                "body": "A voucher of {{ object.initial_amount }} is yours.",
            }
        )
        program = self.as_role("manager", self.program)
        program._notify_managers("on_generate_voucher", self.as_role("manager", entitlements))
        program._notify_managers("on_generate_voucher", self.as_role("manager", entitlements))
        self.assertEqual(self.told("voucher"), people["sms"] | people["both"])
        self.assertEqual(self.messages().mapped("body"), ["A voucher of 1500.0 is yours."] * 2)

    def test_the_text_of_each_event(self):
        self.enrolled(self.make_registrants(1, name="Ana Reyes"))
        self.program.notify_eligible_beneficiaries()
        cycle = self.cycle(name="Harvest")
        cycle.action_start()
        self.batch(cycle).send_payment()
        cycle.action_end()
        currency = self.company.currency_id.name
        self.assertEqual(
            {message.event: message.body for message in self.messages()},
            {
                "enrolled": "Ana Reyes, you are enrolled in Rice Allowance.",
                "cycle_started": "Ana Reyes, cycle Harvest of Rice Allowance has started.",
                "payment": f"Ana Reyes, your payment of 1500.00 {currency} from Rice Allowance "
                "has been sent.",
                "cycle_ended": "Ana Reyes, cycle Harvest of Rice Allowance has ended.",
            },
        )
        self.dispatch()
        self.assertEqual(len(self.taken()), 4)

    def test_without_a_template_this_sender_stays_silent_and_does_not_count_as_having_told(self):
        self.sender.on_enrolled_in_program_template = False
        members = self.enrolled(self.make_registrants(2))
        action = self.program.notify_eligible_beneficiaries()
        self.assertEqual(action["params"]["type"], "warning")
        self.assertFalse(self.messages())
        self.assertFalse(self.skipped())
        self.assertFalse(any(members.mapped("is_enrolled_notification_sent")))

    # === ONCE === #

    def test_a_second_click_tells_nobody_twice(self):
        partners = self.make_registrants(3)
        self.make_members(partners)
        self.program.enroll_eligible_registrants()
        self.program.enroll_eligible_registrants()
        self.program.notify_eligible_beneficiaries()
        self.sender.on_enrolled_in_program(self.program.program_membership_ids)
        cycle = self.cycle()
        batch = self.batch(cycle)
        batch.send_payment()
        batch.send_payment()
        self.sender.on_payment_send(batch)
        cycle.action_start()
        self.sender.on_cycle_started(cycle.program_membership_ids, cycle)
        cycle.action_end()
        self.sender.on_cycle_ended(cycle.program_membership_ids, cycle)
        self.assertEqual(len(self.messages()), 4 * 3)
        for event in ("enrolled", "payment", "cycle_started", "cycle_ended"):
            self.assertEqual(self.told(event), partners)

    def test_the_flags_of_other_code_do_not_decide_who_is_told(self):
        members = self.enrolled(self.make_registrants(2))
        members.is_enrolled_notification_sent = True
        self.sender.on_enrolled_in_program(members)
        self.assertEqual(self.told("enrolled"), members.partner_id)
        members.is_enrolled_notification_sent = False
        self.program.notify_eligible_beneficiaries()
        self.assertEqual(len(self.messages()), 2)
        self.assertEqual(set(members.mapped("is_enrolled_notification_sent")), {True})

    def test_whoever_leaves_and_comes_back_is_told_again(self):
        [member] = self.enrol()
        member.action_exit()
        member.enroll_eligible_registrants()
        self.assertEqual(len(self.messages()), 2)
        member.action_pause()
        member.enroll_eligible_registrants()
        self.assertEqual(len(self.messages()), 3)

    def test_each_cycle_is_an_event_of_its_own(self):
        self.enrolled(self.make_registrants(1))
        for name in ("First", "Second"):
            cycle = self.cycle(name=name)
            cycle.action_start()
            cycle.action_end()
        self.assertEqual(len(self.messages()), 4)

    def test_the_same_person_is_told_by_each_program(self):
        other, other_sender = self.new_program("Seed Grant")
        partners = self.make_registrants(1)
        self.make_members(partners).enroll_eligible_registrants()
        self.make_members(partners, other).enroll_eligible_registrants()
        self.assertEqual(self.texts(), {partners: "Registrant 1, you are enrolled in Rice Allowance."})
        self.assertEqual(
            self.texts(other_sender), {partners: "Registrant 1, you are enrolled in Seed Grant."}
        )

    def test_memberships_of_two_programs_enrolled_at_once_are_told_of_by_their_own_program(self):
        other, other_sender = self.new_program("Seed Grant")
        partners = self.make_registrants(2)
        members = self.make_members(partners[0]) | self.make_members(partners[1], other)
        self.as_role("manager", members).enroll_eligible_registrants()
        self.assertEqual((self.told("enrolled"), self.told("enrolled", other_sender)), tuple(partners))

    def test_programs_that_share_a_sender_find_their_own_messages(self):
        other, _sender = self.new_program("Seed Grant")
        other.notification_managers = self.program.notification_managers
        partners = self.make_registrants(2)
        partners[1].notification_preference = "none"
        self.make_members(partners, other).enroll_eligible_registrants()
        self.assertEqual(self.messages().program_id, other)
        self.assertEqual(self.skipped().program_id, other)

    def test_what_is_rolled_back_tells_nobody(self):
        members = self.make_members(self.make_registrants(2))
        with self.assertRaises(ZeroDivisionError), self.env.cr.savepoint():
            members.enroll_eligible_registrants()
            raise ZeroDivisionError
        self.assertFalse(self.messages())
        members.enroll_eligible_registrants()
        self.assertEqual(len(self.messages()), 2)

    # === PAYMENTS === #

    def test_a_payment_that_fails_is_told_of_when_a_second_batch_pays_it(self):
        partners = self.make_registrants(2)
        self.enrolled(partners)
        cycle = self.cycle()
        first = self.batch(cycle)
        failing = first.payment_ids.filtered(lambda payment: payment.partner_id == partners[0])
        failing.amount_issued = 0
        first.send_payment()
        self.assertEqual(failing.status, "failed")
        self.assertEqual(self.told("payment"), partners[1])
        self.batch(cycle).send_payment()
        self.assertEqual(self.told("payment"), partners)
        self.assertEqual(len(self.messages()), 2)

    def test_a_failed_payment_moved_to_a_second_batch_is_told_of_once(self):
        partners = self.make_registrants(1)
        self.enrolled(partners)
        cycle = self.cycle()
        first = self.batch(cycle)
        failing = first.payment_ids
        failing.amount_issued = 0
        first.send_payment()
        second = self.env["g2p.payment.batch"].create({"name": "Second", "cycle_id": cycle.id})
        failing.write({"batch_id": second.id, "amount_issued": 20})
        second.send_payment()
        self.assertEqual(len(self.messages()), 1)
        self.assertIn("20.00", self.messages().body)

    def test_payments_reconciled_one_after_the_other_are_each_told_of_and_counted_once(self):
        self.bank.paid_at_sending = False
        people = self.people()
        self.enrolled(self.env["res.partner"].union(*people.values()))
        batch = self.batch(self.cycle())
        batch.send_payment()
        for preference in ("none", "sms", "both"):
            payment = batch.payment_ids.filtered(lambda pay, who=people[preference]: pay.partner_id == who)
            line = self.as_role("finance", payment).action_reconcile_paid()["params"]["message"]
            expected = "0 SMS queued, 1 skipped" if preference == "none" else "1 SMS queued."
            self.assertIn(expected, line, preference)
        self.assertEqual(self.told("payment"), people["sms"] | people["both"])
        self.assertEqual(len([note for note in self.notes() if "1 skipped" in note]), 1)
        self.assertEqual(set(self.messages().mapped("priority")), {"1"}, "each was one person's")

    # === OTHER CHANNELS === #

    def test_an_email_manager_beside_this_one_is_not_silenced_nor_does_it_silence(self):
        def template(model):
            return self.env["mail.template"].create(
                {
                    "name": model,
                    "model_id": self.env["ir.model"]._get(model).id,
                    "subject": model,
                    "body_html": "<p>Hello</p>",
                    "email_from": "office@example.com",
                    "auto_delete": False,
                }
            )

        def mailed():
            mails = self.env["mail.mail"].search([("email_from", "=", "office@example.com")])
            return {subject: sent.recipient_ids for subject, sent in mails.grouped("subject").items()}

        email = self.env["g2p.program.notification.manager.email"].create(
            {
                "name": "E-mail",
                "program_id": self.program.id,
                "on_enrolled_in_program_template": template("g2p.program_membership").id,
                "on_payment_send_template": template("g2p.payment").id,
            }
        )
        self.env["g2p.program.notification.manager"].create(
            {"program_id": self.program.id, "manager_ref_id": f"{email._name},{email.id}"}
        )
        people = self.people()
        for preference, partner in people.items():
            partner.email = f"{preference}@example.com".lower()
        self.make_members(self.env["res.partner"].union(*people.values()))
        self.as_role("manager", self.program).enroll_eligible_registrants()
        self.as_role("finance", self.batch(self.cycle())).send_payment()
        self.assertEqual(self.told("enrolled"), people["sms"] | people["both"])
        self.assertEqual(self.told("payment"), people["sms"] | people["both"])
        by_mail = people["email"] | people["both"]
        self.assertEqual(mailed(), {"g2p.program_membership": by_mail, "g2p.payment": by_mail})
        self.program.notify_eligible_beneficiaries()
        self.assertEqual(len(self.messages()), 4)

    # === WHAT PEOPLE READ ABOUT IT === #

    def test_the_user_and_the_chatter_are_told_how_many(self):
        people = self.people()
        people["both"].phone = False
        self.make_members(self.env["res.partner"].union(*people.values()))
        action = self.as_role("manager", self.program).enroll_eligible_registrants()
        line = "1 SMS queued, 4 skipped (preference 3, no number 1)."
        self.assertIn(f"SMS of Rice Allowance: {line}", action["params"]["message"])
        self.assertIn(f"Enrolment: {line}", self.notes()[0])

    def test_one_message_makes_no_note(self):
        before = len(self.notes())
        self.enrol()
        self.assertEqual(len(self.notes()), before)

    def test_large_figures_and_words_are_those_of_the_readers_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        sender = self.sender.with_context(lang="fr_FR")
        line = sender._post_event("Inscription", 1234567, [], ["preference"] * 1000)
        line = line.replace("\u00a0", "\u202f")
        self.assertIn("1\u202f234\u202f567", line)
        self.assertIn("1\u202f000", line)
        self.assertIn("1,234,567", self.sender._post_event("Enrolment", 1234567, [], []))
