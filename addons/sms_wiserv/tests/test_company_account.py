# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, tagged

from ..tools.account_in_effect import values_in_effect
from .rpc import RpcCase

ACCOUNT, COMPANY = "sms.wiserv.account", "res.company"


@tagged("post_install", "-at_install")
class TestCompanyAccount(RpcCase):
    """The company's account in the hands of those who run SMS and do not run Odoo."""

    roles = {
        "administrator": "base.group_user,sms_wiserv.group_sms_administrator",
        "officer": "base.group_user,sms_wiserv.group_sms_officer",
        "employee": "base.group_user",
    }

    def in_effect(self):
        return {name: value for name, (value, _source) in values_in_effect(self.sender).items()}

    def account(self, role="administrator"):
        return self.env[ACCOUNT].with_user(self.users[role])

    def test_an_sms_administrator_sets_up_the_company_from_the_menu(self):
        self.company.action_wiserv_forget_password()
        self.company.wiserv_user_name = False
        action = self.account().action_open()
        with Form(self.account().browse(action["res_id"])) as form:
            self.assertFalse(form.wiserv_password_is_set)
            form.wiserv_user_name = self.gateway.user
            form.wiserv_password = self.gateway.password
            form.wiserv_connections = 7
        self.assertEqual(self.in_effect()["password"], self.gateway.password)
        self.assertEqual(self.company.wiserv_connections, 7)
        self.assertFalse(form.record.wiserv_password)
        self.assertTrue(form.record.wiserv_password_is_set)

    def test_what_is_not_changed_stays(self):
        before = self.in_effect()
        with Form(self.account().create({})) as form:
            form.wiserv_max_segments = 4
        self.assertEqual((self.in_effect(), self.company.wiserv_max_segments), (before, 4))

    def test_the_account_is_tested_before_there_is_any_sender_of_a_door(self):
        action = self.account().create({}).action_test()
        dialog = self.env[action["res_model"]].with_user(self.users["administrator"])
        dialog = dialog.with_context(**action["context"]).create({"phone": "09170004567", "body": "Hello"})
        dialog.action_send()
        self.assertEqual(dialog.outcome, "accepted")
        self.assertEqual(self.taken(), [("09170004567", "Hello")])
        again = self.account().create({}).action_test()
        self.assertEqual(again["context"], action["context"], "the company has one sender of its own")

    def test_nobody_else_has_the_form_and_nobody_reads_the_password_over_rpc(self):
        account = self.account().create({})
        for way in self.ways:
            answer = way("administrator", ACCOUNT, "read", account.ids)
            self.assertNotIn(self.gateway.password, str(answer))
            self.assertIn(self.gateway.user, str(answer))
            for role in ("officer", "employee"):
                for method, ids, arguments in (
                    ("create", None, {"vals_list": [{"wiserv_user_name": "mine"}]}),
                    ("action_open", None, {}),
                    ("search_read", None, {"domain": []}),
                    ("write", account.ids, {"vals": {"wiserv_user_name": "mine"}}),
                ):
                    with self.subTest(role=role, method=method, way=way.__name__):
                        self.assertRefused(way, role, ACCOUNT, method, ids, **arguments)
        self.assertEqual(self.in_effect()["user_name"], self.gateway.user)

    def test_the_company_itself_stays_out_of_reach(self):
        for way in self.ways:
            for vals in ({"wiserv_user_name": "mine"}, {"name": "Mine"}):
                self.assertRefused(way, "administrator", COMPANY, "write", self.company.ids, vals=vals)

    def test_another_companys_account_is_not_theirs(self):
        elsewhere = self.env["res.company"].create({"name": "Elsewhere", "wiserv_user_name": "theirs"})
        with self.assertRaises(AccessError):
            self.account().with_context(allowed_company_ids=elsewhere.ids).create(
                {"wiserv_user_name": "mine"}
            )
        account = self.account().create({})
        account.write({"company_id": elsewhere.id, "wiserv_user_name": "mine"})
        self.assertEqual((elsewhere.wiserv_user_name, self.company.wiserv_user_name), ("theirs", "mine"))
        account.sudo().env.cr.execute(
            "UPDATE sms_wiserv_account SET company_id = %s WHERE id = %s", (elsewhere.id, account.id)
        )
        account.invalidate_recordset()
        with self.assertRaisesRegex(AccessError, "do not work for the company"):
            account.write({"wiserv_user_name": "mine"})

    def test_another_administrators_form_is_not_theirs(self):
        account = self.env[ACCOUNT].create({})
        with self.assertRaises(AccessError):
            account.with_user(self.users["administrator"]).write({"wiserv_user_name": "mine"})

    def test_an_address_says_the_protocol_and_may_not_lead_to_this_server(self):
        self.account().create({"wiserv_api_url": "https://sms.example.org/send"})
        self.assertEqual(self.company.wiserv_protocol, "http")
        for url in (self.gateway.url("soap"), "http://localhost/soap/?wsdl"):
            with (
                self.assertRaisesRegex(ValidationError, "only system administrators"),
                self.env.cr.savepoint(),
            ):
                self.account().create({"wiserv_api_url": url})
        with self.assertRaisesRegex(ValidationError, "must begin with https"), self.env.cr.savepoint():
            self.account().create({"wiserv_api_url": "http://sms.example.org/send"})
        self.assertEqual(self.company.wiserv_api_url, "https://sms.example.org/send")

    def test_a_password_does_not_follow_the_address(self):
        self.assertEqual(self.in_effect()["password"], self.gateway.password)
        self.account().create({"wiserv_api_url": "https://sms.example.org/soap/?wsdl"})
        self.assertFalse(self.in_effect()["password"])
