# Part of spp_programs_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import Command, fields

from odoo.addons.job_worker.cli.worker import QueueWorker
from odoo.addons.sms_wiserv.tests.common import WiservCase, WiservMixin

MANAGER, MEMBER = "spp.program.notification.manager.wiserv", "spp.program.membership"


class ProgramMixin(WiservMixin):
    """A company with a Wiserv account, and a program with a Wiserv channel, which its wizard has added."""

    @classmethod
    def set_up_wiserv(cls):
        cls.set_up_account()
        cls.program, cls.manager = cls.make_program("Rice Allowance")
        cls.sender = cls.manager.sender_id

    @classmethod
    def make_program(cls, name, **values):
        """Return a program with a manager of each kind, and its Wiserv manager."""
        values = {"name": name, "target_type": "individual", **values}
        program = cls.env["spp.program"].with_context(create_default_managers=True).create(values)
        program = program.with_context(create_default_managers=False)
        everybody = cls.env["spp.approval.definition"].create(
            {
                "name": "Everybody",
                "model_id": cls.env["ir.model"]._get_id("spp.cycle"),
                "approval_group_id": cls.env.ref("base.group_user").id,
            }
        )
        for kind in (program.MANAGER_CYCLE, program.MANAGER_ENTITLEMENT):
            program.get_manager(kind).approval_definition_id = everybody
        program.get_manager(program.MANAGER_ENTITLEMENT).entitlement_item_ids = [
            Command.create({"amount": 1500})
        ]
        cls.env["spp.program.fund"].create({"program_id": program.id, "amount": 1000000}).post_fund()
        cls.add_channel(program)
        manager = program.get_managers(program.MANAGER_NOTIFICATION)[0]
        # Consents have tests of their own.
        manager.consent_purpose = False
        return program, manager

    @classmethod
    def add_channel(cls, program, name="SMS", **context):
        """Add a Wiserv channel as the button of the program's card does; return what the wizard opens."""
        action = program.with_context(manager_category="notification", **context).action_add_manager()
        wizard = cls.env["spp.manager.setup.wizard"].with_env(program.env).with_context(**action["context"])
        return wizard.create({"name": name}).action_create_manager()

    @classmethod
    def make_registrants(cls, count, phone=True, **values):
        """Return registrants with the numbers 09170000001 and so on, in the registry's list alone."""
        return cls.env["res.partner"].create(
            [
                {
                    "name": f"Registrant {nth}",
                    "is_registrant": True,
                    "phone_number_ids": [Command.create({"phone_no": f"0917{nth:07d}"})] if phone else [],
                    **values,
                }
                for nth in range(1, count + 1)
            ]
        )

    @classmethod
    def make_members(cls, partners, program=None, **values):
        program_id = (program or cls.program).id
        return cls.env[MEMBER].create(
            [{"partner_id": partner.id, "program_id": program_id, **values} for partner in partners]
        )

    def silently(self, records):
        """Return the records as an import writes them: nobody is told."""
        return records.with_context(sms_wiserv_silent=True)

    def enrolled(self, partners):
        """Return memberships that are enrolled, of which nobody has been told."""
        members = self.silently(self.env[MEMBER]).create(
            [
                {"partner_id": partner.id, "program_id": self.program.id, "state": "enrolled"}
                for partner in partners
            ]
        )
        return members.with_env(self.env)

    def cycle(self, partners):
        """Return a draft of a cycle with beneficiaries."""
        cycle = self.env["spp.cycle"].create(
            {
                "name": f"Cycle {len(self.program.cycle_ids) + 1}",
                "program_id": self.program.id,
                "start_date": fields.Date.today(),
                "end_date": fields.Date.add(fields.Date.today(), days=30),
            }
        )
        manager = self.program.get_manager(self.program.MANAGER_CYCLE)
        manager.add_beneficiaries(cycle, partners.ids, "enrolled")
        return cycle

    def entitled(self, cycle):
        """Return entitlements of a cycle that waits to be approved."""
        cycle.prepare_entitlement()
        cycle.action_submit_for_approval()
        return cycle.entitlement_ids

    def do_jobs(self):
        """Do the jobs that wait, and those that follow, as their own process does; return how many were done."""
        self.end_transaction()
        worker, done = QueueWorker(self.env.cr.dbname), 0
        while job := self.env["queue.job"].search([("state", "=", "pending")], limit=1):
            worker.execute_job(self.env.cr, job.id)
            self.assertEqual(job.state, "done", job.exc_info)
            self.end_transaction()
            done += 1
        return done

    def told(self, event=None, manager=None):
        """Return ``{registrant: text}`` of one event's messages, or of all, once the transaction has ended."""
        self.end_transaction()
        messages = self.messages(sender=(manager or self.manager).sender_id)
        return {message.partner_id: message.body for message in messages if event in (None, message.event)}


class PeopleMixin:
    """Who was told, at which number, and who was not."""

    def reasons(self):
        self.end_transaction()
        return {skip.partner_id: skip.reason for skip in self.skipped()}

    def numbers(self):
        self.end_transaction()
        return {message.partner_id: message.number for message in self.messages()}


class ProgramCase(ProgramMixin, WiservCase):
    """A test in one transaction, with the stand-in gateway."""
