# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import Command
from odoo.tests import TransactionCase

from ..dev.gateway import Gateway


class WiservMixin:
    """A company with a Wiserv account at a gateway on this machine, and a program with a sender."""

    @classmethod
    def set_up_wiserv(cls):
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
        cls.program, cls.sender = cls.make_program("Rice Allowance")

    @classmethod
    def make_program(cls, name, **values):
        """Return a program and its Wiserv sender, with the default template for each event."""
        program = cls.env["g2p.program"].create({"name": name, "target_type": "individual", **values})
        sender = cls.env["g2p.program.notification.manager.wiserv"].create(
            {"name": f"SMS of {name}", "program_id": program.id}
        )
        cls.env["g2p.program.notification.manager"].create(
            {"program_id": program.id, "manager_ref_id": f"{sender._name},{sender.id}"}
        )
        return program, sender

    @classmethod
    def make_registrants(cls, count, preference="sms", **values):
        """Return registrants with the numbers 09170000001 and so on."""
        return cls.env["res.partner"].create(
            [
                {
                    "name": f"Registrant {number}",
                    "is_registrant": True,
                    "phone": f"0917{number:07d}",
                    "notification_preference": preference,
                    **values,
                }
                for number in range(1, count + 1)
            ]
        )

    @classmethod
    def make_members(cls, partners, program=None):
        """Return draft memberships of the partners."""
        program = program or cls.program
        return cls.env["g2p.program_membership"].create(
            [{"partner_id": partner.id, "program_id": program.id} for partner in partners]
        )

    def enrol(self, count=1, **values):
        """Enrol new registrants; return their memberships."""
        members = self.make_members(self.make_registrants(count, **values))
        members.enroll_eligible_registrants()
        return members

    def messages(self, state=None, sender=None):
        domain = [("manager_id", "=", (sender or self.sender).id)]
        return self.env["g2p.wiserv.sms"].search(domain + ([("state", "=", state)] if state else []))

    def dispatch(self):
        """Run the dispatcher as the cron does."""
        self.env.flush_all()
        with self.enter_registry_test_mode(), self.registry.cursor() as cr:
            self.env(cr=cr)["g2p.wiserv.sms"]._cron_dispatch()
        self.env.invalidate_all()

    def notes(self, subject=None):
        """Return the bodies of the sender's chatter notes, the latest first."""
        notes = self.sender.message_ids
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


class WiservCase(WiservMixin, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_wiserv()

    def setUp(self):
        super().setUp()
        self.gateway.reset()
