# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from lxml import etree

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form

from .common import MANAGER
from .events import EventsCase

POINTER = "g2p.program.notification.manager"


class TestLinking(EventsCase):
    """Programs tell by the senders in their lists, which upstream fills with nothing but what people put in."""

    def pointers(self, manager):
        return self.env[POINTER].search([("manager_ref_id", "=", f"{MANAGER},{manager.id}")])

    def listed(self, program):
        return [
            source for source in program.get_managers(program.MANAGER_NOTIFICATION) if source._name == MANAGER
        ]

    def new_manager(self, role="manager", **values):
        with Form(self.env[MANAGER].with_user(self.users[role])) as form:
            form.name = "New"
            form.program_id = self.program
        return form.record.sudo()

    def test_creation_puts_the_sender_into_its_programs_list_once(self):
        self.assertEqual(self.listed(self.program), [self.manager])
        self.manager.action_use()
        manager = self.new_manager()
        self.assertEqual(self.listed(self.program), [self.manager, manager])
        self.assertTrue(manager.is_used)
        self.assertEqual(len(self.pointers(manager)), 1)

    def test_senders_of_one_name_are_told_apart_by_their_programs(self):
        manager = self.new_manager()
        self.assertEqual(manager.display_name, f"New ({self.program.name})")
        self.assertEqual(manager.sender_id.display_name, manager.display_name)
        manager.name = f"SMS of {self.program.name}"
        self.assertEqual(manager.display_name, manager.name)

    def test_the_entry_that_the_programs_form_makes_beside_it_replaces_it(self):
        # The reference widget creates the sender, the list's line its entry, and the program's save links that.
        manager = self.new_manager()
        [made] = self.pointers(manager)
        entry = self.as_role("manager", self.env[POINTER]).create(
            {"program_id": self.program.id, "manager_ref_id": f"{MANAGER},{manager.id}"}
        )
        self.as_role("manager", self.program).notification_managers = [(4, entry.id)]
        self.assertFalse(made.exists())
        self.assertEqual(self.listed(self.program), [self.manager, manager])
        self.enrol()
        self.assertEqual(len(self.messages(sender=manager)), 1)

        # Or all at once, by the command of a line.
        values = {"program_id": self.program.id, "manager_ref_id": f"{MANAGER},{manager.id}"}
        self.as_role("manager", self.program).notification_managers = [(0, 0, values)]
        self.assertEqual(self.listed(self.program), [self.manager, manager])
        self.assertEqual(len(self.pointers(manager)), 1)

    def test_the_list_in_a_programs_form_makes_senders_of_that_program(self):
        # Upstream's context has the id of the line there.
        view = self.env.ref("g2p_programs.view_program_list_form")
        arch = etree.fromstring(self.env["g2p.program"].get_view(view.id)["arch"])
        lines = arch.xpath("//field[@name='notification_managers']/list")
        contexts = [node.get("context") for node in lines[0].xpath("field[@name='manager_ref_id'] | button")]
        self.assertEqual(
            contexts,
            ["{'default_program_id': parent.id, 'create': False}", "{'default_program_id': parent.id}"],
        )

    def test_a_sender_taken_off_the_list_tells_nobody_until_it_is_added_again(self):
        self.as_role("manager", self.program).notification_managers = [(3, self.pointers(self.manager).id)]
        self.manager.invalidate_recordset()
        self.assertFalse(self.manager.is_used)
        self.enrol()
        self.assertFalse(self.messages())
        self.as_role("manager", self.manager).action_use()
        self.assertTrue(self.manager.is_used)
        self.assertEqual(len(self.pointers(self.manager)), 1)
        self.enrol()
        self.assertEqual(len(self.messages()), 1)

    def test_a_sender_of_another_program_is_not_offered(self):
        self.make_program("Other")
        offered = self.env[MANAGER].with_context(default_program_id=self.program.id).name_search("")
        self.assertEqual([id_ for id_, _name in offered], self.manager.ids)

    def test_a_sender_of_another_program_is_not_accepted_by_any_way(self):
        other, foreign = self.make_program("Other")
        for attempt in (
            lambda: self.env[POINTER].create(
                {"program_id": self.program.id, "manager_ref_id": f"{MANAGER},{foreign.id}"}
            ),
            lambda: self.program.write({"notification_managers": [(4, self.pointers(foreign).id)]}),
            lambda: self.program.write(
                {"notification_managers": [(0, 0, {"manager_ref_id": f"{MANAGER},{foreign.id}"})]}
            ),
            lambda: foreign.write({"program_id": self.program.id}),
        ):
            with (
                self.assertRaisesRegex(ValidationError, "sender of another program"),
                self.env.cr.savepoint(),
            ):
                attempt()
                self.env.flush_all()
        self.assertEqual(self.listed(other), [foreign])

    def test_nobody_makes_a_sender_for_a_program_that_they_may_not_see(self):
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        managers = self.as_role("manager", self.env[MANAGER])
        # Upstream's rule hides programs of no company from everybody.
        for company in (elsewhere, elsewhere.browse()):
            program, _manager = self.make_program("Theirs", company_id=company.id)
            with self.assertRaises(AccessError):
                managers.create({"name": "Mine", "program_id": program.id})
            mine = managers.create({"name": "Mine", "program_id": self.program.id})
            with self.assertRaises(AccessError):
                mine.program_id = program

    def test_the_sender_belongs_to_the_programs_company(self):
        elsewhere = self.env["res.company"].create(
            {"name": "Elsewhere", "country_id": self.company.country_id.id}
        )
        _program, manager = self.make_program("Theirs", company_id=elsewhere.id)
        self.assertEqual((manager.company_id, manager.sender_id.company_id), (elsewhere, elsewhere))
        self.assertEqual((self.manager.company_id, self.sender.program_id), (self.company, self.program))

        self.program.company_id = elsewhere
        self.assertEqual((self.manager.company_id, self.sender.company_id), (elsewhere, elsewhere))
        self.enrol(company_id=elsewhere.id)
        self.assertEqual(self.messages().company_id, elsewhere)

    # === TWO RECORDS, ONE SENDER === #

    def test_nobody_lays_hands_on_a_sender_that_another_record_stands_for(self):
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        theirs = self.make_program("Theirs", company_id=elsewhere.id)[1].sender_id
        managers = self.as_role("manager", self.env[MANAGER])
        values = {"name": "Mine", "program_id": self.program.id}
        for manager in (
            managers.create({**values, "sender_id": theirs.id}),
            managers.with_context(default_sender_id=theirs.id).create(values),
        ):
            self.assertNotEqual(manager.sender_id, theirs)
            self.assertEqual(manager.company_id, self.company)
            with self.assertRaises(AccessError):
                manager.sender_id = theirs

    def test_password_and_url_written_together_belong_together(self):
        self.manager.write({"wiserv_password": "secret", "api_url": "https://sms.example.com/soap/?wsdl"})
        self.assertTrue(self.manager.wiserv_password_is_set)
        self.assertFalse(self.manager.wiserv_password)
        with Form(self.as_role("administrator", self.manager)) as form:
            self.assertFalse(form.wiserv_password_goes)
            form.api_url = "https://sms.example.org/soap/?wsdl"
            self.assertTrue(form.wiserv_password_goes)
        self.assertIn("the password was removed", self.notes()[0])

    def test_buttons_of_the_manager_are_the_senders(self):
        manager = self.as_role("administrator", self.manager)
        manager.action_pause()
        self.assertEqual(self.sender.pause_cause, "manual")
        manager.action_resume()
        self.assertFalse(self.manager.paused_at)
        self.assertEqual(
            manager.action_wiserv_messages()["context"]["search_default_sender_id"], self.sender.ids
        )
        self.assertEqual(manager.action_wiserv_test()["context"]["default_sender_id"], self.sender.id)
        self.assertEqual(self.sender.action_open()["res_model"], MANAGER)

    def test_activities_appear_on_the_manager_whom_people_have_open(self):
        self.gateway.behave("http_401")
        self.enrol()
        self.dispatch()
        self.assertEqual(self.manager.channel_state, "paused")
        self.assertEqual((len(self.manager.activity_ids), len(self.sender.activity_ids)), (1, 0))

    # === THE END === #

    def test_a_deleted_manager_takes_sender_and_entries_along(self):
        self.enrol()
        with self.assertRaisesRegex(UserError, "still wait to be sent"):
            self.manager.unlink()
        self.messages().action_cancel()
        pointers, sender = self.pointers(self.manager), self.sender
        with self.assertRaisesRegex(UserError, r"SMS Sender of a Program\): delete it there"):
            sender.unlink()
        self.as_role("administrator", self.manager).unlink()
        self.assertFalse(pointers.exists() or sender.exists())
        self.assertEqual(self.listed(self.program), [])
        self.make_members(self.make_registrants(1)).enroll_eligible_registrants()

    def test_a_listed_manager_whose_addon_is_gone_keeps_nobody_from_being_told(self):
        self.env.cr.execute(
            "INSERT INTO g2p_program_notification_manager (program_id, manager_ref_id) VALUES (%s, %s) RETURNING id",
            (self.program.id, "g2p.program.notification.manager.gone,1"),
        )
        self.program.notification_managers = [(4, self.env.cr.fetchone()[0])]
        self.enrol()
        self.assertEqual(len(self.messages()), 1)
        self.manager.invalidate_recordset()
        self.assertTrue(self.manager.is_used)

    def test_a_copy_is_a_sender_of_its_own(self):
        self.manager.number_format = "national"
        copy = self.as_role("manager", self.manager).copy()
        self.assertNotEqual(copy.sender_id, self.sender)
        self.assertEqual((copy.name, copy.number_format), ("SMS of Rice Allowance", "national"))
        copy.name = "Copy"
        self.assertEqual(self.manager.name, "SMS of Rice Allowance")
        self.assertEqual(copy.on_payment_send_template.body, self.manager.on_payment_send_template.body)
