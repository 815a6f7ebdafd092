# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from datetime import timedelta
from unittest.mock import patch

from lxml import etree

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form
from odoo.tools.safe_eval import safe_eval

from .events import EventsCase

TEXT = "The distribution begins at 8."


class TestAnnouncement(EventsCase):
    """*Send SMS to Beneficiaries*: written, looked at, sent; and Odoo's own *Send SMS* on registrants."""

    def begin(self, source, role="manager", **values):
        action = self.as_role(role, source).action_wiserv_announce()
        one = self.as_role(role, self.env[action["res_model"]].browse(action["res_id"]))
        self.assertEqual(action["target"], "new")
        one.write({"body": TEXT, **values})
        return one

    def preview(self, one):
        one.action_check()
        one.invalidate_recordset()
        return str(one.preview)

    def told_of(self):
        return self.messages().filtered(lambda message: message.event == "announcement")

    def people(self):
        """Return memberships of somebody willing, unwilling, blacklisted, and without a number."""
        willing, unwilling, listed, lacking = (
            self.make_registrants(1, name=name, phone=phone, preference=preference)
            for name, phone, preference in (
                ("Ana Cruz", "09170000001", "sms"),
                ("Ben Diaz", "09170000002", "none"),
                ("Cora Lim", "09170000003", "both"),
                ("Dan Uy", False, "sms"),
            )
        )
        self.env["phone.blacklist"].create({"number": "+639170000003"})
        return self.enrolled(willing | unwilling | listed | lacking)

    # === FROM WHERE === #

    def test_all_enrolled_of_a_program_are_told_once(self):
        members = self.people()
        self.make_members(self.make_registrants(1, name="Eva Draft", phone="09170000005"))
        one = self.begin(self.program)
        shown = self.preview(one)
        self.assertIn("1 person gets it: 1 SMS segment.", shown)
        self.assertIn("3 are left out: No phone number 1, On the blacklist 1, Wants no SMS 1", shown)
        for name, said in (
            ("Ana Cruz", "0917•••0001"),
            ("Ben Diaz", "Wants no SMS"),
            ("Cora Lim", "On the blacklist"),
            ("Dan Uy", "No phone number"),
        ):
            self.assertRegex(shown, rf"{name} <span[^>]*>{said}<")
        self.assertNotIn("Eva Draft", shown)
        self.assertFalse(self.told_of())
        answer = one.action_send()
        self.assertIn("1 SMS queued, 3 skipped", answer["params"]["message"])
        self.assertEqual((self.told_of().res_id, self.told_of().body), (members[0].id, TEXT))
        self.assertEqual(self.skipped().partner_id, members[1:].partner_id)
        with self.assertRaisesRegex(UserError, "sent already"):
            one.action_send()
        self.assertEqual((one.state, one.sent_by), ("sent", self.users["manager"]))
        self.dispatch()
        self.assertEqual(self.taken(), [("09170000001", TEXT)])

    def test_those_picked_from_a_list(self):
        members = self.enrolled(self.make_registrants(3))
        one = self.begin(members[:2])
        self.assertEqual(one.chosen_line, "2 beneficiaries picked from the list")
        self.assertIn("2 people get it: 2 SMS segments.", self.preview(one))
        one.action_send()
        self.assertEqual(self.told_of().partner_id, members[:2].partner_id)

    def test_beneficiaries_of_a_cycle_and_those_picked_there(self):
        partners = self.make_registrants(3)
        self.enrolled(partners)
        cycle = self.cycle(partners[:2])
        one = self.begin(cycle)
        one.action_check()
        one.action_send()
        self.assertEqual(self.told_of().partner_id, partners[:2])
        one = self.begin(
            cycle.cycle_membership_ids.filtered(lambda of: of.partner_id == partners[1]), body="Hi"
        )
        one.action_check()
        one.action_send()
        self.assertEqual(self.told_of().filtered(lambda m: m.body == "Hi").partner_id, partners[1])

    def test_a_filter_of_ones_own(self):
        members = self.enrolled(self.make_registrants(2))
        members[0].state = "paused"
        one = self.begin(self.program, domain="[('state', '=', 'paused')]")
        one.action_check()
        one.action_send()
        self.assertEqual(self.told_of().partner_id, members[0].partner_id)
        not_searched = "[('partner_id.user_ids.password', '!=', False)]"
        for wrong in ("[('state', '=', uid)]", "nothing", "[('no_field', '=', 1)]", not_searched):
            with self.subTest(wrong), self.assertRaisesRegex(ValidationError, "cannot be used"):
                self.begin(self.program, domain=wrong)

    def test_members_of_two_programs_or_of_one_that_has_no_sender(self):
        other, manager = self.make_program("Seeds")
        members = self.enrolled(self.make_registrants(1)) | self.enrolled(self.make_registrants(1), other)
        with self.assertRaisesRegex(UserError, "of one program"):
            self.as_role("manager", members).action_wiserv_announce()
        manager.unlink()
        with self.assertRaisesRegex(UserError, "no Wiserv sender"):
            self.as_role("manager", other).action_wiserv_announce()

    # === WORDS === #

    def test_a_template_is_filled_in_for_each(self):
        self.enrolled(self.make_registrants(2))
        template = self.env["sms.template"].create(
            {
                "name": "Come",
                "model_id": self.env["ir.model"]._get_id("g2p.program_membership"),
                "body": "{{ object.name }}, come.",
            }
        )
        one = self.begin(self.program, template_id=template.id)
        self.assertIn("Registrant 1, come.", self.preview(one).replace("Registrant 2", "Registrant 1"))
        one.action_send()
        self.assertEqual(set(self.told_of().mapped("body")), {"Registrant 1, come.", "Registrant 2, come."})
        other = self.env.ref("g2p_notifications_wiserv.sms_template_payment")
        with self.assertRaises(ValidationError):
            self.begin(self.program, template_id=other.id)

    def test_ones_own_words_are_no_code(self):
        self.enrolled(self.make_registrants(1))
        one = self.begin(self.program, body="{{ object.env.cr.dbname }}")
        one.action_check()
        one.action_send()
        self.assertEqual(self.told_of().body, "{{ object.env.cr.dbname }}")

    def test_nothing_to_say_nobody_to_tell_and_too_long(self):
        with self.assertRaisesRegex(UserError, "nobody"):
            self.begin(self.program).action_check()
        self.enrolled(self.make_registrants(1))
        with self.assertRaisesRegex(UserError, "Write a text"):
            self.begin(self.program, body=" ").action_check()
        one = self.begin(self.program, body="x" * 5000)
        self.assertIn("Nobody gets it.", self.preview(one))
        send = etree.fromstring(one.get_view()["arch"]).xpath("//button[@name='action_send']/@invisible")[0]
        shown = {name: one[name] for name in ("state", "tells_nobody")}
        self.assertTrue(safe_eval(send, shown), "there is nothing to send")
        self.assertFalse(safe_eval(send, {**shown, "tells_nobody": False}))

    def test_the_form_shows_how_much_of_an_sms_it_takes(self):
        one = self.begin(self.program)
        with Form(one) as form:
            form.body = "x" * 161
            self.assertEqual(form.size, "161 characters, GSM-7, 2 segments")

    # === WHAT WAS SHOWN IS WHAT IS SENT === #

    def test_what_has_been_looked_at_stays(self):
        self.enrolled(self.make_registrants(1))
        one = self.begin(self.program)
        with self.assertRaisesRegex(UserError, "nobody has looked"):
            one.action_send()
        one.action_check()
        with self.assertRaisesRegex(UserError, "go back first"):
            one.body = "Other"
        self.enrolled(self.make_registrants(1, name="Late", phone="09170000009"))
        one.action_send()
        self.assertEqual(len(self.told_of()), 1)
        self.assertNotIn("Late", self.told_of().partner_id.mapped("name"))

    def test_a_template_that_was_changed_is_looked_at_again(self):
        self.enrolled(self.make_registrants(1))
        template = self.manager.on_enrolled_in_program_template.copy({"body": TEXT})
        one = self.begin(self.program, template_id=template.id, body=False)
        self.assertIn(TEXT, self.preview(one))
        # A transaction of somebody else's.
        later = self.env.cr.now() + timedelta(seconds=1)
        with patch.object(self.env.cr, "_now", later):
            template.body = "It is cancelled."
            template.flush_recordset()
        with self.assertRaisesRegex(UserError, "changed since"):
            one.action_send()
        self.assertFalse(self.told_of())
        with patch.object(self.env.cr, "_now", later):
            one.action_back()
            self.assertIn("It is cancelled.", self.preview(one))
            one.action_send()
        self.assertEqual(self.told_of().body, "It is cancelled.")

    def test_one_may_go_back(self):
        self.enrolled(self.make_registrants(1))
        one = self.begin(self.program)
        one.action_check()
        one.action_back()
        one.body = "Other"
        one.action_check()
        one.action_send()
        self.assertEqual(self.told_of().body, "Other")

    def test_many_are_told_after_the_transaction(self):
        members = self.enrolled(self.make_registrants(3))
        one = self.begin(self.program)
        one.action_check()
        with (
            patch("odoo.addons.g2p_notifications_wiserv.models.announcement_steps.MASS_EVENT", 2),
            patch("odoo.addons.sms_wiserv.models.outbox.event.MASS_EVENT", 2),
        ):
            self.assertIn("next minutes", one.action_send()["params"]["message"])
            self.end_transaction()
        self.assertFalse(self.told_of())
        self.dispatch()
        self.assertEqual(self.told_of().partner_id, members.partner_id)
        self.assertEqual({text for _number, text in self.taken()}, {TEXT})

    def test_those_left_out_are_told_once_they_want_it(self):
        member = self.enrolled(self.make_registrants(1, preference="none"))
        one = self.begin(self.program)
        one.action_check()
        one.action_send()
        member.partner_id.notification_preference = "sms"
        self.as_role("manager", self.skipped()).action_notify_again()
        self.assertEqual(self.told_of().body, TEXT)

    # === WHO MAY === #

    def test_it_is_for_program_managers_and_administrators(self):
        self.enrolled(self.make_registrants(1))
        for role in self.users:
            with self.subTest(role):
                if role in ("manager", "administrator"):
                    self.assertTrue(self.preview(self.begin(self.program, role)))
                else:
                    with self.assertRaises(AccessError):
                        self.begin(self.program, role)

    def test_what_the_buttons_write_nobody_else_does(self):
        members = self.enrolled(self.make_registrants(1))
        one = self.begin(self.program)
        for values in ({"state": "checked"}, {"res_ids": members.ids}, {"chosen": [1]}, {"outcome": "x"}):
            with self.subTest(values):
                with self.assertRaises(AccessError):
                    one.write(values)
                with self.assertRaises(AccessError):
                    one.create({"program_id": self.program.id, "manager_id": self.manager.id, **values})

    def test_another_companys_senders_are_out_of_reach(self):
        company = self.env["res.company"].create({"name": "Other"})
        other, manager = self.make_program("Seeds", company_id=company.id)
        with self.assertRaises(AccessError):
            self.begin(other)
        with self.assertRaises(ValidationError):
            self.begin(self.program, manager_id=manager.id)

    def test_drafts_go_and_what_was_sent_goes_with_its_messages(self):
        self.enrolled(self.make_registrants(1))
        draft, sent = self.begin(self.program), self.begin(self.program)
        sent.action_check()
        sent.action_send()
        self.env[draft._name]._gc_announcements()
        self.assertTrue(draft.exists() and sent.exists())
        self.company.wiserv_retention_days = 30
        later = fields.Datetime.now() + timedelta(days=2)
        with patch.object(fields.Datetime, "now", lambda *_args: later):
            self.env[draft._name]._gc_announcements()
        self.assertEqual((draft | sent).exists(), sent)
        later += timedelta(days=30)
        with patch.object(fields.Datetime, "now", lambda *_args: later):
            self.env[draft._name]._gc_announcements()
        self.assertFalse(sent.exists())

    # === ODOO'S OWN COMPOSER === #

    def compose(self, partners, mode):
        return self.env["sms.composer"].create(
            {
                "composition_mode": mode,
                "res_model": partners._name,
                "res_ids": str(partners.ids),
                "body": TEXT,
                "mass_keep_log": False,
            }
        )

    def test_registrants_who_want_none_have_opted_out_of_odoos_sms(self):
        willing, unwilling, disabled = self.make_registrants(3)
        unwilling.notification_preference = "email"
        disabled.disabled = fields.Datetime.now()
        contact = self.env["res.partner"].create({"name": "Shop", "phone": "09170000009"})
        sms = self.compose(willing | unwilling | disabled | contact, "mass")._action_send_sms()
        self.assertEqual(
            {one.partner_id: (one.state, one.failure_type or "") for one in sms},
            {
                willing: ("outgoing", ""),
                unwilling: ("canceled", "sms_optout"),
                disabled: ("canceled", "sms_optout"),
                contact: ("outgoing", ""),
            },
        )

    def test_one_registrant_who_wants_none(self):
        partner = self.make_registrants(1, preference="none")
        with self.assertRaisesRegex(UserError, "Registrant 1 is to get no SMS: Wants no SMS"):
            self.compose(partner, "comment")._action_send_sms()

    def test_odoos_sms_go_to_the_registrys_numbers_too(self):
        partner = self.make_registrants(1, phone="09170000001")
        self.env["g2p.phone.number"].create({"partner_id": partner.id, "phone_no": "09180000002"})
        for mode in ("mass", "comment"):
            with self.subTest(mode):
                last = self.env["sms.sms"].search([], limit=1).id or 0
                self.company.wiserv_sms_provider = "wiserv"
                self.compose(partner, mode)._action_send_sms()
                sms = self.env["sms.sms"].search([("id", ">", last)])
                self.assertEqual(sms.number, "+639180000002")
        partner.phone_number_ids.filtered(lambda one: one.phone_no == "09180000002").disable_phone()
        partner.phone = "09180000002"
        [sms] = self.compose(partner, "mass")._action_send_sms()
        self.assertEqual((sms.state, sms.failure_type), ("canceled", "sms_number_missing"))


class TestAnnouncementScreens(EventsCase):
    def test_the_buttons_are_for_those_who_may_press_them(self):
        cycle = self.cycle(self.make_registrants(1))
        views = {"g2p_programs.view_program_list_form": self.program, "g2p_programs.view_cycle_form": cycle}
        for view, record in views.items():
            for role in ("administrator", "manager", "validator"):
                with self.subTest(view=view, role=role):
                    arch = Form(self.as_role(role, record), view=view)._view["tree"]
                    buttons = arch.xpath("//button[@name='action_wiserv_announce']")
                    self.assertEqual(bool(buttons), role != "validator")
