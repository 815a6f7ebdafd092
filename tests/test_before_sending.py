# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError

from odoo.addons.sms_wiserv.models.sources.asked import ASK

from .events import CASH, MPESA, EventsCase

BEFORE = "sms.wiserv.before"
PREVIEW = "odoo.addons.sms_wiserv.wizard.before_preview"


class BeforeCase(EventsCase):
    """Buttons as people press them: with the context that the views give to them."""

    def press(self, records, method, role="manager"):
        """Return the dialog, or the answer where there is none."""
        records = self.as_role(role, records) if role else records
        answer = getattr(records.with_context(**{ASK: True}), method)()
        if not answer or answer.get("res_model") != BEFORE:
            return answer
        self.assertEqual(answer["target"], "new")
        return records.with_context(**{ASK: False}).env[BEFORE].browse(answer["res_id"])

    def enrol_dialog(self, role="manager"):
        return self.press(self.program, "enroll_eligible_registrants", role)

    def people(self):
        """Return drafts of somebody willing, unwilling, blacklisted, and without a number."""
        partners = self.env["res.partner"]
        for name, phone, preference in (
            ("Ana Cruz", "09170000001", "sms"),
            ("Ben Diaz", "09170000002", "none"),
            ("Cora Lim", "09170000003", "both"),
            ("Dan Uy", False, "sms"),
        ):
            partners |= self.make_registrants(1, name=name, phone=phone, preference=preference)
        self.env["phone.blacklist"].create({"number": "+639170000003"})
        return self.make_members(partners)

    def funded(self, amount=10_000):
        self.program.journal_id = self.env["account.journal"].create(
            {"name": "Rice", "code": "RICE", "type": "bank", "currency_id": self.company.currency_id.id}
        )
        self.env["g2p.program.fund"].create({"program_id": self.program.id, "amount": amount}).post_fund()
        self.env.flush_all()  # upstream adds up the fund by SQL

    def reasons(self):
        """Return ``{registrant: why not told}``, once the transaction has ended."""
        self.end_transaction()
        return {skip.partner_id: skip.reason for skip in self.skipped()}

    def said(self, answer):
        return answer["params"]["message"]


class TestBeforeSending(BeforeCase):
    """What the dialog shows, and when it comes."""

    def test_who_and_what_before_anybody_is_enrolled(self):
        members = self.people()
        members |= self.make_members(self.make_registrants(1, name="Already", phone="09170000005"))
        self.silently(members[-1]).state = "enrolled"
        self.make_members(self.make_registrants(1, name="No Individual", is_group=True))
        dialog = self.enrol_dialog()
        for line in (
            "1 of 4 gets an SMS: 1 segment.",
            "3 people are left out: No phone number 1, On the blacklist 1, Wants no SMS 1",
            "Ana Cruz reads:",
            "Ana Cruz, you are enrolled in Rice Allowance.",
        ):
            self.assertIn(line, dialog.preview)
        self.assertRegex(dialog.preview, "Dan Uy <span[^>]*>No phone number<")
        self.assertNotIn("Already", dialog.preview)
        self.assertNotIn("No Individual", dialog.preview)
        self.assertEqual(set(members.mapped("state")), {"draft", "enrolled"})
        left_out = self.env["sms.wiserv.before.person"].search(dialog.action_left_out()["domain"])
        self.assertEqual(
            {(person.partner_id, person.reason) for person in left_out},
            {
                *zip(
                    members[1:4].partner_id,
                    ("Wants no SMS", "On the blacklist", "No phone number"),
                    strict=True,
                )
            },
        )

    def test_the_price_and_several_segments(self):
        self.make_members(self.make_registrants(2))
        self.company.wiserv_segment_price = 0.35
        self.manager.on_enrolled_in_program_template.body = "x" * 200
        preview = self.enrol_dialog().preview
        self.assertRegex(preview, r"2 of 2 people get an SMS: 4 segments, .*1\.40")

    def test_who_was_paused_is_enrolled_again_and_not_told(self):
        members = self.make_members(self.make_registrants(2))
        self.silently(members[0]).state = "paused"
        dialog = self.enrol_dialog()
        self.assertIn("1 of 1 gets an SMS", dialog.preview)
        dialog.action_with_sms()
        self.assertEqual(members.mapped("state"), ["enrolled", "enrolled"])
        self.assertEqual(self.told("enrolled"), members[1].partner_id)

    def test_other_code_is_not_asked(self):
        members = self.make_members(self.make_registrants(1))
        answer = self.as_role("manager", self.program).enroll_eligible_registrants()
        self.assertEqual(answer["tag"], "display_notification")
        self.assertEqual(self.told("enrolled"), members.partner_id)

    def test_nothing_is_asked_where_nobody_would_be_told_or_left_out(self):
        self.enrolled(self.make_registrants(1))
        self.assertEqual(self.enrol_dialog()["tag"], "display_notification")
        self.make_members(self.make_registrants(1))
        self.manager.on_enrolled_in_program_template = False
        self.assertEqual(self.enrol_dialog()["tag"], "display_notification")
        other, manager = self.make_program("Seeds")
        manager.unlink()
        self.make_members(self.make_registrants(1), other)
        self.assertEqual(self.press(other, "enroll_eligible_registrants")["tag"], "display_notification")

    def test_nobody_can_be_told(self):
        self.make_members(self.make_registrants(2, preference="none"))
        dialog = self.enrol_dialog()
        self.assertIn("Nobody gets an SMS (0 of 2).", dialog.preview)
        self.assertIn("2 people are left out: Wants no SMS 2", dialog.preview)
        self.assertFalse(dialog.told)
        answer = dialog.action_with_sms()
        self.assertEqual(self.said(answer), "Newly enrolled: 2. 0 SMS queued, 2 skipped (Wants no SMS 2). %s")
        self.assertEqual((answer["params"]["type"], answer["params"]["sticky"]), ("warning", True))

    def test_a_text_that_cannot_be_filled_in(self):
        self.make_members(self.make_registrants(2))
        template = self.manager.on_enrolled_in_program_template
        self.env.cr.execute(
            "UPDATE sms_template SET body = jsonb_build_object('en_US', %s) WHERE id = %s",
            ("{{ object.nothing }}", template.id),
        )
        template.invalidate_recordset()
        dialog = self.enrol_dialog()
        self.assertIn("2 people are left out: The text cannot be filled in 2", dialog.preview)
        answer = dialog.action_with_sms()
        self.assertEqual([link["label"] for link in answer["params"]["links"]], ["See what failed"])
        self.assertEqual(answer["params"]["type"], "warning")

    def test_several_senders_each_by_its_name(self):
        second = self.manager.create({"name": "Second", "program_id": self.program.id})
        self.make_members(self.make_registrants(1))
        dialog = self.enrol_dialog()
        self.assertIn("Enrolment · SMS of Rice Allowance", dialog.preview)
        self.assertIn("Enrolment · Second", dialog.preview)
        self.assertEqual(dialog.told, 2)
        dialog.action_with_sms()
        self.end_transaction()
        self.assertEqual((len(self.messages()), len(self.messages(sender=second))), (1, 1))

    def test_sms_that_wait_for_a_paused_sender_or_for_sending_hours(self):
        self.make_members(self.make_registrants(1))
        self.manager.action_pause()
        self.assertIn("SMS of Rice Allowance sends nothing now: its SMS wait.", self.enrol_dialog().preview)
        self.manager.action_resume()
        self.sender.write({"hours": "own", "hours_from": 7, "hours_to": 21, "hours_tz": "Asia/Manila"})
        with self.enter_night():
            self.assertIn("outside of sending hours: SMS leave from", self.enrol_dialog().preview)

    def enter_night(self):
        sender = type(self.sender)
        return patch.object(sender, "_resting_until", lambda self: self.create_date)

    def test_of_a_mass_a_sample_speaks_for_all(self):
        self.make_members(self.make_registrants(6) | self.make_registrants(3, preference="none"))
        with patch(f"{PREVIEW}.MASS_EVENT", 5), patch(f"{PREVIEW}.EVENT_PIECE", 3):
            dialog = self.enrol_dialog()
        self.assertIn("About 6 of 9 people get an SMS: about 6 segments.", dialog.preview)
        self.assertIn("3 people are left out: Wants no SMS 3", dialog.preview)

    def test_every_button_of_the_table_asks(self):
        views = {"g2p.program": "view_program_list_form", "g2p.cycle": "view_cycle_form"}
        for model in ("g2p.program", "g2p.cycle", "g2p.payment.batch"):
            view = self.env.ref(f"g2p_programs.{views.get(model, 'view_payment_batch_form')}")
            arch = self.env[model].get_view(view.id, "form")["arch"]
            for method in self.env[model]._wiserv_asks:
                self.assertRegex(arch, rf'<button[^>]*name="{method}"[^>]*wiserv_ask_first', method)


class TestWithoutSms(BeforeCase):
    """The choice holds for what the action does, and for nothing else."""

    def test_nobody_is_told_and_who_would_have_been_is_listed(self):
        members = self.people()
        answer = self.enrol_dialog().action_without_sms()
        self.assertEqual(self.said(answer), "Newly enrolled: 4. Nobody is told by SMS.")
        self.assertEqual(answer["params"]["type"], "success")
        self.assertFalse(self.told("enrolled"))
        self.assertEqual(self.reasons(), dict.fromkeys(members.partner_id, "unwanted"))
        self.assertEqual(self.skipped().create_uid, self.users["manager"])
        self.assertIn("Without SMS, on purpose 4", self.notes()[0])

    def test_notify_tells_them_all_the_same(self):
        members = self.people()
        self.enrol_dialog().action_without_sms()
        dialog = self.press(self.program, "notify_eligible_beneficiaries")
        self.assertIn("1 of 4 gets an SMS", dialog.preview)
        answer = dialog.action_with_sms()
        self.assertIn("1 person is being told by SMS. 3 of 4 could not be told", self.said(answer))
        self.assertEqual(self.told("enrolled"), members[0].partner_id)
        self.assertEqual(set(self.reasons().values()), {"preference", "blacklisted", "no_number"})

    def test_notify_says_at_once_where_nobody_can_be_told(self):
        self.enrolled(self.make_registrants(2, preference="none"))
        answer = self.press(self.program, "notify_eligible_beneficiaries")
        self.assertIn("2 of 2 could not be told (Wants no SMS 2)", self.said(answer))

    def test_so_does_notify_again_in_the_list(self):
        members = self.make_members(self.make_registrants(2))
        self.enrol_dialog().action_without_sms()
        self.end_transaction()
        self.as_role("manager", self.skipped()).action_notify_again()
        self.assertEqual(self.told("enrolled"), members.partner_id)
        self.assertFalse(self.reasons())

    def test_it_outlives_jobs_and_holds_for_theirs_alone(self):
        partners = self.make_registrants(200)
        members = self.make_members(partners)
        later = self.make_members(self.make_registrants(1, is_group=True))
        with self.jobs():
            answer = self.enrol_dialog().action_without_sms()
            self.assertIn("201 people are being checked. Nobody is told by SMS.", self.said(answer))
            self.end_transaction()
            self.assertEqual(set(members.mapped("state")), {"draft"})
        self.assertEqual(set(members.mapped("state")), {"enrolled"})
        self.assertFalse(self.told("enrolled"))
        self.assertEqual(self.reasons(), dict.fromkeys(partners, "unwanted"))
        later.partner_id.is_group = False
        self.as_role("manager", self.program).enroll_eligible_registrants()
        self.assertFalse(self.told("enrolled") - later.partner_id)

    def test_with_sms_jobs_tell(self):
        partners = self.make_registrants(200)
        self.make_members(partners)
        with self.jobs():
            answer = self.enrol_dialog().action_with_sms()
            self.assertIn("SMS follow as soon as it has happened.", self.said(answer))
        self.assertEqual(self.told("enrolled"), partners)

    def test_it_is_kept_with_a_mass_that_is_told_later(self):
        partners = self.make_registrants(3)
        self.make_members(partners)
        with patch("odoo.addons.sms_wiserv.models.outbox.event.MASS_EVENT", 2):
            self.enrol_dialog().action_without_sms()
            self.end_transaction()
        self.assertFalse(self.skipped())
        self.assertFalse(self.env["sms.wiserv.event"]._wait_for(self.sender))
        self.dispatch()
        self.assertFalse(self.messages())
        self.assertEqual(self.reasons(), dict.fromkeys(partners, "unwanted"))

    def test_the_start_and_the_end_of_a_cycle(self):
        members = self.enrolled(self.make_registrants(2))
        for without in (True, False):
            cycle = self.cycle(members.partner_id)
            self.silently(cycle).state = "to_approve"
            dialog = self.press(cycle, "approve")
            self.assertIn("2 of 2 people get an SMS: 2 segments.", dialog.preview)
            self.assertIn(cycle.name, dialog.preview)
            self.done(dialog, without)
            self.assertEqual(
                self.told("cycle_started"), members.partner_id.browse() if without else members.partner_id
            )
            self.silently(cycle).state = "distributed"
            dialog = self.press(cycle, "mark_ended")
            self.assertIn("2 of 2 people get an SMS: 2 segments.", dialog.preview)
            self.done(dialog, without)
            self.assertEqual(cycle.state, "ended")
            self.assertEqual(
                self.told("cycle_ended"), members.partner_id.browse() if without else members.partner_id
            )
        self.assertEqual(
            {(skip.event, skip.reason) for skip in self.skipped()},
            {("cycle_started", "unwanted"), ("cycle_ended", "unwanted")},
        )

    def done(self, dialog, without):
        return dialog.action_without_sms() if without else dialog.action_with_sms()

    def test_vouchers_of_approved_entitlements(self):
        self.funded()
        self.program.get_manager(self.program.MANAGER_CYCLE).auto_approve_entitlements = True
        for method, without in (
            ("approve", True), ("approve", False), ("validate_entitlement", True), ("validate_entitlement", False),
        ):  # fmt: skip
            with self.subTest(method, without=without):
                entitlements = self.giving_vouchers(self.make_registrants(1), state="pending_validation")
                self.silently(entitlements.cycle_id).state = (
                    "to_approve" if method == "approve" else "approved"
                )
                dialog = self.press(entitlements.cycle_id, method, None)
                self.assertIn("1 of 1 gets an SMS: 1 segment.", dialog.preview)
                self.assertIn("A voucher of 1500", dialog.preview)
                self.done(dialog, without)
                self.assertTrue(entitlements.voucher_document_id)
                told = self.told("voucher") & entitlements.partner_id
                self.assertEqual(told, told.browse() if without else entitlements.partner_id)

    def test_vouchers_that_the_fund_does_not_cover_are_promised_to_nobody(self):
        self.funded(3_500)
        entitlements = self.giving_vouchers(self.make_registrants(3), state="pending_validation")
        cycle = entitlements.cycle_id
        self.silently(cycle).state = "approved"
        dialog = self.press(cycle, "validate_entitlement", None)
        self.assertIn("2 of 2 people get an SMS", dialog.preview)
        answer = dialog.action_with_sms()
        self.assertIn("2 SMS queued.", self.said(answer))
        self.assertEqual(answer["params"]["type"], "danger")
        self.assertEqual(len(self.told("voucher")), 2)
        answer = self.press(cycle, "validate_entitlement", None)
        self.assertIn("is not enough", self.said(answer), "asked of what is refused")

    # === PAYMENTS === #

    def test_payments_that_are_paid_at_once(self):
        for model in (MPESA, CASH):
            for without in (True, False):
                with self.subTest(model, without=without):
                    partners = self.make_registrants(2)
                    batches = self.paying_by(model, partners, batch_size=1)
                    dialog = self.press(batches.cycle_id, "send_payment")
                    self.assertIn("2 of 2 people get an SMS", dialog.preview)
                    self.assertIn("your payment of 1500.00", dialog.preview)
                    self.assertFalse(batches.payment_ids.filtered("amount_paid"))
                    self.done(dialog, without)
                    self.assertEqual(set(batches.payment_ids.mapped("status")), {"paid"})
                    told = self.told("payment") & partners
                    self.assertEqual(told, partners.browse() if without else partners)

    def test_batches_picked_from_a_list(self):
        partners = self.make_registrants(3)
        batches = self.paying_by(MPESA, partners, batch_size=1)
        self.press(batches[:2], "send_payment").action_without_sms()
        self.press(batches[2], "send_payment").action_with_sms()
        self.assertEqual(self.told("payment"), batches[2].payment_ids.partner_id)
        self.assertEqual(len(self.reasons()), 2)

    def test_what_is_not_paid_again_is_promised_to_nobody(self):
        batches = self.paying_by(MPESA, self.make_registrants(2))
        payment = batches.payment_ids[0]
        payment.write({"state": "sent", "status": "failed"})
        self.assertIn("1 of 1 gets an SMS", self.press(batches, "send_payment").preview)
        batches.batch_has_started = True
        for records in (batches, batches.cycle_id):
            self.assertIn("Payments sent: 0", self.said(self.press(records, "send_payment")))
        self.assertFalse(self.told("payment"))

    def test_payments_of_which_jobs_are_to_see(self):
        partners = self.make_registrants(50)
        for without in (True, False):
            batches = self.paying_by(MPESA, partners, batch_size=1)
            with self.jobs():
                self.done(self.press(batches.cycle_id, "send_payment"), without)
                self.assertFalse(self.told("payment"))
            self.assertEqual(set(batches.payment_ids.mapped("status")), {"paid"})
            self.assertEqual(self.told("payment"), partners.browse() if without else partners)

    def test_payments_that_are_known_to_be_paid_long_after(self):
        partners = self.make_registrants(2)
        batches = self.batches(self.cycle(partners), batch_size=1)
        first, second = batches.payment_ids.sorted("id")
        self.press(first.batch_id, "send_payment").action_without_sms()
        self.press(second.batch_id, "send_payment").action_with_sms()
        for payment in first + second:
            self.as_role("finance", payment).status = "paid"
        self.assertEqual(self.told("payment"), second.partner_id)
        self.assertEqual(self.reasons(), {first.partner_id: "unwanted"})

    def test_who_sends_them_again_with_sms_has_changed_their_mind(self):
        batches = self.batches(self.cycle(self.make_registrants(1)))
        answer = self.press(batches, "send_payment").action_without_sms()
        self.assertEqual(answer["params"]["title"], f"Payment: {batches.cycle_id.name}")
        self.press(batches, "send_payment").action_with_sms()
        batches.payment_ids.status = "paid"
        self.assertEqual(self.told("payment"), batches.payment_ids.partner_id)


class TestAnswers(BeforeCase):
    """Whoever presses what, when, and where."""

    def test_each_role_by_its_rights(self):
        for role in ("administrator", "manager", "validator", "approver"):
            with self.subTest(role):
                partners = self.make_registrants(1)
                self.make_members(partners)
                dialog = self.enrol_dialog(role)
                self.assertIn("1 of 1 gets an SMS: 1 segment.", dialog.preview)
                self.assertIn("you are enrolled", dialog.preview)
                self.assertIn("Newly enrolled: 1. 1 SMS queued.", self.said(dialog.action_with_sms()))
                self.assertLessEqual(partners, self.told("enrolled"))

    def test_names_of_people_not_told_are_for_those_who_may_see_the_list(self):
        self.people()
        self.assertIn("Dan Uy", self.enrol_dialog("manager").preview)
        preview = self.enrol_dialog("validator").preview
        self.assertIn("No phone number 1", preview)
        self.assertNotIn("Dan Uy", preview)

    def test_the_toast_leads_to_lists_that_one_may_see(self):
        self.people()
        labels = [link["label"] for link in self.enrol_dialog().action_with_sms()["params"]["links"]]
        self.assertEqual(labels, ["See who was not told"])
        self.make_members(self.make_registrants(1, preference="none"))
        answer = self.enrol_dialog("validator").action_with_sms()
        self.assertEqual((answer["params"]["links"], answer["params"]["type"]), ([], "warning"))

    def test_a_role_without_rights_on_it_has_no_dialog_and_no_more_rights(self):
        self.make_members(self.make_registrants(1))
        for role in ("registrar", "finance"):
            with self.subTest(role), self.assertRaises(AccessError):
                self.enrol_dialog(role)
                self.env.flush_all()

    def test_a_dialog_is_ones_own(self):
        self.make_members(self.make_registrants(1))
        dialog = self.enrol_dialog()
        for method in ("action_with_sms", "action_without_sms", "action_left_out"):
            with self.assertRaises(AccessError):
                getattr(self.as_role("administrator", dialog), method)()
        with self.assertRaises(AccessError):
            self.as_role("administrator", dialog).read(["preview"])
        with self.assertRaises(AccessError):
            dialog.write({"method": "unlink"})
        with self.assertRaises(AccessError):
            self.as_role("manager", self.env[BEFORE]).create(
                {"res_model": "g2p.program", "res_ids": self.program.ids, "method": "unlink", "verb": "end"}
            )

    def test_a_second_click(self):
        members = self.make_members(self.make_registrants(1))
        dialog = self.enrol_dialog()
        dialog.action_with_sms()
        for again in (dialog.action_with_sms, dialog.action_without_sms):
            with self.assertRaisesRegex(UserError, "done already"):
                again()
        self.assertEqual(self.told("enrolled"), members.partner_id)
        self.assertFalse(self.reasons())

    def test_what_has_changed_meanwhile_is_shown_first(self):
        members = self.make_members(self.make_registrants(1))
        dialog = self.enrol_dialog()
        self.make_members(self.make_registrants(1, name="Late"))
        self.assertEqual(dialog.action_with_sms()["res_id"], dialog.id)
        self.assertTrue(dialog.has_changed)
        self.assertIn("2 of 2 people get an SMS", dialog.preview)
        self.assertEqual(members.state, "draft")
        dialog.action_with_sms()
        self.assertEqual(len(self.told("enrolled")), 2)

    def test_what_another_tab_has_done_is_answered_by_the_stack(self):
        members = self.enrolled(self.make_registrants(1))
        cycle = self.cycle(members.partner_id)
        self.silently(cycle).state = "to_approve"
        dialog = self.press(cycle, "approve")
        self.press(cycle, "approve").action_with_sms()
        answer = dialog.action_with_sms()
        self.assertEqual(
            (answer["params"]["type"], self.said(answer)), ("danger", "This waits for no approval.")
        )
        self.assertEqual(len(self.told("cycle_started")), 1)

    def test_who_may_not_approve_hears_it_at_once_and_nobody_is_told(self):
        members = self.enrolled(self.make_registrants(1))
        cycle = self.cycle(members.partner_id)
        self.silently(cycle).state = "to_approve"
        manager = self.program.get_manager(self.program.MANAGER_CYCLE)
        open_dialog = self.press(cycle, "approve")
        for group in (self.env.ref("base.group_system"), self.env["res.groups"]):
            manager.approver_group_id = group
            with self.assertRaisesRegex(UserError, "may not approve|no approver"), self.env.cr.savepoint():
                self.press(cycle, "approve")
        with self.assertRaisesRegex(UserError, "no approver"), self.env.cr.savepoint():
            open_dialog.action_with_sms()
        self.assertEqual(cycle.state, "to_approve")
        self.assertFalse(self.told("cycle_started"))

    def test_no_button_asks_whoever_may_not_do_it(self):
        buttons = [*self.buttons()]
        for role in self.users:
            for records, method in buttons:
                with self.subTest(f"{method} of {records._name} by {role}"):
                    done = self.outcome(getattr(self.as_role(role, records), method))
                    pressed = self.outcome(self.press, records, method, role)
                    if isinstance(done, UserError):
                        self.assertEqual(str(pressed), str(done), "asked before it is refused")
                    else:
                        self.assertEqual(getattr(pressed, "_name", pressed), BEFORE, "not asked")

    def buttons(self):
        """Yield ``(records, method)`` of each button that asks, each with somebody to be told."""
        members = self.enrolled(self.make_registrants(1))
        self.make_members(self.make_registrants(1))
        self.silently(self.make_members(self.make_registrants(1))).state = "not_eligible"
        batches = self.paying_by(CASH, members.partner_id)
        yield from ((self.program, method) for method in self.program._wiserv_asks)
        yield from ((batches, "send_payment"), (batches.cycle_id, "send_payment"))
        for method, state in (("approve", "to_approve"), ("mark_ended", "distributed")):
            cycle = self.cycle(members.partner_id)
            self.silently(cycle).state = state
            yield cycle, method
        self.funded()
        entitlements = self.giving_vouchers(members.partner_id, state="pending_validation")
        self.silently(entitlements.cycle_id).state = "approved"
        yield entitlements.cycle_id, "validate_entitlement"

    def outcome(self, call, *args):
        """Return what a call returns, or raises, and take it back."""
        try:
            with self.env.cr.savepoint() as savepoint:
                returned = call(*args)
                self.env.flush_all()
                savepoint.rollback()
            return returned
        except UserError as error:
            return error
        finally:
            self.env.invalidate_all()
            self.env.cr.precommit.clear()

    def test_no_answer_of_the_stack_becomes_one(self):
        members = self.enrolled(self.make_registrants(2))
        cycle = self.cycle(members.partner_id)
        self.silently(cycle).state = "distributed"
        answer = self.press(cycle, "mark_ended").action_with_sms()
        self.assertEqual(
            (answer["params"]["title"], self.said(answer)), (f"{cycle.name}: Ended", "2 SMS queued.")
        )
        self.assertEqual(answer["params"]["next"]["type"], "ir.actions.act_window_close")
