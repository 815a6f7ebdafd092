# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from datetime import datetime

from odoo.tools import mute_logger

from .common import WiservCase

ZONES = (False, "Asia/Manila", "Europe/Paris", "America/New_York")


class TestReaderTime(WiservCase):
    """Dates and times in the reader's zone, else the company's, whoever clicks."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.template.body = (
            "{{ format_date(object.create_date) }} {{ format_datetime(object.create_date, dt_format='HH:mm') }} "
            "{{ format_time(object.create_date, time_format='H') }}"
        )
        cls.company.partner_id.tz = False

    def told(self, visits):
        """Announce visits as users of many zones would; return the texts by person."""
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE sms_wiserv_test_visit SET create_date = %s WHERE id = ANY(%s)",
            (datetime(2026, 11, 25, 18, 30), visits.ids),
        )
        self.env.invalidate_all()
        texts = []
        for zone in ZONES:
            self.env.user.tz = zone
            clicked = visits.with_context(tz=zone)
            self.env["sms.wiserv.test.door"].queue(self.sender, "visit", clicked, occasion=str(zone))
            texts.append(tuple(self.messages()[: len(visits)].sorted("partner_id").mapped("body")))
        self.assertEqual(len(set(texts)), 1, "the clicker's clock")
        return texts[0]

    def visits_in(self, *zones):
        people = self.make_people(len(zones))
        for person, zone in zip(people, zones, strict=True):
            person.tz = zone
        return self.make_visits(people)

    def test_each_reader_has_a_clock(self):
        visits = self.visits_in("Asia/Manila", "Europe/Paris", False)
        self.assertEqual(
            self.told(visits), ("11/26/2026 02:30 2", "11/25/2026 19:30 19", "11/25/2026 18:30 18")
        )

    def test_else_the_companys_counts(self):
        self.company.partner_id.tz = "Asia/Manila"
        visits = self.visits_in(False, "America/New_York")
        self.assertEqual(self.told(visits), ("11/26/2026 02:30 2", "11/25/2026 13:30 13"))

    def test_the_time_zone_of_its_sending_hours_is_the_companys(self):
        self.company.wiserv_hours_tz = "Asia/Manila"
        self.assertEqual(self.told(self.visits_in(False)), ("11/26/2026 02:30 2",))

    def test_a_zone_that_this_server_does_not_know_is_none(self):
        self.company.partner_id.tz = "Asia/Manila"
        visits = self.visits_in("Europe/Paris")
        self.env.flush_all()
        self.env.cr.execute("UPDATE res_partner SET tz = 'Mars/Base' WHERE id = %s", (visits.partner_id.id,))
        self.assertEqual(self.told(visits), ("11/26/2026 02:30 2",))

    def test_a_record_that_is_filled_in_alone_has_the_same_clock(self):
        self.template.body += "{{ 1 / len(object.place) }}"
        visits = self.visits_in("Asia/Manila", "Europe/Paris")
        visits[1].place = ""
        with mute_logger("odoo.addons.mail.models.mail_render_mixin"):
            self.assertEqual(self.told(visits), ("11/26/2026 02:30 20.25", False))

    def test_the_example_shows_the_readers_clock(self):
        visit = self.visits_in("Asia/Manila")
        self.told(visit)
        example = self.sender._template_example(self.template, visit, {}, visit.partner_id)
        self.assertIn("11/26/2026 02:30 2", example)
        self.company.partner_id.tz = "Europe/Paris"
        self.assertIn("11/25/2026 19:30 19", self.sender._template_example(self.template, visit, {}))

    def test_a_zone_that_a_placeholder_names_is_kept(self):
        self.template.body = "{{ format_datetime(object.create_date, 'Europe/Paris', 'HH:mm') }}"
        self.assertEqual(self.told(self.visits_in("Asia/Manila")), ("19:30",))

    def test_other_templates_of_odoo_are_as_they_were(self):
        self.env.user.tz = "Europe/Paris"
        partner = self.make_people(1, tz="Asia/Manila")
        model = self.env["ir.model"]._get("res.partner")
        plain = self.env["sms.template"].create(
            {
                "name": "Plain",
                "model_id": model.id,
                "body": "{{ format_time('2026-11-25 18:30:00', time_format='H') }}",
            }
        )
        self.assertEqual(plain._render_field("body", partner.ids)[partner.id], "19")
