# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from datetime import timedelta

from odoo import Command, fields
from odoo.tools import html2plaintext

from .screens import ScreenCase

REFUSED = "The gateway refused the message."


class TestSummary(ScreenCase):
    """What SMS administrators are told once a day."""

    def summaries(self):
        """Run the scheduled action; return ``{user: text}`` of what it told those of this test."""
        last = self.env["mail.message"].search([], order="id desc", limit=1)
        cron = self.env.ref("sms_wiserv.ir_cron_daily_summary")
        self.assertEqual((cron.interval_number, cron.interval_type), (1, "days"))
        self.env["sms.wiserv.sender"]._cron_daily_summary()
        notes = self.env["mail.message"].search(
            [("id", ">", last.id), ("message_type", "=", "user_notification")]
        )
        return {
            role: str(note.body)
            for note in notes
            for role, user in self.users.items()
            if user.partner_id in note.partner_ids
        }

    def test_when_all_is_well_nobody_is_told(self):
        self.make_messages("accepted", 2)
        self.make_messages("queued")
        self.make_messages("failed", handled=True)
        self.make_messages("failed", event="test")
        self.announce(visits=self.make_visits(self.make_people(1, function="busy")))
        self.assertFalse(self.summaries())

    def test_what_needs_somebody_is_told_to_administrators_alone(self):
        self.make_messages("failed", 2, failure_reason=REFUSED)
        self.make_messages("unknown")
        self.make_messages("queued", 3, queued_at=fields.Datetime.now() - timedelta(hours=2))
        person = self.make_people(1, phone=False)
        # Not told of two things, and one to be mended.
        self.announce(visits=self.make_visits(person) | self.make_visits(person))
        told = self.summaries()
        self.assertEqual([*told], ["administrator"])
        self.assertIn(
            "<li>Office\n<ul><li>Waiting for more than an hour: 3</li>\n<li>Unknown, not handled yet: 1</li>\n"
            "<li>Failed, not handled yet: 2</li>\n<li>People not told since yesterday, can be mended: 1</li></ul></li>",
            told["administrator"],
        )
        self.assertNotIn("0917", told["administrator"])

    def test_it_is_in_the_language_of_whoever_gets_it_down_to_the_last_line_of_the_mail(self):
        for code in ("fr_FR", "es_ES"):
            self.env["res.lang"]._activate_lang(code)
            self.env["ir.module.module"]._load_module_terms(["sms_wiserv", "mail"], [code])
        french = self.users["administrator"]
        french.write({"lang": "fr_FR", "notification_type": "email", "email": "ana@example.com"})
        self.company.partner_id.lang = "es_ES"
        self.make_messages("failed")
        self.make_messages("unknown", 2)
        before = self.env["mail.mail"].search([])
        self.summaries()
        [mail] = (self.env["mail.mail"].search([]) - before).filtered(
            lambda mail: french.partner_id in mail.recipient_ids
        )
        self.assertEqual(
            mail.subject,
            f"SMS de {self.company.name}\N{NO-BREAK SPACE}: quelque chose demande votre intervention",
        )
        lines = [line.strip() for line in html2plaintext(mail.body_html).splitlines()]
        for words in (
            "Ce qui demande une intervention, par expéditeur\N{NO-BREAK SPACE}:",
            "En échec, pas encore traités\N{NO-BREAK SPACE}: 1",
            "Inconnus, pas encore traités\N{NO-BREAK SPACE}: 2",
            "dans les paramètres.",
            # Odoo's own head of such a mail
            "Communication interne",
        ):
            self.assertTrue(any(words in line for line in lines), words)

    def test_what_waits_for_the_morning_is_nobodys_work(self):
        self.make_messages("queued", queued_at=fields.Datetime.now() - timedelta(hours=2))
        self.assertIn("more than an hour: 1", self.summaries()["administrator"])
        hour = fields.Datetime.now().hour
        self.sender.write(
            {"hours": "own", "hours_from": (hour + 2) % 24, "hours_to": (hour + 3) % 24, "hours_tz": "UTC"}
        )
        self.assertFalse(self.summaries())
        self.sender.action_pause()
        self.assertIn(
            "Paused; messages that wait: 1",
            self.summaries()["administrator"],
            "a paused sender is somebody's work",
        )

    def test_what_to_do_lists_is_told(self):
        self.sender.action_pause()
        told = "<li>Office\n<ul><li>Paused; messages that wait: 0</li></ul></li>"
        self.assertIn(told, self.summaries()["administrator"], "though nothing waits: nobody would notice")
        self.make_messages("queued", 2)
        self.make_messages("unknown")
        told = self.summaries()["administrator"]
        labels = {"paused": "Paused; messages that wait"}
        kinds = self.env["sms.wiserv.to.do"].search([("company_id", "=", self.company.id)])
        self.assertEqual({row.kind for row in kinds}, {"paused", "unknown"})
        for row in kinds:
            label = (
                labels.get(row.kind) or dict(row._fields["kind"]._description_selection(self.env))[row.kind]
            )
            self.assertIn(f"<li>{label}: {row.count}</li>", told)

    def test_it_is_switched_off_in_the_settings(self):
        self.make_messages("failed")
        settings = self.env["res.config.settings"].create({})
        self.assertTrue(settings.wiserv_daily_summary)
        settings.wiserv_daily_summary = False
        settings.execute()
        self.assertFalse(self.summaries())

    def test_each_company_tells_its_own(self):
        other = self.env["res.company"].create({"name": "Other"})
        sender = self.make_sender("Seeds", company_id=other.id)
        self.make_messages("failed", sender_id=sender.id, company_id=other.id)
        self.assertFalse(self.summaries())
        self.users["administrator"].company_ids = [Command.link(other.id)]
        self.assertIn(
            "<li>Seeds\n<ul><li>Failed, not handled yet: 1</li></ul></li>", self.summaries()["administrator"]
        )
