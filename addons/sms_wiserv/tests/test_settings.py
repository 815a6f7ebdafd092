# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from contextlib import ExitStack

from psycopg2.errors import CheckViolation

from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form
from odoo.tools import mute_logger

from ..tools.account_in_effect import account_of, values_in_effect
from .common import WiservCase

HERE = "https://sms.example.com/soap/?wsdl"
ELSEWHERE = "https://sms.example.org/soap/?wsdl"
# Refused while it is being saved: the URL, and what the person who entered it is told.
BAD_URLS = {
    "ftp://sms.example.com/": "must begin with https://",
    "file:///etc/passwd": "must begin with https://",
    "javascript:alert(1)": "must begin with https://",
    "//sms.example.com/": "must begin with https://",
    "sms.example.com": "must begin with https://",
    "https://": "names no host",
    "https://:8080/soap": "names no host",
    "https://user:word@sms.example.com/": "must not hold a user name or password",
    "https://sms.example.com/so ap": "holds a space or another character",
    "https://sms.example.com\\@sms.example.org/": "holds a space or another character",
    "https://sms.example.com:99999/": "not a valid address",
    "https://[::1/": "not a valid address",
    "https://169.254.169.254/latest/meta-data": "not allowed",
    "https://[fe80::1]/": "not allowed",
    "https://[fd00:ec2::254]/": "not allowed",
    "https://[::ffff:169.254.169.254]/": "not allowed",
    "https://0.0.0.0/": "not allowed",
    "https://224.0.0.1/": "not allowed",
    "https://sms.example.com/" + "x" * 2000: "too long",
    "http://sms.example.com/soap/?wsdl": "must begin with https://",
}


class TestSettings(WiservCase):
    def settings(self, **values):
        """Save the settings as the form does; return the company."""
        self.env["res.config.settings"].create(values).execute()
        return self.company

    def assertRefused(self, reason):
        """Return a context in which an exception with the reason is raised; what it did is undone."""
        stack = ExitStack()
        stack.enter_context(self.assertRaisesRegex((ValidationError, CheckViolation), reason))
        stack.enter_context(self.env.cr.savepoint())
        return stack

    def form(self):
        return Form(self.env["res.config.settings"].with_user(self.env.ref("base.user_admin")))

    def account_form(self):
        return Form(self.env["sms.wiserv.account"].with_user(self.env.ref("base.user_admin")).create({}))

    # === SAVING === #

    def test_everything_is_saved_in_one_go(self):
        company = self.settings(
            wiserv_api_url="http://sms.example.com/send",
            wiserv_protocol="http",
            wiserv_user_name="office",
            wiserv_password="secret",
            wiserv_allow_plain_http=True,
            wiserv_connections=7,
            wiserv_numbers_per_request=50,
            wiserv_messages_per_second=12,
            wiserv_max_attempts=3,
            wiserv_timeout=20,
            wiserv_max_segments=4,
            wiserv_retention_days=10,
        )
        values = values_in_effect(self.sender)
        self.assertEqual(
            {name: value for name, (value, _source) in values.items()},
            {
                "api_url": "http://sms.example.com/send",
                "protocol": "http",
                "user_name": "office",
                "password": "secret",
            },
        )
        self.assertEqual((company.wiserv_connections, company.wiserv_numbers_per_request), (7, 50))
        self.assertEqual((company.wiserv_timeout, company.wiserv_retention_days), (20, 10))

    def test_saving_what_is_shown_changes_nothing(self):
        before = values_in_effect(self.sender)
        self.sender._channel_pause("credentials", "Refused.")
        with self.form() as form:
            self.assertFalse(form.wiserv_password)
            self.assertTrue(form.wiserv_password_is_set)
        self.assertEqual(values_in_effect(self.sender), before)
        with self.form() as form:
            form.wiserv_connections = 3
        self.assertEqual(values_in_effect(self.sender), before)
        self.assertEqual(self.sender.channel_state, "paused", "it waits for another account")

    def test_password_alone_is_kept_for_the_url_that_is_set(self):
        self.settings(wiserv_password="new secret")
        self.assertEqual(values_in_effect(self.sender)["password"][0], "new secret")

    def test_user_name_may_be_taken_away(self):
        self.settings(wiserv_user_name=False)
        self.assertFalse(self.company.wiserv_user_name)
        self.assertIn("Missing: user name", self.sender.channel_reason)

    def test_nothing_is_kept_in_the_forms_own_table(self):
        self.env.cr.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_name = 'res_config_settings'"
        )
        columns = {name for (name,) in self.env.cr.fetchall()}
        self.assertFalse({name for name in columns if "wiserv" in name})

    def test_password_is_forgotten_on_request(self):
        settings = self.env["res.config.settings"].create({})
        settings.action_wiserv_forget_password()
        self.assertFalse(self.company.wiserv_password_is_set)
        self.assertIn("password", self.sender.channel_reason)

    def test_link_to_the_senders(self):
        action = self.env["res.config.settings"].create({}).action_wiserv_senders()
        self.assertEqual(action["res_model"], self.sender._name)

    def test_link_to_the_replies(self):
        action = self.env["res.config.settings"].create({}).action_wiserv_replies()
        self.assertEqual(action["res_model"], "sms.wiserv.reply")

    # === REFUSED, WITH THE REASON === #

    def test_bad_urls_are_refused_wherever_they_are_entered(self):
        for url, reason in BAD_URLS.items():
            with self.subTest(url[:60]):
                with self.assertRefused(reason):
                    self.settings(wiserv_api_url=url)
                with self.assertRefused(reason):
                    self.company.wiserv_api_url = url
                with self.assertRefused(reason):
                    self.sender.api_url = url

    def test_plain_http_to_this_machine_needs_no_tick(self):
        for host in ("localhost", "127.0.0.1", "[::1]", "gateway.localhost"):
            with self.subTest(host):
                self.settings(wiserv_api_url=f"http://{host}:8080/")
                self.company.wiserv_password = "secret"
                self.assertFalse(account_of(self.sender).allow_plain_http)
        self.company.wiserv_allow_plain_http = True
        self.assertTrue(account_of(self.sender).allow_plain_http)

    def test_plain_http_is_allowed_to_the_senders_of_a_company_that_allows_it(self):
        self.company.wiserv_allow_plain_http = True
        self.sender.write({"api_url": "http://sms.example.com/", "wiserv_password": "own secret"})
        self.company.wiserv_allow_plain_http = False
        self.assertIn("Plain http would send the password in the clear", self.sender.channel_reason)
        with self.assertRaisesRegex(UserError, "Plain http"):
            self.sender.send_sms("09170000001", "Hello")

    def test_company_cannot_take_back_plain_http_while_its_url_is(self):
        self.settings(wiserv_api_url="http://sms.example.com/", wiserv_allow_plain_http=True)
        with self.assertRefused("Plain http"):
            self.settings(wiserv_allow_plain_http=False)

    @mute_logger("odoo.sql_db")
    def test_limits_out_of_range_are_refused(self):
        for name, value in (
            ("wiserv_connections", 0),
            ("wiserv_connections", 65),
            ("wiserv_numbers_per_request", 0),
            ("wiserv_messages_per_second", -1),
            ("wiserv_max_attempts", 0),
            ("wiserv_timeout", 0),
            ("wiserv_timeout", 61),
            ("wiserv_max_segments", 0),
            ("wiserv_max_segments", 256),
            ("wiserv_retention_days", -1),
        ):
            with self.subTest(name=name, value=value), self.assertRefused("wiserv_limits"):
                self.settings(**{name: value})
                self.env.flush_all()

    # === TOLD IN TIME === #

    def test_url_presets_the_protocol(self):
        for at_open in (self.form, self.account_form):
            self.company.wiserv_api_url = ELSEWHERE
            with self.subTest(at_open.__name__), at_open() as form:
                form.wiserv_api_url = "http://localhost/send"
                self.assertEqual(form.wiserv_protocol, "http")
                form.wiserv_api_url = "http://localhost/soap/?wsdl"
                self.assertEqual(form.wiserv_protocol, "soap")
                form.wiserv_protocol = "http"
            self.assertEqual(self.company.wiserv_protocol, "http", "and it may be chosen otherwise")

    def test_sender_follows_the_companys_protocol_until_it_has_a_url_of_its_own(self):
        def protocol():
            return values_in_effect(self.sender)["protocol"][0]

        self.settings(wiserv_api_url=HERE, wiserv_protocol="http")
        self.assertEqual(protocol(), "http")
        self.sender.api_url = HERE
        self.assertEqual(protocol(), "soap", "its URL tells")
        self.sender.protocol = "http"
        self.assertEqual(protocol(), "http")

    def test_both_forms_say_before_they_are_saved_that_the_password_stays_behind(self):
        for at_open in (self.form, self.account_form):
            self.company.write({"wiserv_api_url": HERE, "wiserv_password": "secret"})
            with (
                self.subTest(at_open.__name__),
                at_open() as form,
                # Odoo's dialog, in the middle of what somebody types.
                self.assertNoLogs("odoo.tests.form.onchange", "WARNING"),
            ):
                form.wiserv_api_url = HERE.replace("/soap", "/v2/soap")
                self.assertFalse(form.wiserv_password_goes)
                form.wiserv_api_url = ELSEWHERE
                self.assertTrue(form.wiserv_password_goes)
            self.assertFalse(self.company.wiserv_password_is_set)
            with at_open() as form:
                form.wiserv_api_url = HERE
                self.assertFalse(form.wiserv_password_goes, "there is none that could")
                form.wiserv_password = "new secret"
            self.assertEqual(values_in_effect(self.sender)["password"][0], "new secret")

    def test_saving_tells_who_has_not_seen_the_form(self):
        self.company.write({"wiserv_api_url": HERE, "wiserv_password": "secret"})
        self.env["bus.bus"].search([]).unlink()
        self.settings(wiserv_api_url=ELSEWHERE)
        self.env.cr.precommit.run()
        [notification] = self.env["bus.bus"].search([("message", "like", "simple_notification")])
        self.assertIn("the password was removed", notification.message)
        self.assertIn("the password was removed", self.notes()[0])

    def test_form_warns_when_every_employees_templates_can_read_all(self):
        self.assertFalse(self.form().wiserv_templates_read_all)
        self.env["ir.config_parameter"].set_param("mail.restrict.template.rendering", False)
        self.assertTrue(self.form().wiserv_templates_read_all)
