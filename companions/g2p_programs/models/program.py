# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools import user_notification
from .constants import MANAGER_NOTIFICATION, MANAGER_PAYMENT

MANAGER_FIELDS = {MANAGER_NOTIFICATION: "notification_managers", MANAGER_PAYMENT: "payment_managers"}


class G2PProgram(models.Model):
    _name = "g2p.program"
    _description = "Program"
    _order = "name, id"

    name = fields.Char(required=True)
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    currency_id = fields.Many2one(related="company_id.currency_id")
    target_type = fields.Selection(
        [("group", "Group"), ("individual", "Individual")], required=True, default="individual"
    )
    state = fields.Selection([("active", "Active"), ("ended", "Ended")], required=True, default="active")
    program_membership_ids = fields.One2many("g2p.program_membership", "program_id", "Beneficiaries")
    cycle_ids = fields.One2many("g2p.cycle", "program_id", "Cycles")
    notification_managers = fields.Many2many("g2p.program.notification.manager")
    payment_managers = fields.Many2many("g2p.program.payment.manager")
    membership_count = fields.Integer("Number of Beneficiaries", compute="_compute_membership_count")

    @api.depends("program_membership_ids.state")
    def _compute_membership_count(self):
        counts = dict(
            self.env["g2p.program_membership"]._read_group(
                [("program_id", "in", self.ids), ("state", "=", "enrolled")], ["program_id"], ["__count"]
            )
        )
        for program in self:
            program.membership_count = counts.get(program, 0)

    # === MANAGERS === #

    def get_managers(self, kind):
        """Return the source records behind the managers of a kind, each once.

        :param int kind: one of the ``MANAGER_*`` constants
        :return: list of records of various models
        """
        self.ensure_one()
        managers = self[MANAGER_FIELDS[kind]] if kind in MANAGER_FIELDS else ()
        return list(dict.fromkeys(manager.manager_ref_id for manager in managers))

    def _notify_managers(self, event, *args):
        """Call the hook ``event`` once on each notification manager that has it.

        :return: list of what the hooks returned: a line to be shown to the user, or None; the False of a
            manager that has nothing to send for this event is left out
        """
        hooks = [getattr(source, event, None) for source in self.get_managers(MANAGER_NOTIFICATION)]
        return [answer for hook in hooks if hook and (answer := hook(*args)) is not False]

    # === ACTIONS === #

    def import_registrants(self):
        """Make every active registrant of the target type a draft beneficiary."""
        self._check_active()
        vals_list = []
        for program in self:
            known = self.env["g2p.program_membership"].search([("program_id", "=", program.id)]).partner_id
            partners = self.env["res.partner"].search(
                [
                    ("is_registrant", "=", True),
                    ("is_group", "=", program.target_type == "group"),
                    ("company_id", "in", (False, program.company_id.id)),
                ]
            )
            vals_list += [{"program_id": program.id, "partner_id": p.id} for p in partners - known]
        self.env["g2p.program_membership"].create(vals_list)
        return self._notify_user([self.env._("Added: %d.", len(vals_list))])

    def enroll_eligible_registrants(self):
        """Enrol all eligible draft beneficiaries and tell the notification managers."""
        return (
            self.env["g2p.program_membership"]
            .search([("program_id", "in", self.ids), ("state", "=", "draft")])
            .enroll_eligible_registrants()
        )

    def end_program(self):
        self.state = "ended"

    def reactivate_program(self):
        self.state = "active"

    def action_open_memberships(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("g2p_programs.action_program_membership")
        return action | {
            "domain": [("program_id", "=", self.id)],
            "context": {"default_program_id": self.id, "search_default_enrolled": True},
        }

    def _check_active(self):
        for program in self:
            if program.state == "ended":
                raise UserError(self.env._("The program %s has ended.", program.display_name))

    def _notify_user(self, lines, kind="success"):
        return user_notification(", ".join(self.mapped("name")), lines, kind)
