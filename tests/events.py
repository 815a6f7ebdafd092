# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo.tests import new_test_user

from .common import WiservCase

ROLES = {
    "administrator": "g2p_registry_base.group_g2p_admin",
    "manager": "g2p_programs.g2p_program_manager",
    "approver": "g2p_programs.g2p_program_cycle_approver",
    "finance": "g2p_programs.g2p_finance_validator",
    "validator": "g2p_programs.g2p_program_validator",
}
PREFERENCES = ("sms", "both", "email", "none", False)


class EventsCase(WiservCase):
    """Programs' workflows as people run them: each button by somebody who may press it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users = {role: new_test_user(cls.env, role, groups=group) for role, group in ROLES.items()}
        cls.bank = cls.env["g2p.program.payment.manager.default"].create({"name": "Bank"})
        cls._add_bank(cls.program)

    @classmethod
    def _add_bank(cls, program):
        cls.env["g2p.program.payment.manager"].create(
            {"program_id": program.id, "manager_ref_id": f"{cls.bank._name},{cls.bank.id}"}
        )

    def new_program(self, name, **values):
        """Return a program and its sender, with a payment manager."""
        program, sender = self.make_program(name, **values)
        self._add_bank(program)
        return program, sender

    def as_role(self, role, records):
        return records.with_user(self.users[role])

    def people(self, **values):
        """Return ``{preference: registrant}``, each with a number of its own."""
        partners = self.make_registrants(len(PREFERENCES), **values)
        for partner, preference in zip(partners, PREFERENCES, strict=True):
            partner.write({"notification_preference": preference, "name": f"Wants {preference}"})
        return dict(zip(PREFERENCES, partners, strict=True))

    def enrolled(self, partners, program=None):
        """Return memberships that are enrolled, of which nobody was told."""
        members = self.make_members(partners, program)
        members.state = "enrolled"
        return members

    def cycle(self, program=None, name="First", **values):
        program = program or self.program
        return self.env["g2p.cycle"].create(
            {"name": name, "program_id": program.id, "entitlement_amount": 1500, **values}
        )

    def batch(self, cycle):
        """Return a batch with a payment for each beneficiary, which waits to be sent."""
        self.as_role("manager", cycle).prepare_entitlement()
        self.as_role("finance", cycle).approve_entitlements()
        return self.env["g2p.payment.batch"].browse(
            self.as_role("manager", cycle).prepare_payment()["res_id"]
        )

    def told(self, event, sender=None):
        """Return the registrants to whom the event's messages go."""
        return self.messages(sender=sender).filtered(lambda message: message.event == event).partner_id

    def skipped(self, sender=None):
        return self.env["g2p.wiserv.skipped"].search([("manager_id", "=", (sender or self.sender).id)])

    def texts(self, sender=None):
        """Return ``{registrant: text}``."""
        return {message.partner_id: message.body for message in self.messages(sender=sender)}

    def enrol_all(self, partners, program=None):
        self.make_members(partners, program)
        return self.as_role("manager", program or self.program).enroll_eligible_registrants()

    def number(self):
        self.messages().ensure_one()
        return self.messages().number

    def household(self, phone=False, **values):
        """Return a household, its head and another member, all with numbers unless ``phone`` is False."""
        group = self.make_registrants(1, is_group=True, phone=phone, **values)
        first, head = self.make_registrants(2, preference="none")
        for partner, is_head in ((first, False), (head, True)):
            self.env["g2p.group.membership"].create(
                {"group": group.id, "individual": partner.id, "is_head": is_head}
            )
        return group, head, first
