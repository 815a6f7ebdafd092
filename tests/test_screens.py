# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
import json
from ast import literal_eval
from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from ..models.wiserv_progress import CHANNEL
from ..tools.wiserv_api.result import REASONS
from ..wizard.test_advice import ADVICE
from .common import WiservCase

MANAGER = "g2p_programs.g2p_program_manager"
VALIDATOR = "g2p_programs.g2p_program_validator"


class ScreenCase(WiservCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls.make_user("manager", MANAGER)
        cls.validator = cls.make_user("validator", VALIDATOR)

    def make_messages(self, state, count=1, **values):
        now = fields.Datetime.now()
        return self.env["g2p.wiserv.sms"].create(
            [
                {
                    "manager_id": self.sender.id,
                    "company_id": self.company.id,
                    "event": "payment",
                    "state": state,
                    "number": f"0917{nth:07d}",
                    "body": "Hello",
                    "answered_at": False if state in ("queued", "sending") else now,
                    **values,
                }
                for nth in range(count)
            ]
        )


@tagged("post_install", "-at_install")
class TestCounts(ScreenCase):
    def counts(self, user):
        sender = self.sender.with_user(user)
        sender.invalidate_recordset()
        return [
            sender.queued_count,
            sender.accepted_today_count,
            sender.failed_count,
            sender.unknown_count,
        ]

    def test_a_sender_counts_its_own_messages(self):
        self.make_messages("queued", 3)
        self.make_messages("sending")
        self.make_messages("accepted", 2)
        self.make_messages("accepted", answered_at=fields.Datetime.now() - timedelta(days=2))
        self.make_messages("failed", 2)
        self.make_messages("failed", handled=True)
        self.make_messages("unknown")
        self.make_messages("cancelled")
        _program, other = self.make_program("Other")
        self.make_messages("queued", manager_id=other.id)
        self.assertEqual(self.counts(self.manager), [4, 2, 2, 1])

    def test_each_number_is_that_of_the_list_behind_it(self):
        for state in ("queued", "sending", "accepted", "failed", "unknown"):
            self.make_messages(state)
        self.make_messages("failed", handled=True)
        self.make_messages("accepted", answered_at=fields.Datetime.now() - timedelta(days=2))
        form = Form(self.sender.with_user(self.manager))
        arch = form._view["tree"]
        filters = self.env.ref("g2p_notifications_wiserv.view_wiserv_sms_search")
        domains = {
            node.get("name"): node.get("domain")
            for node in self.env["g2p.wiserv.sms"]._get_view(filters.id)[0].iter("filter")
        }
        for name in ("queued_count", "accepted_today_count", "failed_count", "unknown_count"):
            (button,) = arch.xpath(f"//button[field[@name='{name}']]")
            chosen = [key for key in domains if f"search_default_{key}'" in button.get("context")]
            domain = [("manager_id", "=", self.sender.id)]
            domain += [term for key in chosen for term in literal_eval(domains[key])]
            found = self.env["g2p.wiserv.sms"].with_user(self.manager).search_count(domain)
            self.assertEqual(form[name], found, name)
            self.assertTrue(found)

    def test_a_validator_sees_the_sender_without_numbers(self):
        self.make_messages("failed")
        form = Form(self.sender.with_user(self.validator))
        self.assertEqual(form.channel_state, "ready")
        for name in ("queued_count", "progress", "api_url", "connections"):
            self.assertNotIn(name, form._view["fields"])
        with self.assertRaises(AccessError):
            self.sender.with_user(self.validator).read(["failed_count"])

    def test_many_senders_are_counted_with_few_queries(self):
        senders = self.sender
        for nth in range(5):
            senders += self.make_program(f"Program {nth}")[1]
        names = ["queued_count", "accepted_today_count", "failed_count", "unknown_count"]
        self.env.invalidate_all()
        self.sender.read(names)
        self.env.invalidate_all()
        with self.assertQueryCount(6):
            senders.read(names)


@tagged("post_install", "-at_install")
class TestProgress(ScreenCase):
    def progress(self, user=None):
        self.env.invalidate_all()
        return self.sender.with_user(user or self.manager).progress

    def test_nothing_is_said_when_nothing_is_left(self):
        self.make_messages("accepted")
        self.assertFalse(self.progress())
        self.assertEqual(self.sender.with_user(self.manager).running(), [])

    def test_what_is_left_is_told_by_event(self):
        self.make_messages("queued", 2)
        self.make_messages("queued", event="enrolled")
        self.assertEqual(self.progress(), "SMS left: 3 (Enrolment 1, Payment 2).")
        told = self.sender.with_user(self.manager).running()
        self.assertEqual([line["progress"] for line in told], [self.progress()])

    def test_the_rate_of_the_last_minute_gives_the_end(self):
        now = fields.Datetime.now()
        self.make_messages("queued", 60)
        self.make_messages("accepted", 20, answered_at=now - timedelta(seconds=10))
        self.make_messages("accepted", 100, answered_at=now - timedelta(minutes=5))
        self.assertRegex(self.progress(), r"^SMS left: 60 \(Payment 60\)\. At 1\d\d a minute, until \d+:\d\d")

    def test_a_slow_rate_gives_no_time_of_day(self):
        self.make_messages("queued", 200)
        self.env["g2p.wiserv.sms"].create(
            [
                {
                    "manager_id": self.sender.id,
                    "event": "payment",
                    "state": "accepted",
                    "answered_at": fields.Datetime.now() - timedelta(seconds=50),
                }
            ]
        )
        self.env.cr.execute(
            """INSERT INTO g2p_wiserv_sms (manager_id, event, state, priority, queued_at, idempotency_key)
               SELECT %s, 'payment', 'queued', '0', now(), 'many:' || nth FROM generate_series(1, 2000) AS nth""",
            [self.sender.id],
        )
        self.assertIn("they take more than a day", self.progress())

    def test_a_closed_channel_holds_back(self):
        self.make_messages("queued")
        self.sender.action_pause()
        self.assertEqual(self.progress(), "SMS held back: 1 (Payment 1).")

    def test_figures_are_those_of_the_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.make_messages("queued", 1234)
        self.assertIn("1,234", self.progress())
        french = self.sender.with_user(self.manager).with_context(lang="fr_FR")
        french.invalidate_recordset()
        self.assertNotIn("1,234", french.progress)

    def test_running_senders_are_for_readers_of_messages(self):
        with self.assertRaises(AccessError):
            self.sender.with_user(self.validator).running()

    def test_the_dispatcher_tells_those_who_are_there(self):
        self.env["mail.presence"].create({"user_id": self.manager.id, "status": "online"})
        self.enrol()
        before = self.told()
        self.dispatch()
        told = self.told()[len(before) :]
        self.assertEqual([told[0]["done"], told[-1]["done"]], [False, True])
        self.assertEqual({sender for payload in told for sender in payload["senders"]}, {self.sender.id})

    def test_when_nobody_is_there_only_the_end_is_told_for_those_who_come(self):
        self.env["mail.presence"].search([]).status = "offline"
        self.enrol()
        before = self.told()
        self.dispatch()
        self.assertEqual([payload["done"] for payload in self.told()[len(before) :]], [True])

    def told(self):
        messages = self.env["bus.bus"].sudo().search([("message", "like", CHANNEL)], order="id")
        self.assertTrue(all(f'"res.company",{self.company.id}' in message.channel for message in messages))
        return [json.loads(message.message)["payload"] for message in messages]


@tagged("post_install", "-at_install")
class TestDialogs(ScreenCase):
    def test_every_cause_of_a_failed_test_has_advice(self):
        self.assertEqual(ADVICE.keys(), REASONS.keys() | {"url", "description"})

    def test_the_test_sms_shows_where_it_went_and_never_the_password(self):
        wizard = self.env["g2p.wiserv.test"].create(
            {"manager_id": self.sender.id, "phone": "0917 123 4567", "body": "Hello"}
        )
        wizard.action_send()
        self.assertEqual((wizard.outcome, wizard.reply), ("accepted", "Message Queued"))
        self.assertEqual((wizard.api_url, wizard.protocol), (self.gateway.url("soap"), "soap"))
        self.assertEqual((wizard.user_name, wizard.number), (self.gateway.user, "09171234567"))
        self.assertFalse(wizard.advice)
        self.assertGreater(wizard.seconds, 0)
        self.assertNotIn(self.gateway.password, str(wizard.read()))
        self.assertEqual((self.messages().event, self.messages().body), ("manual", False))
        self.assertIn("SMS to Test (0917•••4567): Message Queued", self.notes()[0])

    def test_the_test_sms_shows_the_number_as_the_sender_sends_it(self):
        self.sender.number_format = "international"
        wizard = self.env["g2p.wiserv.test"].create(
            {"manager_id": self.sender.id, "phone": "0917 123 4567", "body": "Hello"}
        )
        wizard.action_send()
        self.assertEqual(wizard.number, "+639171234567")
        self.assertEqual(self.taken(), [(wizard.number, "Hello")])

    def test_a_failed_test_says_what_to_do_and_another_one_forgets_it(self):
        self.gateway.behave("unknown_sentence", count=1)
        wizard = self.env["g2p.wiserv.test"].create(
            {"manager_id": self.sender.id, "phone": "09171234567", "body": "Hello"}
        )
        wizard.action_send()
        self.assertEqual(wizard.outcome, "unknown")
        self.assertIn("accepted replies", wizard.advice)
        wizard.action_send()
        self.assertEqual((wizard.outcome, wizard.advice, wizard.reason), ("accepted", False, ""))

    def test_advice_is_for_what_went_wrong(self):
        for behaviour, advice, values in (
            ("credentials_reply", "Check user name and password", {}),
            ("http_404", "Check the path of the API URL", {}),
            ("fault", "Read the reply", {}),
            ("close", "See whether the SMS has arrived", {}),
            (None, "Enter one mobile number", {"phone": "12"}),
            (None, "Enter a text.", {"body": " "}),
        ):
            with self.subTest(advice):
                self.gateway.reset()
                if behaviour:
                    self.gateway.behave(behaviour)
                values = {"manager_id": self.sender.id, "phone": "09171234567", "body": "Hello", **values}
                wizard = self.env["g2p.wiserv.test"].create(values)
                wizard.action_send()
                self.assertIn(advice, wizard.advice)

    def test_a_failed_test_speaks_the_users_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.env["ir.module.module"]._load_module_terms(["g2p_notifications_wiserv"], ["fr_FR"])
        self.gateway.behave("unknown_sentence")
        values = {"manager_id": self.sender.id, "phone": "09171234567", "body": "Hello"}
        wizard = self.env["g2p.wiserv.test"].with_context(lang="fr_FR").create(values)
        wizard.action_send()
        self.assertTrue(wizard.advice and wizard.reason)
        self.assertNotEqual(wizard.advice, ADVICE["unrecognised"]._source)
        self.assertNotEqual(wizard.reason, REASONS["unrecognised"])

    def test_the_test_number_is_the_users_own(self):
        self.env.user.partner_id.phone = "09179999999"
        form = Form(self.env["g2p.wiserv.test"].with_context(default_manager_id=self.sender.id))
        self.assertEqual(form.phone, "09179999999")

    def test_resending_says_how_many_people_may_get_it_twice(self):
        one, other = self.make_registrants(2)
        doubtful = self.make_messages("unknown", 2, partner_id=one.id)
        doubtful += self.make_messages("unknown", partner_id=other.id)
        failed = self.make_messages("failed")

        def question(messages):
            action = messages.with_user(self.manager).action_resend()
            return self.env[action["res_model"]].with_context(**action["context"]).create({}).question

        self.assertIn("the registrant may get it twice", question(doubtful[0]))
        self.assertIn("1 person may get", question(doubtful[:2]))
        self.assertIn("Of the 4 selected messages", question(doubtful + failed))
        self.assertIn("about 3,", question(doubtful + failed))
        self.assertIn("2 people may get", question(doubtful + failed))

    def test_resuming_by_hand_does_not_wait_for_the_next_attempt(self):
        self.gateway.behave("http_503", count=1, retry_after=600)
        self.enrol()
        self.dispatch()
        self.assertEqual(self.sender.channel_state, "paused")
        self.assertTrue(self.messages().next_attempt_at)
        self.sender.action_resume()
        self.dispatch()
        self.assertEqual(self.messages().state, "accepted")


@tagged("post_install", "-at_install")
class TestSources(ScreenCase):
    def test_a_record_leads_to_its_messages(self):
        member = self.enrol()
        other = self.make_members(self.make_registrants(2)[1])
        other.enroll_eligible_registrants()
        for record in (member, member.partner_id):
            record = record.with_user(self.manager)
            self.assertEqual(record.wiserv_sms_count, 1)
            action = record.action_wiserv_sms()
            found = self.env[action["res_model"]].with_user(self.manager).search(action["domain"])
            self.assertEqual(found.partner_id, member.partner_id)

    def test_registrant_membership_entitlement_and_payment_have_the_button(self):
        for view in (
            "g2p_registry_base.view_registrant_form",
            "g2p_programs.view_program_membership_form",
            "g2p_programs.view_entitlement_form",
            "g2p_programs.view_payment_form",
        ):
            view = self.env.ref(view)
            arch, _view = self.env[view.model].with_user(self.manager)._get_view(view.id)
            (count,) = arch.xpath("//button[@name='action_wiserv_sms']/field[@name='wiserv_sms_count']")
            self.assertEqual(count.getparent().get("invisible"), "not wiserv_sms_count", view.model)

    def test_who_may_not_read_messages_has_no_button(self):
        member = self.enrol()
        registrar = self.make_user("registrar", "g2p_registry_base.group_g2p_registrar")
        form = Form(member.partner_id.with_user(registrar), view="g2p_registry_base.view_registrant_form")
        self.assertNotIn("wiserv_sms_count", form._view["fields"])
        self.assertFalse(form._view["tree"].xpath("//button[@name='action_wiserv_sms']"))

    def test_numbers_are_for_administrators(self):
        message = self.make_messages("accepted")
        self.manager.group_ids += self.env.ref("base.group_allow_export")
        self.assertEqual(message.with_user(self.manager).number_masked, "0917•••0000")
        exported = message.with_user(self.manager).export_data(["number_masked"])["datas"]
        self.assertEqual(exported, [["0917•••0000"]])
        with self.assertRaises(AccessError):
            message.with_user(self.manager).read(["number"])
        with self.assertRaises(AccessError):
            message.with_user(self.manager).export_data(["number"])
        with self.assertRaises(AccessError):
            self.env["g2p.wiserv.sms"].with_user(self.manager).search([("number", "=", "09170000000")])
        self.assertEqual(
            message.with_user(self.env.ref("base.user_admin")).export_data(["number"])["datas"],
            [["09170000000"]],
        )

    def test_a_message_is_called_after_who_it_is_for(self):
        message = self.make_messages("accepted")
        self.assertEqual(message.with_user(self.manager).display_name, f"SMS {message.id}")
        message.sudo().partner_id = self.make_registrants(1)
        self.assertEqual(message.with_user(self.manager).display_name, "Registrant 1")
        found = message.with_user(self.manager).name_search("Registrant 1")
        self.assertEqual(found, [(message.id, "Registrant 1")])

    def test_a_sender_that_no_program_calls_can_be_put_to_use(self):
        sender = self.env[self.sender._name].create({"name": "New", "program_id": self.program.id})
        self.assertFalse(sender.is_used)
        sender.with_user(self.manager).action_use()
        self.assertTrue(sender.is_used)
        self.assertIn(sender, self.program.get_managers(6))
        sender.action_use()
        self.assertEqual(len(self.program.notification_managers), 2)
