# Part of spp_programs_wiserv. License LGPL-3.0 or later (see LICENSE).
"""What happens in programs, seen in the state of records, whoever changes it and in whatever way."""

from odoo import api, fields, models
from odoo.fields import Domain

from .door import CYCLE_STATES

DOOR = "spp.wiserv.door"


class ProgramMembership(models.Model):
    _name = "spp.program.membership"
    _inherit = ["spp.program.membership", "sms.wiserv.watched"]

    _wiserv_door = DOOR
    _wiserv_events = {"enrolled_in_program": ("state", "enrolled")}

    # The enrolment date is no key of an enrolment: it stays when somebody leaves and is enrolled again.
    wiserv_enrolments = fields.Integer(
        readonly=True, copy=False, groups=fields.NO_ACCESS, help="How often this membership became enrolled."
    )

    _wiserv_unseen = models.Index("(program_id) WHERE state = 'enrolled' AND wiserv_enrolments IS NULL")

    def _wiserv_news(self, event):
        """Override of `sms_wiserv`: to resume a paused membership is no news."""
        return self.filtered(lambda member: member.state != "paused")

    def _wiserv_entered(self, event):
        """Override of `sms_wiserv` to count enrolments."""
        if self:
            # Past the ORM, whose write would begin again here.
            self.env.cr.execute(
                """UPDATE spp_program_membership SET wiserv_enrolments = COALESCE(wiserv_enrolments, 0) + 1
                    WHERE id = ANY(%s)""",
                (self.ids,),
            )
            self.invalidate_recordset(["wiserv_enrolments"], flush=False)
        return super()._wiserv_entered(event)

    @api.model
    def bulk_create_memberships(self, vals_list, *args, **kwargs):
        """Override of `spp_programs` to see who is enrolled by SQL."""
        result = super().bulk_create_memberships(vals_list, *args, **kwargs)
        pairs = [
            (vals["program_id"], vals["partner_id"]) for vals in vals_list if vals.get("state") == "enrolled"
        ]
        for program_id in {program_id for program_id, _partner_id in pairs}:
            partner_ids = [partner_id for program, partner_id in pairs if program == program_id]
            self._wiserv_see_unseen([("program_id", "=", program_id), ("partner_id", "in", partner_ids)])
        return result

    @api.model
    def _wiserv_see_unseen(self, domain):
        """See the enrolments that were written by SQL."""
        unseen = Domain("state", "=", "enrolled") & Domain("wiserv_enrolments", "=", False)
        self.sudo().search(unseen & Domain(domain))._wiserv_entered("enrolled_in_program")

    @api.model
    def _cron_wiserv_see_unseen(self):
        """See enrolments of the last day that nobody has seen. Older ones are no news: a migration's, perhaps."""
        self._wiserv_see_unseen(
            [("enrollment_date", ">=", fields.Datetime.subtract(fields.Datetime.now(), days=1))]
        )

    @api.model
    def mail_allowed_qweb_expressions(self):
        """Override of `mail`: a template of such placeholders only is filled in without evaluating code."""
        return (*super().mail_allowed_qweb_expressions(), "object.program_id", "object.program_id.name")


class Cycle(models.Model):
    _name = "spp.cycle"
    _inherit = ["spp.cycle", "sms.wiserv.watched"]

    _wiserv_door = DOOR
    _wiserv_events = {event: ("state", states[0]) for event, states in CYCLE_STATES.items()}

    def _wiserv_entered(self, event):
        """Override of `sms_wiserv`: it is the program memberships of the cycle's beneficiaries who are told."""
        for cycle in self:
            beneficiaries = self.env["spp.cycle.membership"]._search(
                [("cycle_id", "=", cycle.id), ("state", "=", "enrolled")]
            )
            members = self.env["spp.program.membership"].search(
                [
                    ("program_id", "=", cycle.program_id.id),
                    ("partner_id", "in", beneficiaries.subselect("partner_id")),
                ]
            )
            self.env[DOOR].see(event, members, str(cycle.id))


class Entitlement(models.Model):
    _name = "spp.entitlement"
    _inherit = ["spp.entitlement", "sms.wiserv.watched"]

    _wiserv_door = DOOR
    _wiserv_events = {"entitlement_approved": ("state", "approved")}


class InKindEntitlement(models.Model):
    _name = "spp.entitlement.inkind"
    _inherit = ["spp.entitlement.inkind", "sms.wiserv.watched"]

    _wiserv_door = DOOR
    _wiserv_events = {"inkind_approved": ("state", "approved")}


class Payment(models.Model):
    _name = "spp.payment"
    _inherit = ["spp.payment", "sms.wiserv.watched"]

    _wiserv_door = DOOR
    _wiserv_events = {"payment_paid": ("status", "paid")}
