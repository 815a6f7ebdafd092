# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import api, fields, models

from ..actions import jobs_done, start_jobs


class EligibilityManager(models.Model):
    _name = "g2p.eligibility.manager"
    _inherit = "g2p.manager.mixin"
    _description = "Eligibility Manager"

    program_id = fields.Many2one("g2p.program", ondelete="cascade")

    @api.model
    def _selection_manager_ref_id(self):
        default = ("g2p.program_membership.manager.default", "Default Eligibility")
        return [*super()._selection_manager_ref_id(), default]


class BaseEligibilityManager(models.AbstractModel):
    _name = "g2p.program_membership.manager"
    _inherit = "base.programs.manager"
    _description = "Base Eligibility"

    name = fields.Char("Manager Name", required=True)
    program_id = fields.Many2one("g2p.program", required=True)

    def enroll_eligible_registrants(self, program_memberships):
        raise NotImplementedError()

    def verify_cycle_eligibility(self, cycle, membership):
        raise NotImplementedError()

    def import_eligible_registrants(self, state=None):
        raise NotImplementedError()


class DefaultEligibilityManager(models.Model):
    _name = "g2p.program_membership.manager.default"
    _inherit = ["g2p.program_membership.manager", "g2p.manager.source.mixin"]
    _description = "Simple Eligibility"

    eligibility_domain = fields.Text("Domain", default="[]")

    def _prepare_eligible_domain(self, membership=None):
        domain = [("disabled", "=", False), ("is_registrant", "=", True)]
        if membership is not None:
            domain.append(("id", "in", membership.partner_id.ids))
        if self.program_id.target_type:
            domain.append(("is_group", "=", self.program_id.target_type == "group"))
        return domain + self._safe_eval(self.eligibility_domain)

    def _verify_eligibility(self, membership):
        return self.env["res.partner"].search(self._prepare_eligible_domain(membership)).ids

    def enroll_eligible_registrants(self, program_memberships):
        eligible = self._verify_eligibility(program_memberships)
        return self.env["g2p.program_membership"].search(
            [("partner_id", "in", eligible), ("program_id", "=", self.program_id.id)]
        )

    def verify_cycle_eligibility(self, cycle, membership):
        """Return the memberships of all cycles."""
        eligible = self._verify_eligibility(membership)
        return self.env["g2p.cycle.membership"].search([("partner_id", "in", eligible)])

    def import_eligible_registrants(self, state="draft"):
        for manager in self:
            people = self.env["res.partner"].search(manager._prepare_eligible_domain())
            people -= manager.program_id.get_beneficiaries().partner_id
            if len(people) < 1000:
                manager._import_registrants(people, state=state, do_count=True)
            else:
                manager._import_registrants_async(people, state=state)

    def _import_registrants_async(self, new_beneficiaries, state="draft"):
        self.ensure_one()
        channel = "root_program.eligibility_manager"
        start_jobs(
            self.program_id,
            self.env._("%s people are being added.", len(new_beneficiaries)),
            "People are being added",
            [
                self.delayable(channel=channel)._import_registrants(new_beneficiaries[at : at + 10000], state)
                for at in range(0, len(new_beneficiaries), 10000)
            ],
            self.delayable(channel=channel).mark_import_as_done(),
        )

    def mark_import_as_done(self):
        self.ensure_one()
        jobs_done(self.program_id, self.env._("All are added."))

    def _import_registrants(self, new_beneficiaries, state="draft", do_count=False):
        members = [(0, 0, {"partner_id": person.id, "state": state}) for person in new_beneficiaries]
        self.program_id.update({"program_membership_ids": members})
