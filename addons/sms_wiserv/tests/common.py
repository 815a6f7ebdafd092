# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import Command
from odoo.tests import TransactionCase, tagged

from dev.gateway import Gateway
from dev.gateway.service import CREDENTIALS_TEXT


class WiservMixin:
    """A company with a Wiserv account at a gateway on this machine, and a sender of the test's own door."""

    @classmethod
    def set_up_wiserv(cls):
        cls.set_up_account()
        cls.sender = cls.make_sender("Office")
        cls.template = cls.make_template("{{ object.partner_id.name }}: {{ object.place }}")

    @classmethod
    def set_up_account(cls):
        cls.gateway = Gateway()
        cls.gateway.start()
        cls.addClassCleanup(cls.gateway.stop)
        cls.company = cls.env.company
        cls.company.country_id = cls.env.ref("base.ph")
        cls.company.write(
            {
                "wiserv_api_url": cls.gateway.url("soap"),
                "wiserv_user_name": cls.gateway.user,
                "wiserv_password": cls.gateway.password,
                "wiserv_connections": 4,
            }
        )
        cls.declare(CREDENTIALS_TEXT, "account")

    @classmethod
    def declare(cls, pattern, meaning, company=None):
        """Say what a reply means from now on."""
        return cls.env["sms.wiserv.reply"]._declare(company or cls.company, pattern, meaning)

    @classmethod
    def make_sender(cls, name, **values):
        return cls.env["sms.wiserv.sender"].create({"name": name, **values})

    @classmethod
    def make_template(cls, body, **values):
        model = cls.env["ir.model"]._get("sms.wiserv.test.visit")
        return cls.env["sms.template"].create({"name": "Visit", "model_id": model.id, "body": body, **values})

    @classmethod
    def make_people(cls, count, **values):
        """Return contacts with the numbers 09170000001 and so on."""
        return cls.env["res.partner"].create(
            [
                {"name": f"Person {number}", "phone": f"0917{number:07d}", **values}
                for number in range(1, count + 1)
            ]
        )

    @classmethod
    def make_visits(cls, people, **values):
        """Return visits that nobody has been told of."""
        return cls.env["sms.wiserv.test.visit"].create(
            [
                {
                    "partner_id": person.id,
                    "place": "Hall",
                    "sender_id": cls.sender.id,
                    "template_id": cls.template.id,
                    **values,
                }
                for person in people
            ]
        )

    def announce(self, count=1, visits=None, **values):
        """Announce visits of new people; return the visits. Their messages are in the outbox."""
        visits = visits if visits is not None else self.make_visits(self.make_people(count), **values)
        visits.announced = True
        self.end_transaction()
        return visits

    def end_transaction(self):
        """Have done what is done before a commit."""
        self.env.cr.flush()

    def queue(self, count=1, body="The hall opens at 8."):
        """Put messages of one's own words to new people into the outbox; return the messages."""
        people = self.make_people(count)
        self.env["sms.wiserv.door"].queue(self.sender, "manual", people, body=body)
        return self.messages().filtered(lambda message: message.partner_id in people)

    def messages(self, state=None, sender=None):
        domain = [("sender_id", "=", (sender or self.sender).id)]
        return self.env["sms.wiserv.message"].search(domain + ([("state", "=", state)] if state else []))

    def skipped(self, sender=None):
        return self.env["sms.wiserv.skipped"].search([("sender_id", "=", (sender or self.sender).id)])

    def dispatch(self):
        """Run the dispatcher as the cron does."""
        self.env.flush_all()
        with self.enter_registry_test_mode(), self.registry.cursor() as cr:
            self.env(cr=cr)["sms.wiserv.message"]._cron_dispatch()
        self.env.invalidate_all()

    def run_odoos_queue(self):
        """Run the queue of Odoo's own SMS as its cron does."""
        self.env.flush_all()
        with self.enter_registry_test_mode(), self.registry.cursor() as cr:
            self.env(cr=cr)["sms.sms"]._process_queue()
        self.env.invalidate_all()

    def notes(self, subject=None):
        """Return the bodies of the sender's chatter notes, the latest first."""
        notes = self.sender._thread().message_ids
        return [str(note.body) for note in notes if subject is None or note.subject == subject]

    def taken(self):
        """Return ``[(number, text)]`` that the gateway took."""
        return [(entry["number"], entry["text"]) for entry in self.gateway.journal]

    @classmethod
    def make_user(cls, login, *groups):
        """Return an internal user with the given groups."""
        return cls.env["res.users"].create(
            {
                "name": login.title(),
                "login": login,
                "email": f"{login}@example.com",
                "group_ids": [Command.set([cls.env.ref(group).id for group in ("base.group_user", *groups)])],
            }
        )


# The test's own door is installed after the engine.
@tagged("post_install", "-at_install")
class WiservCase(WiservMixin, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_wiserv()

    def setUp(self):
        super().setUp()
        self.gateway.reset()
