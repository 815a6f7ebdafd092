# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import Command

from odoo.addons.sms_wiserv.tests.common import WiservCase, WiservMixin

MANAGER = "g2p.program.notification.manager.wiserv"
# The lists that are empty in a program made by hand.
LACKING = ("eligibility_managers", "cycle_managers", "entitlement_managers")


class ProgramMixin(WiservMixin):
    """A company with a Wiserv account, and a program that tells by it: ``sender`` is the engine's, ``manager`` ours."""

    @classmethod
    def set_up_wiserv(cls):
        cls.set_up_account()
        cls.program, cls.manager = cls.make_program("Rice Allowance")
        cls.sender = cls.manager.sender_id

    @classmethod
    def make_program(cls, name, **values):
        """Return a program with managers of each kind, and its Wiserv manager with all default templates."""
        program = cls.env["g2p.program"].create({"name": name, "target_type": "individual", **values})
        for field in LACKING:
            pointers = cls.env[program._fields[field].comodel_name]
            cls.add_manager(program, field, pointers._selection_manager_ref_id()[0][0])
        everybody = cls.env.ref("base.group_user")
        program.get_manager(program.MANAGER_CYCLE).approver_group_id = everybody
        return program, cls.env[MANAGER].create({"name": f"SMS of {name}", "program_id": program.id})

    @classmethod
    def add_manager(cls, program, field, model, replace=False, **values):
        """Make a source, as the form of a program does it: with a pointer, which goes into the program's list.

        :param replace: of some kinds a program has one
        """
        source = cls.env[model].create({"name": model, "program_id": program.id, **values})
        pointer = cls.env[program._fields[field].comodel_name].create(
            {"program_id": program.id, "manager_ref_id": f"{model},{source.id}"}
        )
        program[field] = [Command.set(pointer.ids) if replace else Command.link(pointer.id)]
        return source

    @classmethod
    def make_registrants(cls, count, preference="sms", phone=True, **values):
        """Return registrants with the numbers 09170000001 and so on, in the registry's list and in the contact.

        :param phone: False: without a number; a text: this one, in the contact alone
        """
        listed = phone is True

        def number(nth):
            return f"0917{nth:07d}"

        return cls.env["res.partner"].create(
            [
                {
                    "name": f"Registrant {nth}",
                    "is_registrant": True,
                    "phone": number(nth) if listed else phone,
                    "phone_number_ids": [Command.create({"phone_no": number(nth)})] if listed else [],
                    "notification_preference": preference,
                    **values,
                }
                for nth in range(1, count + 1)
            ]
        )

    @classmethod
    def make_members(cls, partners, program=None, **values):
        """Return memberships of the partners: drafts, unless the values say otherwise."""
        program = program or cls.program
        return cls.env["g2p.program_membership"].create(
            [{"partner_id": partner.id, "program_id": program.id, **values} for partner in partners]
        )

    def enrol(self, count=1, **values):
        """Enrol new registrants; return their memberships. They are told."""
        members = self.make_members(self.make_registrants(count, **values))
        members.state = "enrolled"
        self.end_transaction()
        return members

    def messages(self, state=None, sender=None):
        return super().messages(state, _sender(sender))

    def skipped(self, sender=None):
        return super().skipped(_sender(sender))


def _sender(record):
    return record.sender_id if record and record._name == MANAGER else record


class ProgramCase(ProgramMixin, WiservCase):
    """A test in one transaction, with the stand-in gateway."""
