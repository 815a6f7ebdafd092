# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import Form, TransactionCase


class TestPhone(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.country = cls.env.ref("base.ph")
        cls.env.company.country_id = cls.country

    def test_phone_is_filled_by_a_form_alone(self):
        number = Command.create({"phone_no": "0917 000 0001", "country_id": self.country.id})
        person = self.env["res.partner"].create({"name": "Ana Reyes", "phone_number_ids": [number]})
        self.assertFalse(person.phone)
        self.assertEqual(person.phone_number_ids.phone_sanitized, "+639170000001")
        person.phone_number_ids += person.phone_number_ids.copy({"phone_no": "0917 000 0002"})
        person.phone_number_ids_change()
        self.assertEqual(person.phone.count(","), 1, "joined")
        person.phone_number_ids.disable_phone()
        self.assertIn("0001", person.phone, "as it was")

    def test_an_impossible_number_raises_where_it_is_written(self):
        person = self.env["res.partner"].create({"name": "Ana Reyes"})
        with self.assertRaises(UserError):
            person.phone_number_ids = [Command.create({"phone_no": "12", "country_id": self.country.id})]
            person.flush_recordset()

    def test_an_impossible_number_in_a_form_becomes_none(self):
        form = Form(self.env["g2p.phone.number"])
        form.phone_no = "0917 000 0001"
        self.assertEqual(form.phone_no, "+639170000001")
