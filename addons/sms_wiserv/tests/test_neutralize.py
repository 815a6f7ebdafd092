# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
import itertools
import os
import socket
from unittest.mock import patch

from odoo.exceptions import UserError

from ..wire import sockets
from .common import WiservCase

AWAY = "https://sms.example.com/soap/?wsdl"


class TestNeutralize(WiservCase):
    """What the code does on a copy of production, whatever account somebody gives it."""

    def setUp(self):
        super().setUp()
        self.env["ir.config_parameter"].set_param("database.is_neutralized", True)

    def assertSendsNothing(self):
        self.env.invalidate_all()
        self.assertEqual(self.sender.channel_state, "unconfigured")
        for send in (
            lambda: self.sender.send_sms("09170000001", "Hello"),
            lambda: self.sender.send_now("otp", "09170000001", "Hello"),
        ):
            with self.assertRaisesRegex(UserError, "neutralized: it sends no SMS"):
                send()
        self.announce()
        self.dispatch()
        self.assertEqual(self.messages("queued"), self.messages())

    def test_account_entered_on_the_copy(self):
        self.company.write({"wiserv_api_url": AWAY, "wiserv_password": "secret"})
        self.assertSendsNothing()

    def test_account_of_a_sender(self):
        self.sender.write({"api_url": AWAY, "wiserv_password": "secret"})
        self.assertSendsNothing()

    def test_account_that_the_deployment_fixes(self):
        options = {"WISERV_API_URL": AWAY, "WISERV_USER_NAME": "user", "WISERV_PASSWORD": "secret"}
        self.startPatcher(patch.dict(os.environ, options))
        self.assertSendsNothing()

    def test_host_that_only_looks_like_this_machine(self):
        self.company.wiserv_allow_plain_http = True
        hosts = ("localhost.example.com", "127.0.0.1.example.com", "127.example.com", "sms.example.com")
        for scheme, host in itertools.product(("http", "https"), hosts):
            with self.subTest(scheme=scheme, host=host):
                url = f"{scheme}://{host}/soap/?wsdl"
                self.company.write({"wiserv_api_url": url, "wiserv_password": "secret"})
                self.env.invalidate_all()
                self.assertIn("neutralized", self.sender.channel_reason or "")

    def test_name_below_localhost_that_leads_to_another_machine(self):
        found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("192.0.2.1", 443))]
        self.startPatcher(patch.object(sockets.socket, "getaddrinfo", return_value=found))
        connect = self.startPatcher(patch.object(sockets._PlainSocket, "connect"))
        self.company.write(
            {
                "wiserv_api_url": "https://sms.localhost/bulk",
                "wiserv_protocol": "http",
                "wiserv_password": "secret",
            }
        )
        self.announce()
        self.dispatch()
        self.assertEqual(self.messages("queued"), self.messages())
        connect.assert_not_called()

    def test_gateway_on_this_machine_is_spoken_to(self):
        self.assertEqual(self.sender.send_sms("09170000001", "Hello"), "Message Queued")
        self.announce()
        self.dispatch()
        self.assertEqual(self.messages("accepted"), self.messages())
