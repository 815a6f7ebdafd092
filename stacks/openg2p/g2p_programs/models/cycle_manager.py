# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import ValidationError


class DefaultCycleManager(models.Model):
    _name = "g2p.cycle.manager.default"
    _inherit = "g2p.manager.source.mixin"
    _description = "Default Cycle Manager"

    name = fields.Char("Manager Name", required=True)
    program_id = fields.Many2one("g2p.program", required=True)
    cycle_duration = fields.Integer(default=30)
    approver_group_id = fields.Many2one("res.groups")

    def new_cycle(self, name, new_start_date, sequence):
        return self.env["g2p.cycle"].create(
            {
                "program_id": self.program_id.id,
                "name": name,
                "sequence": sequence,
                "start_date": new_start_date,
                "end_date": new_start_date + timedelta(days=self.cycle_duration),
            }
        )

    def add_beneficiaries(self, cycle, beneficiaries, state="draft"):
        new = set(beneficiaries) - set(cycle.cycle_membership_ids.partner_id.ids)
        self.env["g2p.cycle.membership"].create(
            [{"cycle_id": cycle.id, "partner_id": id_, "state": state} for id_ in sorted(new)]
        )

    def approve_cycle(self, cycle, auto_approve=False, entitlement_manager=None):
        # One write for each key, and who may is asked afterwards: a refusal takes the writes back.
        cycle.update(
            {"approved_date": fields.Datetime.now(), "approved_by": self.env.user.id, "state": "approved"}
        )
        if self.env.user.id != 1 and self.env.user not in self.approver_group_id.all_user_ids:
            raise ValidationError(self.env._("You are not allowed to approve this cycle."))
        cycle.notify_cycle_started()
