# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
import io
import logging
from contextlib import contextmanager

from odoo.exceptions import UserError

from .events import EventsCase

PASSWORD = 424242
TEXT = "Your one-time password is 424242. Do not share it with anyone."
PHONE = "0917 000 4567"


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
    """One-time passwords, as a portal asks for them: by ``sudo()``, with all that its form has posted."""

    def send(self, /, **posted):
        return self.manager.sudo().on_otp_send(**{"otp": PASSWORD, "phone": PHONE, **posted})

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

    def test_a_number_becomes_a_text_and_the_reply_comes_back(self):
        self.assertEqual(self.send(), "Message Queued")
        self.assertEqual(self.taken(), [("09170004567", TEXT)])
        self.manager.on_otp_send_template.body = "{{ otp[:3] }} {{ otp[3:] }}"
        self.send()
        self.assertEqual(self.taken()[1][1], "424 242")
        self.assertEqual((self.messages()[1].state, self.messages().program_id), ("accepted", self.program))

    def test_its_text_is_stored_nowhere_and_written_into_no_log_whatever_becomes_of_it(self):
        self.company.wiserv_timeout = 1
        for behaviour, values in (
            (None, {}),
            ("fault", {}),
            ("silence", {}),
            ("unknown_sentence", {"text": f"Cannot say whether '{TEXT}' was taken"}),
        ):
            self.gateway.reset()
            if behaviour:
                self.gateway.behave(behaviour, **values)
            with self.subTest(behaviour), everything_logged() as written:
                self.assertEqual(self.send(), None if behaviour else "Message Queued")
                self.assertIn("SELECT", written.getvalue(), "the logs are listened to")
                self.assertNotIn(str(PASSWORD), written.getvalue())
                self.assertEqual(self.stored(PASSWORD) + self.stored("one-time password is 4"), [])
        self.assertTrue(self.stored("0917•••4567"), "while notes are found")

    def test_without_template_password_or_phone_it_is_for_the_next_manager(self):
        self.assertIsNone(self.send(otp=None))
        self.assertIsNone(self.send(phone=""))
        self.manager.on_otp_send_template = False
        self.assertIsNone(self.send())
        self.assertFalse(self.gateway.counters.get("requests"))

    def test_without_an_account_it_says_so(self):
        self.company.wiserv_user_name = False
        with self.assertRaisesRegex(UserError, "Please configure Wiserv SMS configuration correctly."):
            self.send()

    def test_posted_data_fills_placeholders_and_changes_nothing_else(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        template = self.manager.on_otp_send_template
        template.with_context(lang="fr_FR").body = "Votre code : {{ otp }}"
        template.body = (
            "{{ otp }} {{ ctx.get('otp') }} {{ phone }} {{ given_name }} {{ object.program_id.name }}"
        )
        self.send(
            given_name="Ana",
            **{
                "lang": "fr_FR",
                "user": "x",
                "object": "x",
                "ctx": "x",
                "self": "x",
                "uid": 1,
                "tz": "x",
                "env": "x",
            },
        )
        self.assertEqual(self.taken()[0][1], f"{PASSWORD} {PASSWORD} {PHONE} Ana Rice Allowance")

    def test_a_template_that_fails_is_noted_without_the_password_and_the_next_manager_goes_on(self):
        for expression in ("int(str(otp) + 'x')", "{}[otp]", "otp.nothing"):
            self.manager.on_otp_send_template.body = f"{{{{ {expression} }}}}"
            with everything_logged() as written:
                self.assertIsNone(self.send())
            self.assertNotIn(str(PASSWORD), written.getvalue())
            note = self.notes("Wiserv Failure Response")[0]
            self.assertIn("check {{", note)
            self.assertNotIn(str(PASSWORD), note)
        self.assertFalse(self.taken())

    def test_a_template_that_fails_is_noted_in_the_companys_language_whoever_asks_in_whichever(self):
        for code in ("fr_FR", "es_ES"):
            self.env["res.lang"]._activate_lang(code)
            self.env["ir.module.module"]._load_module_terms(["sms_wiserv"], [code])
        template = self.manager.on_otp_send_template
        template.update_field_translations("name", {"es_ES": "Clave", "fr_FR": "Mot"})
        template.with_context(lang="fr_FR").body = "{{ otp.nothing }}"
        self.manager.company_id.partner_id.lang = "es_ES"
        asking = self.manager.sudo().with_context(lang="fr_FR")
        self.assertIsNone(asking.on_otp_send(otp=PASSWORD, phone=PHONE))
        note = self.notes("Respuesta de fallo de Wiserv")[0]
        self.assertIn("La plantilla Clave no se puede rellenar", note)

    def test_the_password_comes_in_the_language_of_the_person_who_asks(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.manager.on_otp_send_template.update_field_translations(
            "body", {"fr_FR": "Votre mot : {{ otp }}"}
        )
        asking = self.manager.sudo().with_context(lang="fr_FR")
        self.assertEqual(asking.on_otp_send(otp=PASSWORD, phone=PHONE), "Message Queued")
        self.assertEqual(self.taken()[-1][1], f"Votre mot : {PASSWORD}")

    def test_whoever_asks_gets_it_preference_and_blacklist_or_not(self):
        self.env["phone.blacklist"].create({"number": "+639170004567"})
        self.assertEqual(self.send(), "Message Queued")
        self.assertIsNone(self.send(phone="12"))

    def test_too_many_get_none_and_other_code_can_ask_beforehand(self):
        self.company.wiserv_otp_per_number = 1
        self.assertTrue(self.manager.may_send_otp("09170000001"))
        self.assertTrue(self.manager.on_otp_send(otp="123456", phone="09170000001"))
        self.assertFalse(self.manager.may_send_otp("09170000001"))
        self.assertIsNone(self.manager.on_otp_send(otp="123456", phone="09170000001"))
        self.assertIn("Too many one-time passwords", self.notes("Wiserv Failure Response")[0])
