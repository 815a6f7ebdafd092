# Part of spp_programs_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user

from odoo.addons.sms_wiserv.models.sources.asked import ASK

from .common import MEMBER, PeopleMixin, ProgramCase
from .test_rights import ROLES

BEFORE = "sms.wiserv.before"
MANY = 200  # from which on OpenSPP enrols and approves in jobs


class BeforeCase(PeopleMixin, ProgramCase):
    """Buttons as people press them: with the context that the forms give to them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        jobs = "job_worker.group_queue_job_manager"
        cls.users = {
            role: new_test_user(cls.env, role, groups=f"base.group_user,{group},{jobs}")
            for role, group in ROLES.items()
        }

    def press(self, records, method, role="manager"):
        """Return the dialog, or the answer where there is none."""
        records = records.with_user(self.users[role])
        answer = getattr(records.with_context(**{ASK: True}), method)()
        if not isinstance(answer, dict) or answer.get("res_model") != BEFORE:
            return answer
        return records.env[BEFORE].browse(answer["res_id"])

    def enrol_dialog(self, role="manager"):
        return self.press(self.program, "enroll_eligible_registrants", role)

    def do(self, dialog, without):
        """Return what is said of SMS, behind what the button itself says."""
        answer = dialog.action_without_sms() if without else dialog.action_with_sms()
        return answer["params"]["message"].removesuffix(" %s").split(". ", 1)[-1]


class TestEnrolment(BeforeCase):
    def test_who_and_what_before_anybody_is_enrolled(self):
        people = self.make_registrants(4, is_group=False)
        people[1].phone_number_ids.unlink()
        people[2].is_group = True
        members = self.make_members(people)
        self.silently(members[3]).state = "paused"
        self.manager.audience = "[('name', '!=', 'Nobody')]"
        dialog = self.enrol_dialog()
        for line in (
            "1 of 2 gets an SMS: 1 segment.",
            "1 person is left out: No phone number 1",
            "Registrant 1, you are enrolled in Rice Allowance.",
        ):
            self.assertIn(line, dialog.preview)
        self.assertEqual(members.mapped("state"), ["draft", "draft", "draft", "paused"])
        self.assertEqual(self.do(dialog, without=False), "1 SMS queued, 1 skipped (No phone number 1).")
        self.assertEqual([*self.told("enrolled_in_program")], [people[0]])
        self.assertEqual(members.mapped("state"), ["enrolled", "enrolled", "not_eligible", "paused"])

    def test_without_sms_until_somebody_notifies(self):
        people = self.make_registrants(2)
        members = self.make_members(people)
        self.assertEqual(self.do(self.enrol_dialog(), without=True), "Nobody is told by SMS.")
        self.assertEqual(set(members.mapped("state")), {"enrolled"})
        self.assertFalse(self.told())
        self.assertEqual(self.reasons(), dict.fromkeys(people, "unwanted"))
        dialog = self.press(self.program, "notify_eligible_beneficiaries", "officer")
        self.assertIn("2 of 2 people get an SMS: 2 segments.", dialog.preview)
        self.assertEqual(self.do(dialog, without=False), "2 SMS queued.")
        self.assertEqual({*self.told("enrolled_in_program")}, {*people})
        self.assertFalse(self.skipped())

    def test_notify_says_that_nobody_is_left(self):
        answer = self.press(self.program, "notify_eligible_beneficiaries")
        self.assertEqual(answer["params"]["message"], "There is nobody to tell.")

    def test_notify_says_who_cannot_be_told(self):
        self.enrolled(self.make_registrants(1, phone=False))
        dialog = self.press(self.program, "notify_eligible_beneficiaries")
        self.assertIn("Nobody gets an SMS (0 of 1).", dialog.preview)
        self.assertEqual(self.do(dialog, without=False), "0 SMS queued, 1 skipped (No phone number 1).")

    def test_who_was_enrolled_by_sql_is_told_by_notify(self):
        people = self.make_registrants(1)
        self.env.cr.execute(
            "INSERT INTO spp_program_membership (partner_id, program_id, state) VALUES (%s, %s, 'enrolled')",
            (people.id, self.program.id),
        )
        self.assertEqual(
            self.do(self.press(self.program, "notify_eligible_beneficiaries"), False), "1 SMS queued."
        )
        self.assertEqual([*self.told("enrolled_in_program")], [people])
        answer = self.press(self.program, "notify_eligible_beneficiaries")
        self.assertEqual(answer["params"]["message"], "There is nobody to tell.")

    def test_who_is_eligible_again(self):
        refused, draft = self.make_members(self.make_registrants(2))
        refused.state = "not_eligible"
        dialog = self.press(self.program, "verify_eligibility")
        self.assertIn("1 of 1 gets an SMS", dialog.preview)
        self.do(dialog, without=False)
        self.assertEqual([*self.told("enrolled_in_program")], [refused.partner_id])
        self.assertEqual(draft.state, "draft")

    def test_a_program_that_has_ended_or_tells_of_no_enrolment(self):
        self.make_members(self.make_registrants(1))
        self.manager.is_on_enrolled_in_program = False
        self.assertEqual(
            self.press(self.program, "enroll_eligible_registrants")["tag"], "display_notification"
        )
        self.manager.is_on_enrolled_in_program = True
        self.make_members(self.make_registrants(1))
        self.program.state = "ended"
        self.assertEqual(
            self.press(self.program, "enroll_eligible_registrants")["tag"], "display_notification"
        )
        self.assertFalse(self.told())

    def test_other_code_is_not_asked(self):
        people = self.make_registrants(1)
        self.make_members(people)
        self.program.enroll_eligible_registrants()
        self.assertEqual([*self.told("enrolled_in_program")], [people])

    def test_jobs_do_without_sms_what_is_to_be_and_nothing_else(self):
        people = self.make_registrants(MANY)
        members = self.make_members(people)
        for without in (True, False):
            self.silently(members).state = "draft"
            said = self.do(self.enrol_dialog("officer"), without)
            self.assertEqual(
                said, "Nobody is told by SMS." if without else "SMS follow as soon as it has happened."
            )
            self.assertEqual(set(members.mapped("state")), {"draft"})
            self.assertEqual(self.do_jobs(), 2)
            self.assertEqual(set(members.mapped("state")), {"enrolled"})
            self.assertEqual({*self.told()}, set() if without else {*people})
        later = self.make_registrants(1)
        self.make_members(later)
        self.program.enroll_eligible_registrants()
        self.do_jobs()
        self.assertIn(later, self.told())


class TestCycle(BeforeCase):
    def started(self, count, inkind=False, **values):
        """Return a cycle that waits to be approved, with entitlements, and its people."""
        people = self.make_registrants(count)
        self.enrolled(people)
        cycle = self.cycle(people)
        self.do_jobs()
        cycle.write(values)
        if inkind:
            definition = self.program.get_manager(self.program.MANAGER_CYCLE).approval_definition_id
            manager = self.env["spp.program.entitlement.manager.inkind"].create(
                {
                    "program_id": self.program.id,
                    "approval_definition_id": definition.id,
                    "entitlement_item_ids": [
                        Command.create(
                            {"product_id": self.env["product.product"].create({"name": "Rice"}).id}
                        )
                    ],
                }
            )
            self.program.entitlement_manager_ids.manager_ref_id = manager
        self.entitled(cycle)
        return cycle, people

    def test_its_start_and_its_end(self):
        for without in (True, False):
            cycle, people = self.started(2)
            for method, event in (("action_approve", "cycle_started"), ("mark_ended", "cycle_ended")):
                with self.subTest(method, without=without):
                    dialog = self.press(cycle, method)
                    self.assertIn("2 of 2 people get an SMS: 2 segments.", dialog.preview)
                    self.assertIn(cycle.name, dialog.preview)
                    self.do(dialog, without)
                    told = {*self.told(event)} & {*people}
                    self.assertEqual(told, set() if without else {*people})
            self.assertEqual(cycle.state, "ended")

    def test_its_entitlements_in_the_same_go_or_by_a_button_of_their_own(self):
        for inkind, event in ((False, "entitlement_approved"), (True, "inkind_approved")):
            for auto in (True, False):
                for without in (True, False):
                    with self.subTest(event, auto=auto, without=without):
                        cycle, people = self.started(1, inkind, auto_approve_entitlements=auto)
                        dialog = self.press(cycle, "action_approve")
                        self.assertEqual(dialog.told, 2 if auto else 1)
                        if not auto:
                            self.do(dialog, without=False)
                            dialog = self.press(cycle, "validate_entitlement")
                            self.assertEqual(dialog.told, 1)
                        self.do(dialog, without)
                        approved = cycle.entitlement_ids if not inkind else cycle.inkind_entitlement_ids
                        self.assertEqual(approved.state, "approved")
                        self.assertEqual({*self.told(event)} & {*people}, set() if without else {*people})

    def test_entitlements_that_jobs_approve(self):
        for inkind, event in ((False, "entitlement_approved"), (True, "inkind_approved")):
            for without in (True, False):
                with self.subTest(event, without=without):
                    cycle, people = self.started(MANY, inkind)
                    self.do(self.press(cycle, "action_approve"), without=True)
                    self.do(self.press(cycle, "validate_entitlement"), without)
                    self.assertEqual(self.do_jobs(), 2)
                    approved = cycle.entitlement_ids if not inkind else cycle.inkind_entitlement_ids
                    self.assertEqual(set(approved.mapped("state")), {"approved"})
                    # In a job a savepoint before each leaves what was seen to the scheduled action, as much as it
                    # can in its time.
                    while self.env["sms.wiserv.event"].search_count([]):
                        self.dispatch()
                    self.assertEqual({*self.told(event)} & {*people}, set() if without else {*people})

    def picked(self, entitlements, role="validator"):
        """Return the wizard that approves entitlements picked from a list, as its menu opens it for a role."""
        action = self.env.ref(
            "spp_programs.multiple_entitlement_approval"
            if entitlements._name == "spp.entitlement"
            else "spp_programs.multiple_inkind_entitlement_approval"
        )
        action = action.with_user(self.users[role])
        action = action.with_context(active_model=entitlements._name, active_ids=entitlements.ids).run()
        self.assertEqual(action["target"], "new")
        wizard = self.env[action["res_model"]].with_user(self.users[role]).with_context(**action["context"])
        arch = wizard.get_view(action["view_id"], "form")["arch"]
        self.assertRegex(arch, '<button[^>]*name="approve_entitlements"[^>]*wiserv_ask_first')
        return wizard.create({})

    def test_entitlements_picked_from_a_list(self):
        for inkind, event in ((False, "entitlement_approved"), (True, "inkind_approved")):
            for without in (True, False):
                with self.subTest(event, without=without):
                    cycle, people = self.started(3, inkind)
                    self.do(self.press(cycle, "action_approve"), without=True)
                    of_cycle = cycle.inkind_entitlement_ids if inkind else cycle.entitlement_ids
                    some = of_cycle.filtered(lambda one, people=people: one.partner_id in people[:2])
                    wizard = self.picked(some)
                    dialog = self.press(wizard, "approve_entitlements", "validator")
                    self.assertIn("2 of 2 people get an SMS: 2 segments.", dialog.preview)
                    self.assertEqual(set(some.mapped("state")), {"pending_validation"})
                    # The approval of each is in a savepoint, whose hooks forget what they were to tell.
                    said = "Nobody is told by SMS." if without else "2 SMS queued."
                    self.assertEqual(self.do(dialog, without), said)
                    self.assertEqual(set(some.mapped("state")), {"approved"})
                    self.assertEqual((of_cycle - some).state, "pending_validation")
                    told = {*self.told(event)} & {*people}
                    self.assertEqual(told, set() if without else {*people[:2]})

    def test_a_refusal_of_one_that_was_picked_tells_nobody(self):
        cycle, _people = self.started(2)
        self.do(self.press(cycle, "action_approve"), without=True)
        self.env["spp.program.fund"].search([]).amount = 2000
        dialog = self.press(self.picked(cycle.entitlement_ids), "approve_entitlements", "validator")
        self.assertEqual(dialog.told, 2)
        with self.assertRaises(UserError), self.env.cr.savepoint():
            dialog.action_with_sms()
        self.assertFalse(self.told("entitlement_approved"))

    def test_a_dialog_before_what_is_gone_does_nothing(self):
        cycle, _people = self.started(1)
        wizard = self.picked(cycle.entitlement_ids)
        dialog = self.press(wizard, "approve_entitlements", "validator")
        wizard.sudo().entitlement_ids.unlink()
        wizard.sudo().unlink()
        with self.assertRaisesRegex(UserError, "nothing to be done"):
            dialog.action_with_sms()

    def test_who_has_left_the_program_is_not_counted(self):
        cycle, people = self.started(2)
        members = self.env[MEMBER].search([("partner_id", "in", people.ids)])
        self.silently(members[0]).state = "exited"
        self.assertIn("1 of 1 gets an SMS", self.press(cycle, "action_approve").preview)

    def test_payments_that_are_known_to_be_paid_long_after(self):
        cycle, people = self.started(2)
        self.do(self.press(cycle, "action_approve"), without=True)
        self.do(self.press(cycle, "validate_entitlement"), without=True)
        cycle.prepare_payment()
        first, second = self.env["spp.payment"].search([("cycle_id", "=", cycle.id)], order="id")
        batch = cycle.payment_batch_ids.create(
            {"cycle_id": cycle.id, "payment_ids": [Command.set(second.ids)]}
        )
        second.batch_id = batch
        dialog = self.press(cycle, "send_payment")
        self.assertIn("2 of 2 people get an SMS", dialog.preview)
        self.assertIn("1500", dialog.preview)
        self.assertIn("Each SMS is sent once its payment is paid.", dialog.preview)
        self.do(dialog, without=True)
        self.do(self.press(batch, "send_payment"), without=False)
        self.assertFalse(first.amount_paid)
        (first + second).status = "paid"
        self.assertEqual([*self.told("payment_paid")], [second.partner_id])
        self.assertEqual(
            self.skipped().filtered(lambda skip: skip.event == "payment_paid").reason, "unwanted"
        )

    def test_who_may_not_approve_hears_it_and_is_not_asked_first(self):
        cycle, _people = self.started(2)
        definition = self.program.get_manager(self.program.MANAGER_CYCLE).approval_definition_id
        definition.approval_group_id = self.env.ref("base.group_portal")
        # OpenSPP's mixin lets administrators approve, its cycle manager does not.
        for role, words in (
            ("manager", "not allowed to approve"),
            ("administrator", "not authorized to approve"),
        ):
            with self.subTest(role), self.assertRaisesRegex(UserError, words), self.env.cr.savepoint():
                self.press(cycle, "action_approve", role)
        definition.approval_group_id = self.env.ref("base.group_user")
        self.assertEqual(self.press(cycle, "action_approve").told, 2)
        self.assertFalse(self.told("cycle_started"))

    def test_who_may_not_approve_what_was_picked_is_not_asked_first(self):
        for inkind in (False, True):
            with self.subTest(inkind=inkind):
                cycle, _people = self.started(1, inkind)
                manager = self.program.get_manager(self.program.MANAGER_ENTITLEMENT)
                self.do(self.press(cycle, "action_approve"), without=True)
                group = manager.approval_definition_id.approval_group_id
                manager.approval_definition_id.approval_group_id = self.env.ref("base.group_portal")
                picked = self.picked(cycle.inkind_entitlement_ids if inkind else cycle.entitlement_ids)
                with self.assertRaisesRegex(UserError, "not allowed to approve"), self.env.cr.savepoint():
                    self.press(picked, "approve_entitlements", "validator")
                manager.approval_definition_id.approval_group_id = group


class TestWhoPresses(BeforeCase):
    def test_each_role_by_its_rights(self):
        for role in ("administrator", "manager", "officer", "validator"):
            with self.subTest(role):
                people = self.make_registrants(1)
                self.make_members(people)
                dialog = self.enrol_dialog(role)
                self.assertIn("1 of 1 gets an SMS: 1 segment.", dialog.preview)
                self.assertEqual(self.do(dialog, without=False), "1 SMS queued.")
                self.assertIn(people, self.told("enrolled_in_program"))

    def test_the_list_of_those_left_out_and_their_numbers(self):
        people = self.make_registrants(1, phone=False)
        self.make_members(people)
        dialog = self.enrol_dialog()
        person = dialog.env["sms.wiserv.before.person"].search(dialog.action_left_out()["domain"])
        self.assertEqual((person.partner_id, person.reason), (people, "No phone number"))
        self.assertTrue(person.with_user(self.users["administrator"]).sudo().may_mend)
        self.users["manager"].group_ids += self.env.ref("spp_registry.group_registry_officer")
        person.phone = "0917 555 0001"
        self.assertEqual(people.phone_number_ids.phone_no, "0917 555 0001")
        self.assertEqual(self.enrol_dialog().told, 1)

    def test_a_dialog_is_ones_own(self):
        self.make_members(self.make_registrants(1))
        dialog = self.enrol_dialog()
        for method in ("action_with_sms", "action_without_sms", "action_left_out"):
            with self.assertRaises(AccessError):
                getattr(dialog.with_user(self.users["administrator"]), method)()
        self.assertFalse(self.env[MEMBER].search([("state", "=", "enrolled")]))

    def test_every_button_of_the_table_asks(self):
        for model, view in (
            ("spp.program", "view_program_list_form"),
            ("spp.cycle", "view_cycle_form"),
            ("spp.payment.batch", "view_payment_batch_form"),
        ):
            arch = self.env[model].get_view(self.env.ref(f"spp_programs.{view}").id, "form")["arch"]
            for method in self.env[model]._wiserv_asks:
                self.assertRegex(arch, rf'<button[^>]*name="{method}"[^>]*wiserv_ask_first', method)
