# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
import socket
from unittest.mock import patch

from odoo.tests import tagged

from ..tools.account_in_effect import account_of
from .rpc import RpcCase

SENDER, TEST = "sms.wiserv.sender", "sms.wiserv.test"
NAME = "gateway.example"
THIS_MACHINE = (
    "http://127.0.0.1:8080/",
    "https://localhost/",
    "https://api.localhost/",
    "http://[::ffff:127.0.0.1]/",
)


@tagged("post_install", "-at_install")
class TestLoopback(RpcCase):
    """Services of the server itself are for those to reach who may do everything on it."""

    def setUp(self):
        super().setUp()
        resolve = socket.getaddrinfo

        def by_name(host, *args, **kwargs):
            return resolve("127.0.0.1" if host == NAME else host, *args, **kwargs)

        self.startPatcher(patch.object(socket, "getaddrinfo", by_name))
        self.company.wiserv_allow_plain_http = True
        self.url = self.gateway.url("http").replace("127.0.0.1", NAME)
        self.account = {
            "api_url": self.url,
            "user_name": self.gateway.user,
            "wiserv_password": self.gateway.password,
        }

    def send_test(self):
        values = {"sender_id": self.sender.id, "phone": "09170000001", "body": "Test"}
        [test] = self.json2("administrator", TEST, "create", vals_list=[values])
        self.json2("administrator", TEST, "action_send", [test])
        [result] = self.json2("administrator", TEST, "read", [test], fields=["outcome", "reply", "reason"])
        return result

    def test_administrators_of_sms_enter_no_address_of_this_machine(self):
        for way in self.ways:
            for url in THIS_MACHINE:
                vals = {"api_url": url}
                with self.subTest(way=way.__name__, url=url):
                    refusals = [
                        self.assertRefused(way, "administrator", SENDER, "write", self.sender.ids, vals=vals),
                        self.assertRefused(
                            way, "administrator", SENDER, "web_save", [],
                            vals={"name": "New", **vals}, specification={},
                        ),
                    ]  # fmt: skip
                    for refusal in refusals:
                        self.assertIn("this server itself", str(refusal))

    def test_nor_reach_it_by_a_name_that_leads_there(self):
        self.json2("administrator", SENDER, "write", self.sender.ids, vals=self.account)
        result = self.send_test()
        self.assertEqual(result["outcome"], "not_sent")
        self.assertFalse(result["reply"])
        self.assertFalse(self.gateway.counters.get("requests"))

    def test_nor_by_the_companys_account(self):
        account = {f"wiserv_{name.removeprefix('wiserv_')}": value for name, value in self.account.items()}
        self.json2("administrator", "sms.wiserv.account", "create", vals_list=[account])
        self.env.invalidate_all()
        self.assertEqual(self.company.wiserv_api_url, self.url)
        self.assertEqual(self.send_test()["outcome"], "not_sent")
        self.assertFalse(self.gateway.counters.get("requests"))
        # As system administrators enter it, in Settings or there.
        for model, ids in (("res.company", self.company.ids), ("sms.wiserv.account", None)):
            self.company.write({"wiserv_api_url": False, "wiserv_no_loopback": True})
            if ids:
                self.json2("system", model, "write", ids, vals=account)
            else:
                both = self.env.ref("sms_wiserv.group_sms_administrator")
                self.users["system"].group_ids += both
                self.json2("system", model, "create", vals_list=[account])
            self.env.invalidate_all()
            self.assertEqual(self.send_test()["outcome"], "accepted", model)

    def test_system_administrators_do(self):
        self.sender.write(self.account)
        self.assertEqual(self.send_test()["outcome"], "accepted")
        # Whoever enters it once more takes it over.
        self.json2("administrator", SENDER, "write", self.sender.ids, vals=self.account)
        self.assertTrue(account_of(self.sender).no_loopback)

    def test_what_the_company_or_the_server_says_is_system_administrators_word(self):
        self.assertFalse(account_of(self.sender).no_loopback)
        self.json2("administrator", SENDER, "write", self.sender.ids, vals=self.account)
        with patch.dict("os.environ", {"WISERV_API_URL": self.url}):
            self.assertFalse(account_of(self.sender).no_loopback)
        self.assertRefused(
            self.json2, "administrator", SENDER, "write", self.sender.ids, vals={"loopback_allowed": True}
        )
