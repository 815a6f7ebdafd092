# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
import io
import logging
import time
import traceback
from contextlib import closing, contextmanager
from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo import SUPERUSER_ID, api
from odoo.exceptions import AccessError, UserError
from odoo.modules.registry import Registry
from odoo.service.model import retrying
from odoo.tests import BaseCase, get_db_name
from odoo.tools import mute_logger

from ..dev.gateway import Gateway
from .events import EventsCase

PASSWORD = "424242"
TEXT = "Your one-time password is 424242. Do not share it with anyone."
PHONE = "0917 123 4567"


@contextmanager
def everything_logged():
    """Have every logger write all that it can; yield what they wrote, tracebacks included."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    root = logging.getLogger()
    loggers = [root, *(log for log in root.manager.loggerDict.values() if isinstance(log, logging.Logger))]
    before = [(log, log.level, log.disabled, log.propagate) for log in loggers]
    others, root.handlers = root.handlers, [handler]
    for log in loggers:
        log.disabled, log.propagate = False, True
        log.setLevel(logging.DEBUG)
    try:
        yield written
    finally:
        root.handlers = others
        for log, level, disabled, propagate in before:
            log.disabled, log.propagate = disabled, propagate
            log.setLevel(level)


class TestOtp(EventsCase):
    def send(self, **values):
        return self.sender.on_otp_send(**{"otp": PASSWORD, "phone": PHONE, **values})

    def row(self):
        return self.messages().filtered(lambda message: message.event == "otp")

    def stored(self, secret):
        """Return where the database holds ``secret``: each table and column of text."""
        self.env.flush_all()
        self.env.cr.execute(
            """SELECT table_name, column_name FROM information_schema.columns JOIN information_schema.tables
                USING (table_schema, table_name)
                WHERE table_schema = 'public' AND table_type = 'BASE TABLE'
                  AND data_type IN ('text', 'character varying', 'jsonb', 'json')
                  AND table_name NOT LIKE 'ir_%%'"""
        )
        found = []
        for table, column in self.env.cr.fetchall():
            self.env.cr.execute(
                f'SELECT 1 FROM "{table}" WHERE "{column}"::text LIKE %s LIMIT 1', (f"%{secret}%",)
            )
            found += [f"{table}.{column}"] if self.env.cr.fetchone() else []
        return found

    def test_it_goes_out_at_once_and_the_reply_comes_back(self):
        self.assertEqual(self.send(), "Message Queued")
        self.assertEqual(self.taken(), [("09171234567", TEXT)])
        row = self.row()
        self.assertEqual((row.state, row.reply, row.program_id), ("accepted", "Message Queued", self.program))
        self.assertFalse(row.body)

    def test_its_text_is_stored_nowhere_and_written_into_no_log(self):
        for behaviour in (None, "fault", "close", "http_503", "silence"):
            self.company.wiserv_timeout = 1
            self.gateway.reset()
            if behaviour:
                self.gateway.behave(behaviour)
            with self.subTest(behaviour), everything_logged() as written:
                self.assertEqual(self.send(), None if behaviour else "Message Queued")
                self.assertIn("SELECT", written.getvalue(), "the logs are listened to")
                self.assertNotIn(PASSWORD, written.getvalue())
                self.assertEqual(len(self.gateway.journal), 0 if behaviour in ("fault", "http_503") else 1)
        self.assertEqual(self.stored(PASSWORD), [])
        self.assertEqual(self.stored("one-time password is 4"), [])
        self.assertTrue(self.stored("0917•••4567"), "while notes are found")

    def test_a_gateway_that_repeats_the_text_does_not_have_it_stored(self):
        self.gateway.behave("unknown_sentence", text=f"Cannot say whether '{TEXT}' was taken")
        self.assertIsNone(self.send())
        self.assertEqual(self.stored(PASSWORD), [])

    def test_a_template_that_fails_does_not_give_it_away(self):
        for expression in (
            "int(otp + 'x')",
            "otp.nothing",
            "{}[otp]",
            "1 / 0 * int(otp)",
            "ctx['otp'].index('y')",
        ):
            template = self.sender.on_otp_send_template
            template.body = f"Password {{{{ ctx.get('otp') }}}} {{{{ {expression} }}}}"
            with self.subTest(expression), everything_logged() as written:
                with self.assertRaisesRegex(UserError, "Wiserv: One-Time Password") as caught:
                    self.send()
                shown = "".join(traceback.format_exception(caught.exception))
                self.assertIn(expression, shown)
                self.assertNotIn(PASSWORD, shown)
                self.assertIsNone(caught.exception.__context__, "nor does what others keep of it")
                self.assertNotIn(PASSWORD, written.getvalue())
        self.assertFalse(self.taken())

    def test_template_and_text_may_use_all_that_was_passed(self):
        placeholders = ("object.program_id.name", "otp", "ctx.get('otp')", "ctx.get('purpose')", "phone")
        self.sender.on_otp_send_template.body = " ".join(f"{{{{ {each} }}}}" for each in placeholders)
        self.send(purpose="to log in")
        self.assertEqual(self.taken()[0][1], f"Rice Allowance {PASSWORD} {PASSWORD} to log in {PHONE}")

    def test_the_caller_may_choose_the_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.sender.on_otp_send_template.with_context(lang="fr_FR").body = "Votre code : {{ otp }}"
        self.send(lang="fr_FR")
        self.assertEqual(self.taken()[0][1], f"Votre code : {PASSWORD}")

    def test_blacklisted_people_get_it_for_they_asked_for_it(self):
        self.env["phone.blacklist"].create({"number": "+639171234567"})
        self.assertEqual(self.send(), "Message Queued")

    def test_the_senders_number_format_holds_here_too(self):
        self.sender.number_format = "international"
        self.send(phone="0917 123 4567 / 0918 123 4567")
        self.assertEqual(self.taken()[0][0], "+639171234567")

    def test_an_impossible_number_is_refused_before_anything_is_sent(self):
        self.assertIsNone(self.send(phone="12"))
        self.assertFalse(self.gateway.counters.get("requests"))
        self.assertEqual((self.row().state, self.row().number), ("failed", "12"))
        self.assertIsNone(self.send(phone=None))
        self.assertFalse(self.gateway.counters.get("requests"))

    def test_without_a_template_or_an_account_it_says_so(self):
        self.sender.on_otp_send_template = False
        with self.assertRaisesRegex(UserError, "Choose a template for one-time passwords on SMS of Rice"):
            self.send()
        self.sender.on_otp_send_template = self.env.ref("g2p_notifications_wiserv.sms_template_otp")
        self.company.wiserv_user_name = False
        with self.assertRaisesRegex(UserError, "Please configure Wiserv SMS configuration correctly."):
            self.send()

    def test_nobody_waits_longer_than_the_direct_time_out(self):
        self.company.wiserv_timeout = 60
        self.gateway.behave("drip", interval=0.2)
        with patch("odoo.addons.g2p_notifications_wiserv.models.wiserv_direct.DIRECT_TIMEOUT", 1.0):
            start = time.monotonic()
            self.assertIsNone(self.send())
        self.assertLess(time.monotonic() - start, 3)
        self.assertEqual(self.row().state, "unknown")

    def test_the_direct_time_out_is_ten_seconds(self):
        from ..models.wiserv_direct import DIRECT_TIMEOUT

        self.assertEqual(DIRECT_TIMEOUT, 10)

    def test_it_cannot_be_resent(self):
        self.gateway.behave("fault")
        self.send()
        with self.assertRaisesRegex(UserError, "one-time passwords and direct messages"):
            self.row().action_resend()

    def test_what_the_database_refuses_is_refused_before_anything_is_sent(self):
        first, second = self.make_members(self.make_registrants(2))
        for send in (self.send, lambda: self.sender.send_sms(PHONE, "Hello")):
            self.env.flush_all()
            with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
                with self.env.cr.savepoint(flush=False):
                    second.partner_id = first.partner_id
                    send()
            self.env.invalidate_all(flush=False)
        self.assertFalse(self.gateway.counters.get("requests"))

    def test_who_may_not_read_the_sender_may_not_send_with_it(self):
        user = self.make_user("visitor")
        with self.assertRaises(AccessError):
            self.sender.with_user(user).on_otp_send(otp=PASSWORD, phone=PHONE)
        self.assertFalse(self.taken())


class TestOtpOfACommittedSender(BaseCase):
    """Callers with transactions of their own, which they commit, roll back and run again."""

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        self.gateway = self.enterContext(Gateway())
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            program = env["g2p.program"].create({"name": "Committed"})
            sender = env["g2p.program.notification.manager.wiserv"].create(
                {
                    "name": "Committed",
                    "program_id": program.id,
                    "api_url": self.gateway.url("soap"),
                    "user_name": self.gateway.user,
                    "wiserv_password": self.gateway.password,
                }
            )
            partner = env["res.partner"].create({"name": "Ana Reyes"})
            self.created = program, sender, partner
        self.addCleanup(self.remove)

    def remove(self):
        with self.registry.cursor() as cr:
            for records in self.created[::-1]:
                records.with_env(api.Environment(cr, SUPERUSER_ID, {})).unlink()

    def begin(self, cr):
        """Return sender and partner in a transaction that has begun."""
        env = api.Environment(cr, SUPERUSER_ID, {})
        _program, sender, partner = (records.with_env(env) for records in self.created)
        return sender, partner

    def rows(self):
        with self.registry.cursor() as cr:
            sender, _partner = self.begin(cr)
            rows = sender.env["g2p.wiserv.sms"].search([("manager_id", "=", sender.id)])
            return rows.mapped(lambda row: (row.state, row.body)), len(sender.message_ids)

    def test_its_row_and_note_survive_a_rollback_by_the_caller(self):
        _rows, notes = self.rows()
        with closing(self.registry.cursor()) as cr:
            sender, partner = self.begin(cr)
            partner.name = "Never written"
            self.assertEqual(sender.on_otp_send(otp=PASSWORD, phone="+639171234567"), "Message Queued")
            cr.rollback()
        self.assertEqual(self.rows(), ([("accepted", False)], notes + 1))
        with self.registry.cursor() as cr:
            self.assertEqual(self.begin(cr)[1].name, "Ana Reyes")

    def test_a_transaction_that_is_run_again_sends_once(self):
        runs = []

        def call():
            sender, partner = self.begin(cr)
            runs.append(partner.name)
            if len(runs) == 1:
                # Another transaction is quicker, so that this one cannot write.
                with self.registry.cursor() as other:
                    other.execute("SET LOCAL lock_timeout = '5s'")
                    self.begin(other)[1].city = "Cebu"
            partner.name = f"{partner.name} {len(runs)}"
            return sender.on_otp_send(otp=PASSWORD, phone="+639171234567")

        with self.registry.cursor() as cr, mute_logger("odoo.sql_db", "odoo.service.model"):
            reply = retrying(call, api.Environment(cr, SUPERUSER_ID, {}))
        self.assertEqual((reply, len(runs)), ("Message Queued", 2))
        self.assertEqual(len(self.gateway.journal), 1)
        self.assertEqual(self.rows()[0], [("accepted", False)])
