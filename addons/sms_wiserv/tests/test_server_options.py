# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
import inspect
import os
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tools import config

from dev.gateway import Gateway

from ..tools.account_in_effect import account_of, values_in_effect
from .common import WiservCase

URL = "https://sms.example.org/soap/?wsdl"


class TestServerOptions(WiservCase):
    """An account that the deployment keeps outside of the database."""

    def environment(self, **options):
        self.startPatcher(patch.dict(os.environ, {f"WISERV_{key.upper()}": v for key, v in options.items()}))
        self.env.invalidate_all()

    def configuration(self, **options):
        self.startPatcher(patch.dict(config.options, {f"wiserv_{key}": v for key, v in options.items()}))
        self.env.invalidate_all()

    def values(self):
        return {name: value for name, (value, _source) in values_in_effect(self.sender).items()}

    def test_it_comes_before_what_senders_and_companies_have(self):
        self.sender.write({"api_url": self.gateway.url("http"), "user_name": "own", "wiserv_password": "own"})
        self.configuration(api_url=URL, user_name="file", password="file secret")
        expected = {"api_url": URL, "protocol": "soap", "user_name": "file", "password": "file secret"}
        self.assertEqual(self.values(), expected)
        self.environment(user_name="environment")
        self.assertEqual(self.values()["user_name"], "environment", "and the environment before the file")

    def test_a_protocol_chosen_for_a_url_of_the_database_does_not_count_for_it(self):
        self.company.wiserv_protocol = "http"
        self.sender.protocol = "http"
        self.environment(api_url=URL)
        self.assertEqual(self.values()["protocol"], "soap")

    def test_its_protocol_can_be_named_where_the_url_does_not_tell(self):
        self.environment(api_url="https://sms.example.org/service.wsdl", protocol="soap")
        self.assertEqual(self.values()["protocol"], "soap")
        self.assertIn("protocol", self.env["res.config.settings"].create({}).wiserv_server_options)
        self.environment(api_url=URL, protocol="smoke signals", password="entered")
        self.assertIn("neither SOAP nor HTTP POST", self.sender.channel_reason)

    def test_a_protocol_without_a_url_is_not_used(self):
        self.environment(protocol="http")
        self.assertEqual(self.values()["protocol"], "soap")

    def test_each_option_counts_by_itself(self):
        self.environment(user_name="environment")
        self.assertEqual(self.values(), {**self.values(), "api_url": self.gateway.url("soap")})
        self.assertEqual(self.values()["password"], self.gateway.password)

    def test_password_without_a_url_would_follow_any_url_and_is_not_used(self):
        self.environment(password="environment secret")
        self.assertEqual(self.values()["password"], self.gateway.password)
        self.company.action_wiserv_forget_password()
        self.assertFalse(self.values()["password"])
        self.assertTrue(self.env["res.config.settings"].create({}).wiserv_lone_password)

    def test_password_of_the_database_does_not_follow_a_url_of_the_deployment(self):
        self.environment(api_url=URL)
        self.assertFalse(self.values()["password"])
        self.assertIn("Missing: password", self.sender.channel_reason)

    def test_password_entered_under_a_url_of_the_deployment_is_kept_for_that_url(self):
        self.environment(api_url=URL)
        self.company.wiserv_password = "entered"
        self.assertEqual(self.values()["password"], "entered")
        os.environ["WISERV_API_URL"] = self.gateway.url("soap")
        self.env.invalidate_all()
        self.assertFalse(self.values()["password"])

    def test_forms_say_so(self):
        settings = self.env["res.config.settings"].create({})
        self.assertFalse(settings.wiserv_server_options or settings.wiserv_lone_password)
        self.environment(api_url=URL, user_name="environment", password="secret")
        settings = self.env["res.config.settings"].create({})
        self.assertEqual(settings.wiserv_server_options, "API URL, user name, password")
        shown = self.sender.account_in_effect
        self.assertIn(f"{URL} (fixed by the server's configuration)", shown)
        self.assertIn("environment (fixed by the server's configuration)", shown)
        self.assertIn("password set (fixed by the server's configuration)", shown)
        self.assertNotIn("secret", shown)

    def test_bad_url_of_the_deployment_sends_nothing(self):
        self.environment(api_url="http://169.254.169.254/", password="secret")
        self.assertIn("not allowed", self.sender.channel_reason)
        with self.assertRaisesRegex(UserError, "not allowed"):
            self.sender.send_sms("09170000001", "Hello")

    def test_no_method_of_a_record_gives_the_deployments_password(self):
        """What templates, server actions and automation rules can reach: records and their methods."""
        self.environment(api_url=URL, password="environment secret")
        self.assertEqual(account_of(self.sender).password, "environment secret")
        called = 0
        for record in (self.sender, self.company):
            for name in filter(lambda name: name.startswith("_wiserv"), dir(record)):
                method = getattr(record, name)
                if callable(method) and not inspect.signature(method).parameters:
                    called += 1
                    self.assertNotIn("environment secret", repr(method()), name)
        self.assertGreater(called, 5)

    def test_own_certificate_authority(self):
        with Gateway(tls=True) as gateway:
            self.company.write(
                {
                    "wiserv_api_url": gateway.url("soap", tls=True),
                    "wiserv_user_name": gateway.user,
                    "wiserv_password": gateway.password,
                }
            )
            self.assertIsNone(self.sender.send_sms("09170000001", "Hello"))
            self.assertIn("not from a trusted authority", self.messages()[0].failure_reason)
            self.configuration(ca_file=gateway.ca_file)
            self.assertEqual(self.sender.send_sms("09170000001", "Hello"), "Message Queued")
            self.environment(ca_file="/nowhere/ca.pem")
            self.assertIsNone(self.sender.send_sms("09170000001", "Hello"))
            self.assertIn("authorities could not be read", self.messages()[0].failure_reason)
