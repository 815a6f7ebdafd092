# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""What happens in programs, seen where it happens: in the state of records, whoever changes it and by whatever way."""

from odoo import api, fields, models

from .door import CYCLE_STATES, DOOR


class G2PProgramMembership(models.Model):
    _name = "g2p.program_membership"
    _inherit = ["g2p.program_membership", "sms.wiserv.source"]

    # The enrolment date is no key of an enrolment: any rewrite of the state changes it.
    wiserv_enrolments = fields.Integer(
        readonly=True, copy=False, groups=fields.NO_ACCESS, help="How often this membership became enrolled."
    )

    @api.model_create_multi
    def create(self, vals_list):
        members = super().create(vals_list)
        members.sudo().filtered(lambda member: member.state == "enrolled")._wiserv_enrolled()
        return members

    def write(self, vals):
        """Override of `g2p_programs` to see who becomes enrolled; to resume a paused one is no news."""
        if vals.get("state") != "enrolled":
            return super().write(vals)
        entering = self.sudo().filtered(lambda member: member.state not in ("enrolled", "paused"))
        result = super().write(vals)
        entering._wiserv_enrolled()
        return result

    def _wiserv_enrolled(self):
        if self:
            # Past the ORM, whose write would begin again here.
            self.env.cr.execute(
                """UPDATE g2p_program_membership SET wiserv_enrolments = COALESCE(wiserv_enrolments, 0) + 1
                    WHERE id = ANY(%s)""",
                (self.ids,),
            )
            self.invalidate_recordset(["wiserv_enrolments"], flush=False)
            self.env[DOOR].see("enrolled", self)


class G2PCycle(models.Model):
    _inherit = "g2p.cycle"

    @api.model_create_multi
    def create(self, vals_list):
        cycles = super().create(vals_list)
        cycles._wiserv_see_state()
        return cycles

    def write(self, vals):
        if "state" not in vals:
            return super().write(vals)
        entering = self.sudo().filtered(lambda cycle: cycle.state != vals["state"])
        result = super().write(vals)
        entering._wiserv_see_state()
        return result

    def _wiserv_see_state(self):
        for cycle in self.sudo():
            for event, state in CYCLE_STATES.items():
                if cycle.state == state:
                    self.env[DOOR].see(event, cycle._wiserv_members(), str(cycle.id))

    def _wiserv_members(self):
        """Return the program memberships of the cycle's beneficiaries."""
        beneficiaries = self.env["g2p.cycle.membership"]._search(
            [("cycle_id", "=", self.id), ("state", "=", "enrolled")]
        )
        return self.env["g2p.program_membership"].search(
            [
                ("program_id", "=", self.program_id.id),
                ("partner_id", "in", beneficiaries.subselect("partner_id")),
            ]
        )


class G2PPayment(models.Model):
    _name = "g2p.payment"
    _inherit = ["g2p.payment", "sms.wiserv.source"]

    @api.model_create_multi
    def create(self, vals_list):
        payments = super().create(vals_list)
        self.env[DOOR].see("payment", payments.sudo().filtered(lambda payment: payment.status == "paid"))
        return payments

    def write(self, vals):
        if vals.get("status") != "paid":
            return super().write(vals)
        entering = self.sudo().filtered(lambda payment: payment.status != "paid")
        result = super().write(vals)
        self.env[DOOR].see("payment", entering)
        return result


class G2PEntitlement(models.Model):
    _name = "g2p.entitlement"
    _inherit = ["g2p.entitlement", "sms.wiserv.source"]

    def write(self, vals):
        """Override of `g2p_programs` to see vouchers, which another addon brings along."""
        if not vals.get("voucher_document_id") or "voucher_document_id" not in self._fields:
            return super().write(vals)
        entering = self.sudo().filtered(lambda entitlement: not entitlement.voucher_document_id)
        result = super().write(vals)
        self.env[DOOR].see("voucher", entering)
        return result
