# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.tests import new_test_user, tagged

from odoo.addons.sms_wiserv.models.sender.chatter_run import _table
from odoo.addons.sms_wiserv.tests.browser_case import BrowserCase

from .common import ProgramMixin
from .events import ROLES


@tagged("post_install", "-at_install")
class TestTours(ProgramMixin, BrowserCase):
    def tour(self, name, login="admin", **options):
        self.env.flush_all()
        url = "/odoo/action-g2p_programs.action_program_list"
        self.start_tour(url, name, login=login, **options)

    def test_from_a_programs_form_to_its_sms(self):
        program, manager = self.make_program("Seed Grants")
        manager.unlink()
        partners = self.make_registrants(2)
        partners[1].notification_preference = "none"
        self.make_members(partners, program)
        self.tour("wiserv_program")
        self.assertEqual(self.taken(), [("09170000001", "Registrant 1, you are enrolled in Seed Grants.")])

    def test_the_yearly_questions_take_four_clicks_each(self):
        self.company.wiserv_segment_price = 0.35
        self.enrol(2)
        self.dispatch()
        self.gateway.behave("fault")
        self.enrol(1)
        self.dispatch()
        self.enrol(1, preference="none")
        in_march = fields.Datetime.now().replace(month=3, day=15) - relativedelta(years=1)
        self.messages().write({"queued_at": in_march, "answered_at": in_march})
        self.env["sms.wiserv.message"]._gc_messages()
        self.assertFalse(self.messages("accepted"))
        self.tour("wiserv_report", cookies={"wiserv_month": f"March {in_march.year}"})

    def test_from_nothing_to_an_accepted_sms(self):
        program, manager = self.make_program("Seed Grants")
        manager.unlink()
        self.company.action_wiserv_forget_password()
        self.company.wiserv_user_name = False
        partners = self.make_registrants(2)
        partners[1].notification_preference = "none"
        self.make_members(partners, program)
        self.env.flush_all()
        self.start_tour("/odoo/action-sms_wiserv.action_to_do", "wiserv_way_in", login="admin")
        self.assertEqual(
            self.taken(),
            [("09170004567", "Hello"), ("09170000001", "Registrant 1, you are enrolled in Seed Grants.")],
        )

    def test_a_validator_may_look_and_not_touch(self):
        self.sender._prove()
        new_test_user(self.env, "validator", groups=ROLES["validator"])
        self.tour("wiserv_validator", login="validator")

    def test_own_words_to_three_beneficiaries_until_they_are_accepted(self):
        partners = self.make_registrants(4)
        partners[3].notification_preference = "none"
        self.make_members(partners).with_context(sms_wiserv_silent=True).state = "enrolled"
        self.tour("wiserv_announcement")
        self.assertEqual(
            sorted(self.taken()), [(f"0917000000{nth}", "The hall opens at 8.") for nth in (1, 2, 3)]
        )

    def test_send_sms_on_three_registrants_until_it_is_accepted(self):
        self.company.wiserv_sms_provider = "wiserv"
        self.make_registrants(4)[3].notification_preference = "none"
        self.env.flush_all()
        url = "/odoo/action-g2p_registry_individual.action_individuals_list"
        self.start_tour(url, "wiserv_send_sms", login="admin")
        self.assertEqual(
            sorted(self.taken()), [(f"0917000000{nth}", "The office opens at 8.") for nth in (1, 2, 3)]
        )

    def test_the_icon_beside_a_registrants_number(self):
        self.company.wiserv_sms_provider = "wiserv"
        partner = self.make_registrants(1)
        self.env.flush_all()
        # Contacts' own form, whose number has the icon.
        url = f"/odoo/action-base.action_partner_form/{partner.id}"
        self.start_tour(url, "wiserv_send_sms_icon", login="admin")


@tagged("post_install", "-at_install")
class TestOnATelephone(ProgramMixin, BrowserCase):
    browser_size = "390x844"
    touch_enabled = True

    def test_what_became_of_each_members_sms_is_in_sight(self):
        self.enrol(1)
        self.enrol(1, name="Maria Concepcion de los Santos", phone="02 8123 4567")
        self.env.flush_all()
        url = "/odoo/action-g2p_programs.action_program_membership"
        self.start_tour(url, "wiserv_phone_members", login="admin")

    def test_a_messages_recipient_is_the_registrant_however_long_the_name(self):
        self.enrol(1, name="Maria Concepcion Purificacion de los Santos y Villanueva-Macapagal de Guzman")
        self.env.flush_all()
        self.start_tour("/odoo/action-sms_wiserv.action_message", "wiserv_recipient", login="admin")

    def test_a_notes_rows_are_in_sight(self):
        name = "Maria Concepcion Purificacion de los Santos y Villanueva-Macapagal de Guzman"
        row = [name, "0917•••0008", "Failed", "The gateway refused the message."]
        self.manager.message_post(body=_table(["Recipient", "Number", "State", "Reason"], [row]))
        self.env.flush_all()
        url = f"/odoo/{self.manager._name}/{self.manager.id}"
        self.start_tour(url, "wiserv_phone_note", login="admin")
