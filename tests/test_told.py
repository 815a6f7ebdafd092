# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo.tests import Form
from odoo.tools.safe_eval import safe_eval

from .events import EventsCase


class TestTold(EventsCase):
    """Nothing on a screen says that somebody was told who was not."""

    def told(self, records):
        records.invalidate_recordset()
        return records.mapped("wiserv_told")

    def make_seven(self):
        """Return memberships: two who are told, one without a number, one who wants none."""
        partners = self.make_registrants(2)
        partners += self.make_registrants(1, name="Liza", phone=False)
        partners += self.make_registrants(1, name="Pedro", preference="none")
        return self.make_members(partners)

    def test_the_list_of_members_says_what_became_of_each(self):
        members = self.make_seven()
        self.assertEqual(self.told(members), [""] * 4)
        members.state = "enrolled"
        self.end_transaction()
        labels = dict(self.env["sms.wiserv.skipped"]._fields["reason"]._description_selection(self.env))
        why = [labels[reason][:1].upper() + labels[reason][1:] for reason in ("no_number", "preference")]
        self.assertEqual(self.told(members), ["Queued", "Queued", *why])
        self.gateway.behave("unknown_sentence", count=1)
        self.dispatch()
        self.assertCountEqual(self.told(members[:2]), ["Accepted", "Unknown"])
        self.assertEqual(members[3].wiserv_told_state, "not_told")
        # Whoever may see the list may see it, with no rights on messages.
        self.assertEqual(self.as_role("registrar", members[3]).wiserv_told, why[1])

    def test_of_payments_too(self):
        member = self.enrol()
        payment = self.batches(self.cycle(member.partner_id)).payment_ids
        payment.status = "paid"
        self.end_transaction()
        self.gateway.behave("fault", count=9)
        self.dispatch()
        self.assertEqual(self.told(payment), ["Failed"])
        self.assertEqual(self.as_role("finance", payment).wiserv_told_state, "failed")

    def test_a_message_about_a_payment_says_which_in_words(self):
        cycle = self.cycle(self.enrol().partner_id)
        payment = self.batches(cycle).payment_ids
        payment.write({"status": "paid", "amount_paid": 1500})
        self.end_transaction()
        message = self.messages().filtered(lambda message: message.event == "payment")
        with Form(self.as_role("manager", message), "sms_wiserv.view_message_form") as form:
            [about] = form._view["tree"].xpath("//field[@name='res_id'][@string='About']")
        spec = {"context": safe_eval(about.get("context")), "fields": {"display_name": {}}}
        [read] = self.as_role("manager", message).web_read({"res_model": {}, "res_id": spec})
        self.assertRegex(read["res_id"]["display_name"], rf"^\D*1,500.00\D*, {cycle.name}$")
        self.assertEqual(payment.display_name, payment.name)

    def test_a_test_of_the_sender_is_no_sms_of_the_program(self):
        program = self.as_role("manager", self.program)
        self.manager.sender_id.send_now("test", "09170000001", "Hello")
        self.assertEqual(self.messages().event, "test")
        self.assertEqual(program.wiserv_sms_summary, "SMS 0")
        action = program.action_wiserv_sms()
        self.assertEqual(action["context"], {"search_default_no_tests": 1})
        self.make_members(self.make_registrants(1, preference="none")).state = "enrolled"
        self.end_transaction()
        self.assertEqual(program.action_wiserv_sms()["res_model"], "sms.wiserv.skipped")

    def test_lists_have_the_column(self):
        for view in ("view_program_membership_tree", "view_payment_tree", "view_payment_batch_form"):
            view = self.env.ref(f"g2p_programs.{view}")
            self.assertIn('name="wiserv_told"', self.env[view.model].get_view(view.id)["arch"], view.name)

    # === NOTIFY === #

    def notify(self):
        params = self.as_role("manager", self.program).notify_eligible_beneficiaries()["params"]
        self.end_transaction()
        return params

    def test_notify_links_to_the_list_for_those_who_may_see_it(self):
        self.silently(self.make_seven()).state = "enrolled"
        params = self.as_role("validator", self.program).notify_eligible_beneficiaries()["params"]
        self.assertIn("2 of 4 could not be told", params["message"])
        self.assertFalse(params["links"] or "%s" in params["message"])

    def test_notify_says_who_could_not_be_told_and_stays(self):
        members = self.silently(self.make_seven())
        members.state = "enrolled"
        params = self.notify()
        self.assertIn("2 people are being told by SMS. 2 of 4 could not be told (", params["message"])
        self.assertEqual((params["type"], params["sticky"]), ("warning", True))
        self.assertIn(f"/odoo/{self.program.id}/action-", params["links"][0]["url"])
        action = self.env.ref("g2p_notifications_wiserv.action_program_not_told")
        domain = safe_eval(action.domain, {"active_id": self.program.id})
        found = self.env[action.res_model].with_user(self.users["manager"]).search(domain)
        self.assertEqual(len(found), 2)
        self.assertEqual(len(self.messages()), 2)
        self.assertIn("2 of 4 could not be told", self.notify()["message"], "and says so again")

    def test_notify_is_green_when_all_are_told_and_neutral_when_there_is_nobody(self):
        members = self.silently(self.make_members(self.make_registrants(1)))
        params = self.notify()
        self.assertEqual((params["message"], params["type"]), ("Nobody is enrolled yet.", "info"))
        members.state = "enrolled"
        params = self.notify()
        self.assertEqual((params["message"], params["type"]), ("1 person is being told by SMS.", "success"))
        self.assertFalse(params["sticky"] or params["links"])
        params = self.notify()
        self.assertEqual(params["type"], "info")
        self.assertIn("has an SMS already", params["message"])

    def test_what_toasts_and_the_menu_lead_to_has_cards_for_telephones(self):
        for name in ("action_program_not_told", "action_program_failed", "action_announcement"):
            action = self.env["ir.actions.act_window"]._for_xml_id(f"g2p_notifications_wiserv.{name}")
            modes = [mode for _view, mode in action["views"]]
            self.assertIn("kanban", modes, name)
            views = self.env[action["res_model"]].get_views([(False, mode) for mode in modes])["views"]
            self.assertIn('t-name="card"', views["kanban"]["arch"], name)

    # === SMART BUTTONS === #

    def sees_not_told(self, record):
        """Whether the button to those not told is on the form, as the user sees it."""
        form = {
            "g2p.program": "view_program_list_form",
            "g2p.cycle": "view_cycle_form",
            "g2p.payment.batch": "view_payment_batch_form",
        }[record._name]
        form = Form(record, f"g2p_programs.{form}")
        [button] = form._view["tree"].xpath("//button[@name='action_wiserv_not_told']")
        self.assertEqual(button.get("invisible"), "not wiserv_has_not_told")
        return form.wiserv_has_not_told

    def test_program_cycle_and_batch_lead_to_their_sms(self):
        told, other = self.enrol(2)
        cycle = self.cycle(told.partner_id | other.partner_id)
        other.partner_id.notification_preference = "none"
        cycle.state = "approved"
        batch = self.batches(cycle)
        batch.payment_ids.status = "paid"
        self.end_transaction()
        for record, summary, sent in (
            (self.program, "SMS 4 · not told 1", 4),
            # One person, of its start and of the payment.
            (cycle, "SMS 2 · not told 1", 2),
            (batch, "SMS 1 · not told 1", 1),
        ):
            record = self.as_role("manager", record)
            with self.subTest(record._name):
                self.assertEqual(record.wiserv_sms_summary, summary)
                action = record.action_wiserv_sms()
                messages = self.env[action["res_model"]].with_user(self.users["manager"])
                self.assertEqual(messages.search_count(action["domain"]), sent)
                action = record.action_wiserv_not_told()
                skipped = self.env[action["res_model"]].with_user(self.users["manager"])
                self.assertEqual(set(skipped.search(action["domain"]).partner_id), {other.partner_id})
                self.assertTrue(self.sees_not_told(record))
        empty = self.cycle(told.partner_id)
        self.assertEqual(self.as_role("manager", empty).wiserv_sms_summary, "SMS 0")
        self.assertFalse(self.sees_not_told(self.as_role("manager", empty)))
        self.assertFalse(self.messages()[-1].wiserv_cycle_id, "an enrolment is in no cycle")
        self.assertEqual(self.messages()[0].wiserv_cycle_id, cycle)
