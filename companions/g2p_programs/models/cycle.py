# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError


class G2PCycle(models.Model):
    _name = "g2p.cycle"
    _description = "Cycle"
    _order = "start_date desc, id desc"

    name = fields.Char(required=True)
    program_id = fields.Many2one("g2p.program", required=True, index=True, ondelete="restrict")
    company_id = fields.Many2one(related="program_id.company_id", store=True)
    currency_id = fields.Many2one(related="program_id.currency_id")
    start_date = fields.Date(required=True, default=fields.Date.context_today)
    end_date = fields.Date()
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("to_approve", "To Approve"),
            ("approved", "Started"),
            ("ended", "Ended"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        default="draft",
        copy=False,
    )
    entitlement_amount = fields.Monetary(help="What each beneficiary is entitled to in this cycle.")
    program_membership_ids = fields.Many2many(
        "g2p.program_membership",
        string="Beneficiaries",
        domain="[('program_id', '=', program_id), ('state', '=', 'enrolled')]",
        copy=False,
    )
    entitlement_ids = fields.One2many("g2p.entitlement", "cycle_id", "Entitlements")
    payment_batch_ids = fields.One2many("g2p.payment.batch", "cycle_id", "Payment Batches")

    @api.constrains("start_date", "end_date")
    def _check_dates(self):
        if any(cycle.end_date and cycle.end_date < cycle.start_date for cycle in self):
            raise ValidationError(self.env._("A cycle cannot end before it starts."))

    # === STATES === #

    def action_submit(self):
        self._set_state("to_approve", "draft")

    def action_start(self):
        """Approve and start the cycle with its beneficiaries, the program's enrolled ones if it has none."""
        if not self.env.su and not self.env.user.has_group("g2p_programs.g2p_program_cycle_approver"):
            raise AccessError(self.env._("Only a cycle approver can approve and start a cycle."))
        self._set_state("approved", "draft", "to_approve")
        for cycle in self:
            cycle.program_id._check_active()
            cycle._get_beneficiaries()
        return self._tell("on_cycle_started")

    def action_end(self):
        self._set_state("ended", "approved")
        return self._tell("on_cycle_ended")

    def action_cancel(self):
        self._set_state("cancelled", "draft", "to_approve", "approved")

    def action_reset(self):
        self._set_state("draft", "to_approve", "cancelled")

    def _set_state(self, state, *allowed):
        labels = dict(self._fields["state"]._description_selection(self.env))
        for cycle in self:
            if cycle.state not in allowed:
                raise UserError(
                    self.env._(
                        "%(cycle)s is %(state)s: it cannot become %(wanted)s.",
                        cycle=cycle.display_name,
                        state=labels[cycle.state],
                        wanted=labels[state],
                    )
                )
        self.state = state

    def _tell(self, event):
        lines = []
        for cycle in self:
            members = cycle.program_membership_ids.filtered(lambda m: m.state == "enrolled")
            lines.append(
                self.env._("%(cycle)s: beneficiaries %(count)d.", cycle=cycle.name, count=len(members))
            )
            lines += cycle.program_id._notify_managers(event, members, cycle)
        return self.program_id._notify_user(lines)

    # === BENEFICIARIES, ENTITLEMENTS, PAYMENTS === #

    def copy_beneficiaries_from_program(self):
        """Add the program's enrolled beneficiaries to the cycle."""
        for cycle in self:
            cycle.program_membership_ids |= self.env["g2p.program_membership"].search(
                [("program_id", "=", cycle.program_id.id), ("state", "=", "enrolled")]
            )

    def _get_beneficiaries(self):
        self.ensure_one()
        if not self.program_membership_ids:
            self.copy_beneficiaries_from_program()
        if not self.program_membership_ids:
            raise UserError(self.env._("%s has no beneficiaries: enrol some first.", self.program_id.name))
        return self.program_membership_ids.filtered(lambda m: m.state == "enrolled")

    def prepare_entitlement(self):
        """Create a draft entitlement of the cycle's amount for each enrolled beneficiary without one."""
        vals_list = []
        for cycle in self:
            if cycle.entitlement_amount <= 0:
                raise UserError(self.env._("Set the amount of an entitlement on %s first.", cycle.name))
            entitled = cycle.entitlement_ids.filtered(lambda e: e.state != "cancelled").partner_id
            vals_list += [
                {"cycle_id": cycle.id, "partner_id": partner.id, "initial_amount": cycle.entitlement_amount}
                for partner in cycle._get_beneficiaries().partner_id - entitled
            ]
        return self.env["g2p.entitlement"].create(vals_list)

    def approve_entitlements(self):
        self.entitlement_ids.approve_entitlement()

    def prepare_payment(self):
        """Put what is approved and neither paid nor under way into a new batch, and open it."""
        self.ensure_one()
        entitlements = self.entitlement_ids.filtered(
            lambda e: e.state == "approved" and all(p.status == "failed" for p in e.payment_ids)
        )
        if not entitlements:
            raise UserError(
                self.env._("%s has no approved entitlement that waits for its payment.", self.name)
            )
        batch = self.env["g2p.payment.batch"].create(
            {
                "cycle_id": self.id,
                "name": self.env._(
                    "%(cycle)s, batch %(number)d", cycle=self.name, number=len(self.payment_batch_ids) + 1
                ),
                "payment_ids": [
                    fields.Command.create({"entitlement_id": e.id, "amount_issued": e.initial_amount})
                    for e in entitlements
                ],
            }
        )
        return batch.get_formview_action()
