# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import Form, new_test_user

from .provider import TEXT, ProviderCase


class TestProviderSender(ProviderCase):
    """Odoo's SMS to many that go by a sender which a door names, so that they count for what it belongs to."""

    def setUp(self):
        super().setUp()
        self.officer = self.user("officer", "sms_wiserv.group_sms_officer")

    def user(self, login, group):
        groups = f"base.group_user,base.group_partner_manager,{group}"
        return new_test_user(self.env, login, groups=groups)

    def write_to(self, people, user=None, sender=None):
        """Open the dialog, write and send; return the SMS that are not sent by Odoo alone."""
        env = self.env(user=user or self.officer)
        action = people.with_env(env)._wiserv_composer("SMS", mass=True, sender=sender or self.sender)
        composer = Form(env["sms.composer"].with_context(**action["context"]))
        composer.body = TEXT
        composer.save().action_send_sms()
        self.run_odoos_queue()
        return self.env["sms.sms"].search([("partner_id", "in", people.ids)])

    def test_they_wait_and_leave_by_it(self):
        sms = self.write_to(self.make_people(2))
        self.assertEqual(len(self.messages(sender=self.sender)), 2)
        self.assertFalse(self.out())
        self.dispatch()
        self.assertEqual(len(self.taken()), 2)
        self.assertEqual(set(sms.mapped("state")), {"pending"})

    def test_nothing_named_is_the_companys_own(self):
        self.send(self.make_people(2), mass=True)
        self.assertEqual(len(self.out()), 2)

    def test_each_goes_by_its_own_in_one_run_of_the_queue(self):
        named, other = self.make_people(2)
        values = [
            {"partner_id": partner.id, "number": partner.phone_sanitized, "body": TEXT}
            for partner in (named, other)
        ]
        self.env["sms.sms"].create([{**values[0], "wiserv_sender_id": self.sender.id}, values[1]])
        self.run_odoos_queue()
        self.assertEqual(self.messages(sender=self.sender).partner_id, named)
        self.assertEqual(self.out().partner_id, other)

    def test_one_that_is_another_companys_by_now_sends_none_of_them(self):
        self.sender.company_id = self.env["res.company"].create({"name": "Other"})
        sms = {"number": "+639170000001", "body": TEXT, "wiserv_company_id": self.company.id}
        self.env["sms.sms"].create({**sms, "wiserv_sender_id": self.sender.id})
        self.run_odoos_queue()
        self.assertTrue(self.out())
        self.assertFalse(self.messages(sender=self.sender))

    def test_a_default_in_the_context_names_none(self):
        sms = self.env["sms.sms"].with_context(default_wiserv_sender_id=self.sender.id)
        self.assertFalse(sms.create({"number": "+639170000001", "body": TEXT}).wiserv_sender_id)

    def test_whose_business_it_is_not_to_send_by_it_sends_by_the_companys(self):
        self.write_to(self.make_people(1), user=self.user("reader", "sms_wiserv.group_sms_user"))
        self.assertTrue(self.out())
        self.assertFalse(self.messages(sender=self.sender))

    def test_one_of_another_company_is_refused(self):
        stranger = self.env["res.company"].create({"name": "Other"})
        theirs = self.env["sms.wiserv.sender"].create({"name": "Theirs", "company_id": stranger.id})
        with self.assertRaises(AccessError):
            self.write_to(self.make_people(1), sender=theirs)

    def test_failed_ones_stay_with_their_message_until_it_is_deleted(self):
        sms = self.write_to(self.make_people(1))
        message = self.messages(sender=self.sender)
        old = fields.Datetime.now() - timedelta(days=self.company.wiserv_retention_days + 1)
        self.env.flush_all()
        self.env.cr.execute("UPDATE sms_sms SET state = 'error', write_date = %s", (old,))
        self.env.invalidate_all()
        self.env["sms.sms"]._gc_wiserv()
        self.assertTrue(sms.exists())
        message.sudo().unlink()
        self.env["sms.sms"]._gc_wiserv()
        self.assertFalse(sms.exists())
