# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import models
from odoo.fields import Domain

from .door import MANAGER

# Amounts and codes of invented examples, by the models of which there are such.
INVENTED = {
    "g2p.program_membership": {},
    "g2p.payment": {"amount_issued": 1500, "amount_paid": 1500},
    "g2p.entitlement": {"initial_amount": 1500, "code": "4c1b-9d20-7e35"},
    MANAGER: {},
}
ENROLMENT = "on_enrolled_in_program_template"


class SmsTemplate(models.Model):
    _inherit = "sms.template"

    def _wiserv_managers(self):
        """Return the programs' senders that use these templates, with all rights."""
        managers = self.env[MANAGER].sudo()
        return managers.search(Domain.OR([(name, "in", self.ids)] for name in managers._wiserv_templates))

    def _wiserv_unused(self):
        """Override of `sms_wiserv`: what somebody wrote to beneficiaries may use one, too."""
        announcements = self.env["g2p.wiserv.announcement"].sudo().search([("template_id", "in", self.ids)])
        return super()._wiserv_unused() - announcements.template_id

    # === WHAT CAN BE INSERTED === #

    def _wiserv_placeholders(self):
        """Override of `sms_wiserv`: what programs' texts are made of, in the words of their users."""
        model = self.sudo().model_id.model
        name = (self.env._("Name"), "{{ object.partner_id.name }}")
        program = (self.env._("Program"), "{{ object.program_id.name }}")
        currency = (self.env._("Currency"), "{{ object.currency_id.name }}")
        cycle = self.env._("Cycle")
        of_cycles = not self._wiserv_of_enrolments()
        return {
            "g2p.program_membership": [
                name,
                program,
                *([(cycle, "{{ ctx['cycle'].name }}")] if of_cycles else []),
            ],
            "g2p.payment": [
                name,
                program,
                (cycle, "{{ object.cycle_id.name }}"),
                (self.env._("Amount"), "{{ '%.2f' % object.amount_paid }}"),
                currency,
            ],
            "g2p.entitlement": [
                name,
                program,
                (cycle, "{{ object.cycle_id.name }}"),
                (self.env._("Amount"), "{{ '%.2f' % object.initial_amount }}"),
                currency,
                (self.env._("Code"), "{{ object.code }}"),
            ],
            MANAGER: [
                (self.env._("Code"), "{{ otp }}"),
                (self.env._("Program"), "{{ object.program_id.name }}"),
            ],
        }.get(model) or super()._wiserv_placeholders()

    def _wiserv_of_enrolments(self):
        """Whether these are for enrolments, which have no cycle."""
        pattern = self.env[MANAGER]._wiserv_patterns().get(ENROLMENT, self.browse())
        return bool(self & pattern or self.ids and self._wiserv_managers()[ENROLMENT] & self)

    def _wiserv_takes_any_name(self):
        """Override of `sms_wiserv`: who asks for a one-time password hands over names of its own."""
        return self.sudo().model_id.model == MANAGER or super()._wiserv_takes_any_name()

    # === AN EXAMPLE BEFORE THERE IS ONE === #

    def _wiserv_invented(self, program=None):
        """Override of `sms_wiserv`: Maria Santos, who is enrolled in the program, and paid.

        :param program: whose name appears; None: that of a program that uses the template, or an invented one
        """
        model = self.sudo().model_id.model
        if model not in INVENTED:
            return super()._wiserv_invented()
        managers = self._wiserv_managers() if self.ids else self.env[MANAGER]
        # Use no program whose name the user may not see as an example.
        seen = managers.with_env(self.env)._filtered_access("read")[:1]
        program = (program or seen.program_id).sudo() or self.env["g2p.program"].new(
            {"name": self.env._("Rice Allowance")}
        )
        if model == MANAGER:
            manager = seen or self.env[MANAGER].new({"program_id": program, "name": program.name})
            return manager, {"otp": "123456", "phone": "09171234567"}, self.env["res.partner"]
        person = self.env["res.partner"].new({"name": "Maria Santos", "phone": "09171234567"})
        cycle = self.env["g2p.cycle"].new({"name": self.env._("Cycle 1"), "program_id": program})
        values = {"partner_id": person, "program_id": program, "cycle_id": cycle}
        if model != "g2p.program_membership":
            values["currency_id"] = program.journal_id.currency_id or self.env.company.currency_id
        values.update(INVENTED[model])
        fields_of = self.env[model]._fields
        record = self.env[model].new({name: what for name, what in values.items() if name in fields_of})
        of_cycles = model == "g2p.program_membership" and not self._wiserv_of_enrolments()
        return record, {"cycle": cycle} if of_cycles else {}, person
