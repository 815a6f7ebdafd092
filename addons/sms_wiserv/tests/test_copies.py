# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
import uuid

from odoo.exceptions import AccessError, UserError

from ..models.sender.copies import NONE, SENDING_DATABASE
from .common import WiservCase


class TestCopies(WiservCase):
    """A database that is the copy of one that sends holds back; real copies are in the fault tests."""

    def parameter(self, name):
        return self.env["ir.config_parameter"].search([("key", "=", name)])

    def copy_database(self):
        """Do what Odoo's database manager does with a copy."""
        self.env["ir.config_parameter"].set_param("database.uuid", str(uuid.uuid4()))
        self.env.invalidate_all()

    def test_the_database_is_remembered_when_it_is_given_something_to_send(self):
        self.parameter(SENDING_DATABASE).value = NONE
        self.announce()
        first = self.parameter(SENDING_DATABASE).value
        self.assertIn(self.parameter("database.uuid").value, first)
        self.announce()
        self.assertEqual(self.parameter(SENDING_DATABASE).value, first)

    def test_another_database_holds_all_senders_back_and_one_activity_tells(self):
        self.announce(2)
        self.copy_database()
        self.assertEqual(self.sender.channel_state, "copy")
        self.assertIn("is a copy", self.sender.channel_reason)
        self.dispatch()
        self.dispatch()
        self.assertEqual(set(self.messages().mapped("state")), {"queued"})
        self.assertEqual(len(self.sender.activity_ids), 1)
        with self.assertRaisesRegex(UserError, "is a copy"):
            self.sender.send_sms("09170000001", "Hello")
        self.assertFalse(self.taken())

    def test_an_administrator_says_that_it_is_the_one(self):
        self.announce(2)
        self.copy_database()
        self.dispatch()
        officer = self.make_user("officer", "sms_wiserv.group_sms_officer")
        with self.assertRaises(AccessError):
            self.sender.with_user(officer).action_wiserv_this_database()
        administrator = self.make_user("chief", "sms_wiserv.group_sms_administrator")
        self.sender.with_user(administrator).action_wiserv_this_database()
        self.env.invalidate_all()
        self.assertEqual(self.sender.channel_state, "ready")
        self.assertFalse(self.sender.activity_ids)
        self.dispatch()
        self.assertEqual(len(self.taken()), 2)

    def test_a_database_that_never_sent_may_be_copied(self):
        self.parameter(SENDING_DATABASE).unlink()
        self.copy_database()
        self.announce()
        self.dispatch()
        self.assertEqual(len(self.taken()), 1)
