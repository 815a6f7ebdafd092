# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form
from odoo.tools import mute_logger

from ..tools.account_in_effect import account_of, values_in_effect
from .common import WiservCase

HERE = "https://sms.example.com/soap/?wsdl"
SAME_HOST = "https://sms.example.com/v2/soap/?wsdl"
FOREIGN = {
    "another host": "https://sms.example.org/soap/?wsdl",
    "another port": "https://sms.example.com:8443/soap/?wsdl",
    "a part of the name": "https://sms.example.com.example.org/soap/?wsdl",
    "another scheme": "http://sms.example.com/soap/?wsdl",
}


class TestCredentials(WiservCase):
    """Where a password may be sent, and that it is kept for nowhere else."""

    def setUp(self):
        super().setUp()
        self.company.write({"wiserv_api_url": HERE, "wiserv_password": "company secret"})
        self.company.wiserv_allow_plain_http = True
        self.assertEqual(self.password(), "company secret")

    def password(self, sender=None):
        return values_in_effect(sender or self.sender)["password"][0]

    # === WRITTEN AND NEVER READ === #

    def test_password_reads_as_empty(self):
        self.sender.write({"api_url": HERE, "wiserv_password": "own secret"})
        admin = self.env.ref("base.user_admin")
        for record in (self.company.with_user(admin), self.sender.with_user(admin)):
            self.assertFalse(record.wiserv_password)
            self.assertTrue(record.wiserv_password_is_set)
            record.invalidate_recordset()
            self.assertNotIn("secret", str(record.read()))
            self.assertNotIn("secret", str(record.copy_data()))
            self.assertNotIn("secret", str(record.export_data(["wiserv_password"])))

    def test_password_is_no_field_that_anybody_could_choose(self):
        for model in ("res.company", self.sender._name):
            described = self.env[model].with_user(self.env.ref("base.user_admin")).fields_get()
            self.assertNotIn("wiserv_password_secret", described)
            self.assertNotIn("wiserv_password_origin", described)
            self.assertFalse(described["wiserv_password"].get("exportable", True))

    def test_no_log_shows_it_where_a_constraint_refuses_the_row(self):
        self.sender.write({"api_url": HERE, "wiserv_password": "own secret"})
        for query in (
            "UPDATE res_company SET wiserv_connections = 0",
            "UPDATE sms_wiserv_sender SET name = NULL",
        ):
            with self.subTest(query), self.assertLogs("odoo.sql_db", "ERROR") as log:
                with self.assertRaises(IntegrityError) as refused, self.env.cr.savepoint():
                    self.env.cr.execute(query)
                # PostgreSQL's own log has the same.
                self.assertIn("Failing row contains", str(refused.exception))
                self.assertNotIn("secret", f"{refused.exception} {log.output}")
            self.env.invalidate_all(flush=False)
            self.assertEqual(
                (self.password(), self.password(self.make_sender("x"))), ("own secret", "company secret")
            )

    def test_copy_of_a_sender_has_no_account(self):
        self.sender.write({"api_url": HERE, "user_name": "own", "wiserv_password": "own secret"})
        copy = self.sender.copy()
        self.assertFalse(copy.api_url or copy.user_name or copy.wiserv_password_is_set)

    def test_account_shows_no_password(self):
        account = account_of(self.sender)
        self.assertEqual(account.password, "company secret")
        self.assertNotIn("secret", repr(account))
        self.assertNotIn("secret", str(self.sender.account_in_effect))

    def test_empty_password_keeps_the_one_that_is_set(self):
        self.company.write({"wiserv_user_name": "other", "wiserv_password": False})
        self.assertEqual(self.password(), "company secret")

    def test_password_that_was_just_dropped_can_be_set_in_the_same_transaction(self):
        self.company.action_wiserv_forget_password()
        self.company.wiserv_password = "new secret"
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(self.password(), "new secret")

    def test_password_that_nobody_can_type_is_refused(self):
        for password in ("line\nbreak", "nul\0", "half a \ud800 pair", 12345, ["secret"]):
            with self.subTest(password=password), self.assertRaisesRegex(ValidationError, "control char"):
                self.company.write({"wiserv_password": password})

    def test_password_before_the_url_is_refused(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        with self.assertRaisesRegex(ValidationError, "Give the API URL before"):
            company.wiserv_password = "secret"

    # === KEPT FOR ONE ADDRESS === #

    def test_path_may_change(self):
        self.company.wiserv_api_url = SAME_HOST
        self.assertEqual(self.password(), "company secret")

    def test_spelling_of_the_same_host_may_change(self):
        self.company.wiserv_api_url = "HTTPS://SMS.Example.com:443/soap/?wsdl"
        self.assertEqual(self.password(), "company secret")

    def test_company_url_elsewhere_drops_the_password(self):
        for what, url in FOREIGN.items():
            with self.subTest(what):
                self.company.write({"wiserv_api_url": HERE, "wiserv_password": "company secret"})
                self.company.wiserv_api_url = url
                self.assertFalse(self.company.wiserv_password_is_set)
                self.assertIn("password", self.sender.channel_reason)
                self.company.wiserv_api_url = HERE
                self.assertFalse(self.password(), "it is gone, not hidden")

    def test_company_url_elsewhere_is_told_on_its_senders(self):
        self.company.wiserv_api_url = FOREIGN["another host"]
        self.assertIn("the password was removed", self.notes()[0])

    def test_new_password_goes_along_with_the_new_url(self):
        self.company.write({"wiserv_api_url": FOREIGN["another host"], "wiserv_password": "new secret"})
        self.assertEqual(self.password(), "new secret")
        self.assertFalse([note for note in self.notes() if "removed" in note])

    def test_senders_url_does_not_get_the_companys_password(self):
        for what, url in FOREIGN.items():
            with self.subTest(what):
                self.sender.api_url = url
                self.assertFalse(self.password())
                self.assertEqual(self.sender.channel_state, "unconfigured")

    def test_senders_own_password_stays_with_the_senders_url(self):
        self.sender.write({"api_url": FOREIGN["another host"], "wiserv_password": "own secret"})
        self.assertEqual(self.password(), "own secret")
        self.sender.api_url = False
        self.assertEqual(self.password(), "company secret", "and back to the company's account")
        self.sender.api_url = FOREIGN["another host"]
        self.assertFalse(self.password(), "its own is gone")

    def test_senders_own_password_does_not_follow_the_companys_url(self):
        self.sender.wiserv_password = "own secret"
        self.assertEqual(self.password(), "own secret")
        self.company.write({"wiserv_api_url": FOREIGN["another host"], "wiserv_password": "new secret"})
        self.assertEqual(self.password(), "new secret")
        self.assertIn("the password was removed", self.notes()[0])

    def test_senders_own_password_does_not_follow_it_to_another_company(self):
        other = self.env["res.company"].create(
            {"name": "Elsewhere", "wiserv_api_url": FOREIGN["another host"], "wiserv_user_name": "other"}
        )
        self.sender.wiserv_password = "own secret"
        self.sender.company_id = other
        self.assertFalse(self.password())

    def test_password_taken_from_one_record_to_another_by_sql_stays_with_its_address(self):
        self.env.flush_all()
        self.env.cr.execute("UPDATE res_company SET wiserv_api_url = 'https://sms.example.org/'")
        self.env.invalidate_all()
        self.assertFalse(self.password())

    # === TOLD IN TIME === #

    def test_form_of_a_new_sender_says_nothing_of_passwords(self):
        with Form(self.env["sms.wiserv.sender"].with_user(self.env.ref("base.user_admin"))) as form:
            self.assertFalse(form.wiserv_password_goes)
            form.api_url = FOREIGN["another host"]
            self.assertFalse(form.wiserv_password_goes)
            form.name = "New"

    def test_form_of_a_sender_says_before_it_is_saved_that_the_password_stays_behind(self):
        with (
            Form(self.sender.with_user(self.env.ref("base.user_admin"))) as form,
            # Odoo's dialog, in the middle of what somebody types.
            self.assertNoLogs("odoo.tests.form.onchange", "WARNING"),
        ):
            self.assertFalse(form.wiserv_password_goes)
            form.api_url = FOREIGN["another host"]
            self.assertTrue(form.wiserv_password_goes)
            form.api_url = f"{HERE}&more"
            self.assertFalse(form.wiserv_password_goes)
            form.api_url = FOREIGN["another host"]
            form.wiserv_password = "own secret"
        self.assertEqual(self.password(), "own secret")

    # === WHO MAY === #

    @mute_logger("odoo.models.unlink", "odoo.orm.models")
    def test_officer_cannot_set_a_password(self):
        sender = self.sender.with_user(self.make_user("mara", "sms_wiserv.group_sms_officer"))
        for values in ({"wiserv_password": "x"}, {"api_url": HERE}, {"wiserv_password_secret": "x"}):
            with self.subTest(values), self.assertRaises(AccessError):
                sender.write(values)
            with self.subTest(values), self.assertRaises(AccessError):
                sender.create({"name": "Mine", **values})
        with self.assertRaises(AccessError):
            sender.action_wiserv_forget_password()

    @mute_logger("odoo.orm.models")
    def test_nobody_writes_where_a_password_belongs(self):
        admin = self.env.ref("base.user_admin")
        for record in (self.company, self.sender):
            for name in ("wiserv_password_secret", "wiserv_password_origin"):
                with self.subTest(record=record, name=name):
                    with self.assertRaises(AccessError):
                        record.with_user(admin).write({name: "https://sms.example.org:443"})
                    with self.assertRaises(AccessError):
                        record.with_user(admin).with_context(**{f"default_{name}": "x"}).create(
                            {"name": "New"}
                        )
