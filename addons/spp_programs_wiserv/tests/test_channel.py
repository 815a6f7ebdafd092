# Part of spp_programs_wiserv. License LGPL-3.0 or later (see LICENSE).
from lxml import etree

from odoo.exceptions import UserError, ValidationError

from odoo.addons.sms_wiserv.tests.lists import ListsMixin
from odoo.addons.spp_programs.models.program_manager_ui import MANAGER_TYPE_INFO

from .common import MANAGER, ProgramCase

WRAPPER = "spp.program.notification.manager"


class TestLists(ListsMixin, ProgramCase):
    addon = "spp_programs_wiserv"

    def test_lists_and_cards_of_the_engine_say_of_which_program_it_is(self):
        for model in ("sms.wiserv.message", "sms.wiserv.skipped", "sms.wiserv.sender"):
            for view_type in ("list", "kanban"):
                with self.subTest(model=model, view_type=view_type):
                    arch = self.env[model].get_view(view_type=view_type)["arch"]
                    self.assertIn('<field name="program_id"', arch)

    def test_a_sender_is_added_on_its_program_and_in_no_list(self):
        """One without a program would tell nobody of anything."""
        for view_type in ("list", "kanban", "form"):
            root = etree.fromstring(self.env["sms.wiserv.sender"].get_view(view_type=view_type)["arch"])
            self.assertEqual(root.get("create"), "0", view_type)


class TestChannel(ProgramCase):
    """The channel as OpenSPP's own wizard, card and lists make, show, copy and delete it."""

    def test_wizard_makes_one_from_name_and_program(self):
        program = self.env["spp.program"].create({"name": "Seeds"})
        action = self.add_channel(program, "SMS of Seeds")
        entry = program.notification_manager_ids
        self.assertEqual(len(entry), 1)
        manager = entry.manager_ref_id
        self.assertEqual(
            (manager._name, manager.name, manager.program_id), (MANAGER, "SMS of Seeds", program)
        )
        self.assertEqual((action["res_model"], action["res_id"]), (MANAGER, manager.id))
        form = self.env.ref("spp_programs_wiserv.view_notification_manager_wiserv_form")
        self.assertEqual(action["views"], [(form.id, "form")])
        self.assertEqual(manager.sender_id.program_id, program)
        self.assertTrue(all(manager[field] for field in manager._wiserv_templates))

    def test_wizard_shows_its_name_and_description(self):
        wizard = self.env["spp.manager.setup.wizard"].new({"category": "notification", "method": MANAGER})
        self.assertIn((MANAGER, "SMS (Wiserv)"), wizard._methods_for_category("notification"))
        self.assertEqual(
            wizard.method_description,
            "Tell beneficiaries by SMS of enrolment, cycles, entitlements and payments",
        )
        # OpenSPP translates none of its own; over HTTP this one is in the user's language.
        self.env["res.lang"]._activate_lang("fr_FR")
        french = self.env(context={"lang": "fr_FR"})
        self.assertIn("bénéficiaires", french._(MANAGER_TYPE_INFO[MANAGER]["description"]))
        self.assertEqual(self.program.notification_manager_summary, "SMS (Wiserv)")

    def test_those_of_several_programs_are_told_apart(self):
        names = []
        for name in ("Seeds", "Tools"):
            program = self.env["spp.program"].create({"name": name})
            self.add_channel(program, "SMS (Wiserv)")
            manager = program.notification_manager_ids.manager_ref_id
            self.assertEqual(manager.display_name, manager.sender_id.display_name)
            names.append(manager.display_name)
        self.assertEqual(names, ["SMS (Wiserv) (Seeds)", "SMS (Wiserv) (Tools)"])
        manager.name = "SMS of Tools"
        self.assertEqual(manager.sender_id.display_name, "SMS of Tools")
        program.name = "Nets"
        self.assertEqual(manager.display_name, "SMS of Tools (Nets)")

    def test_a_program_has_one(self):
        with self.assertRaises(UserError):
            self.add_channel(self.program)

    def test_one_that_was_taken_out_is_silent_and_makes_room(self):
        old = self.manager
        self.program.notification_manager_ids = [(3, self.program.notification_manager_ids.id)]
        self.make_members(self.make_registrants(1), state="enrolled")
        self.assertFalse(self.told())
        self.add_channel(self.program)
        self.assertFalse(old.exists())
        self.assertFalse(self.sender.exists())
        self.assertEqual(len(self.env[WRAPPER].search([("program_id", "=", self.program.id)])), 1)

    def test_duplicate_of_a_program_has_a_copy_without_password(self):
        self.manager.write({"api_url": self.gateway.url("soap"), "wiserv_password": "hush-hush"})
        self.manager.is_on_cycle_ended = False
        duplicate = self.program.copy({"name": "Rice Again"})
        copy = duplicate.notification_manager_ids.manager_ref_id
        self.assertEqual(copy.program_id, duplicate)
        self.assertNotEqual(copy.sender_id, self.sender)
        self.assertFalse(copy.api_url or copy.wiserv_password_is_set)
        self.assertFalse(copy.is_on_cycle_ended)

    def test_one_of_another_program_is_not_used(self):
        other, _manager = self.make_program("Seeds")
        with self.assertRaises(ValidationError):
            other.notification_manager_ids = [(4, self.program.notification_manager_ids.id)]
        # Nor where an older version lets it in.
        other.notification_manager_ids.program_id = other
        self.assertNotIn(self.sender, other._wiserv_senders())
        self.env.cr.execute(
            f"INSERT INTO {other._fields['notification_manager_ids'].relation} VALUES (%s, %s)",
            (other.id, self.program.notification_manager_ids.id),
        )
        other.invalidate_recordset()
        self.assertEqual(len(other.notification_manager_ids), 2)
        self.assertNotIn(self.sender, other._wiserv_senders())

    def test_program_goes_with_its_channel(self):
        # One with money, members or cycles cannot go.
        program = self.env["spp.program"].create({"name": "Seeds"})
        self.add_channel(program)
        manager = program.notification_manager_ids.manager_ref_id
        sender = manager.sender_id
        program.unlink()
        self.assertFalse(manager.exists() or sender.exists())

    def test_sender_is_deleted_with_its_manager_alone(self):
        with self.assertRaisesRegex(UserError, "delete it there"):
            self.sender.unlink()

    def test_otp(self):
        self.assertTrue(self.manager.on_otp_send(otp="042042", phone="0917 000 0009"))
        self.assertEqual(
            self.taken(), [("09170000009", "Your one-time password is 042042. Do not share it with anyone.")]
        )

    def test_template_for_another_model_is_refused(self):
        with self.assertRaises(ValidationError):
            self.manager.payment_paid_template_id = self.manager.enrolled_in_program_template_id
        with self.assertRaises(ValidationError):
            self.manager.payment_paid_template_id.model_id = self.env["ir.model"]._get_id("spp.cycle")

    def test_other_stack_is_refused_in_words(self):
        for name in ("g2p_programs", "g2p_registry_base", "g2p_notifications_wiserv"):
            modules = self.env["ir.module.module"]
            other = modules.search([("name", "=", name)]) or modules.create({"name": name})
            other.write({"shortdesc": name, "state": "uninstalled"})
            with (
                self.assertRaisesRegex(UserError, f"Wiserv SMS.*{name}.*incompatible"),
                self.env.cr.savepoint(),
            ):
                other.button_install()

    def test_forms_have_the_button(self):
        for model in ("res.partner", "spp.program.membership", "spp.payment", "spp.entitlement"):
            view = {"res.partner": "base.view_partner_form"}.get(model)
            arch = self.env[model].get_view(self.env.ref(view).id if view else None, "form")["arch"]
            self.assertIn('name="action_wiserv_sms"', arch, model)
