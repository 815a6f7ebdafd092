# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
import logging

from odoo.tests import tagged

from .rpc import RpcCase

NUMBER, TEXT, USER = "09176660008", "Your code is KXWQPZ", "account-of-ministry"


@tagged("post_install", "-at_install")
class TestFailingRows(RpcCase):
    """PostgreSQL quotes the row that it refuses, and Odoo logs the query: with numbers, texts and accounts."""

    def refuse(self, role, model, method, ids=None, **arguments):
        """Have a call refused in every way; return all that the log and the caller are told."""
        told = []
        for way in self.ways:
            with self.assertLogs(level="INFO") as logs:
                logging.getLogger("listened").error("The log is listened to")
                error = self.assertRefused(way, role, model, method, ids, **arguments)
            told += [*logs.output, *map(str, error.args)]
        return "\n".join(told)

    def test_the_dialog_of_a_test_without_a_required_value_shows_neither_number_nor_text(self):
        whole = {"sender_id": self.sender.id, "phone": NUMBER, "body": TEXT}
        for missing in whole:
            with self.subTest(missing):
                vals = {**whole, missing: False}
                told = self.refuse("administrator", "sms.wiserv.test", "create", vals_list=[vals])
                for secret in (NUMBER, TEXT):
                    self.assertNotIn(secret, told)
                self.assertIn("is required", told)
        [test] = self.json2("administrator", "sms.wiserv.test", "create", vals_list=[whole])
        for missing in whole:
            with self.subTest("write", missing=missing):
                told = self.refuse("administrator", "sms.wiserv.test", "write", [test], vals={missing: False})
                self.assertNotIn(NUMBER, told)
                self.assertNotIn(TEXT, told)

    def test_nor_does_one_of_a_sender_that_is_not_there(self):
        vals = {"sender_id": 2**31 - 1, "phone": NUMBER, "body": TEXT}
        logging.getLogger("odoo.http").setLevel(logging.INFO)
        with self.assertLogs(level="INFO") as logs:
            self.assertRefused(self.json2, "administrator", "sms.wiserv.test", "create", vals_list=[vals])
        told = "\n".join(logs.output)
        self.assertIn('INSERT INTO "sms_wiserv_test"', told, "developers still see what failed")
        self.assertIn("sms_wiserv_test_sender_id_fkey", told)
        self.assertNotIn(NUMBER, told)
        self.assertNotIn(TEXT, told)

    def test_an_officer_reads_no_account_in_a_row_that_is_refused(self):
        self.sender.user_name = USER
        for wrong in (
            {"name": False},
            {"hours": False},
            {"number_format": False},
            {"expire_days": -1},
            {"expire_days": 3651},
            {"hours_from": -1},
            {"hours_to": 24.5},
        ):
            with self.subTest(**wrong):
                told = self.refuse("officer", "sms.wiserv.sender", "write", self.sender.ids, vals=wrong)
                self.assertNotIn(USER, told)
                self.assertNotIn("Failing row", told)

    def test_every_row_with_a_secret_is_checked_before_postgresql_sees_it(self):
        self.assertEqual(unchecked(self.env), set())

    def test_log_of_failing_queries_tells_all_but_the_values(self):
        query = b"INSERT INTO sms_wiserv_x (a, b) VALUES ('0917''x', 7), (E'b\\\\''c', NULL)"
        logger = logging.getLogger("odoo.sql_db")
        with self.assertLogs(logger, level="DEBUG") as logs:
            logger.error("bad query: %s\nERROR: %s", query, ValueError('syntax: "0917"'))
            logger.debug("[%.3f ms] query: %s", 1.5, query.decode())
            logger.error("bad query: %s\nERROR: %s", "SELECT 'a' FROM lunch", ValueError("b"))
        blank = "INSERT INTO sms_wiserv_x (a, b) VALUES ('…', 7), (E'…', NULL)"
        self.assertEqual(
            [record.getMessage() for record in logs.records],
            [
                f"bad query: {blank}\nERROR: ValueError",
                f"[1.500 ms] query: {blank}",
                "bad query: SELECT 'a' FROM lunch\nERROR: b",
            ],
        )


# What is nobody's business in a log: names of fields.
SECRET = {"phone", "number", "body", "text", "reply", "preview", "user_name", "wiserv_password_secret", "otp"}


def unchecked(env, addon="sms_wiserv"):
    """Return ``(model, field or constraint)`` of an addon's rows with secrets that SQL may refuse, and so quote."""
    found = set()
    for name, model in env.registry.items():
        if model._original_module != addon or not model._auto or model._abstract:
            continue
        records = env[name]
        secrets = {field for field in SECRET & records._fields.keys() if records._fields[field].store}
        if not secrets or issubclass(model, env.registry["sms.wiserv.checked.first"]):
            found |= {(name, key) for key in model._table_objects if secrets and _is_check(model, key)}
            continue
        rights = env["ir.model.access"].search([("model_id.model", "=", name)])
        if any(right.perm_write or right.perm_create for right in rights):
            found |= {(name, field) for field in secrets}
    return found


def _is_check(model, key):
    return "CHECK" in str(getattr(model._table_objects[key], "definition", "")).upper()
