# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from .common import WiservCase


class TestRecipients(WiservCase):
    """At which number people are told."""

    def number(self, partner, **values):
        """Return the number that a new sender with these values sends to."""
        sender = self.make_sender("Another", **values)
        self.announce(visits=self.make_visits(partner, sender_id=sender.id))
        return self.messages(sender=sender).number

    def test_the_senders_setting_decides_how_numbers_are_sent(self):
        partner = self.make_people(1, phone="0917-123-4567")
        self.assertEqual(self.number(partner), "09171234567", "as registered, unless somebody says otherwise")
        for number_format, number in (
            ("registered", "09171234567"),
            ("national", "09171234567"),
            ("international", "+639171234567"),
        ):
            self.assertEqual(self.number(partner, number_format=number_format), number)
        self.dispatch()
        self.assertEqual(
            sorted(number for number, _text in self.taken()), ["+639171234567", *["09171234567"] * 3]
        )

    def test_the_senders_company_decides_where_a_person_has_no_country(self):
        british = self.env["res.company"].create(
            {"name": "British Relief", "country_id": self.env.ref("base.uk").id}
        )
        partner = self.make_people(1, phone="07400 123456")
        number = self.number(partner, company_id=british.id, number_format="international")
        self.assertEqual(number, "+447400123456")

    def test_the_door_names_phones_in_the_order_of_its_liking(self):
        partner = self.make_people(1, phone="0917 123 4567")
        door = self.env.registry["sms.wiserv.test.door"]
        phones = ["", "0918 000 0001, 0919 000 0002", partner.phone]
        self.patch(door, "_phones", lambda _door, people: dict.fromkeys(people, phones))
        self.assertEqual(self.number(partner), "09180000001", "of several numbers the first possible one")
