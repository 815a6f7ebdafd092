# Part of spp_programs. License LGPL-3.0 or later (see LICENSE).
from ast import literal_eval

from odoo import api, fields, models

from odoo.addons.job_worker.delay import group


class EligibilityManager(models.Model):
    _name = "spp.eligibility.manager"
    _inherit = "spp.manager.mixin"
    _description = "Eligibility Manager"

    program_id = fields.Many2one("spp.program", ondelete="cascade")

    @api.model
    def _selection_manager_ref_id(self):
        selection = super()._selection_manager_ref_id()
        return [*selection, ("spp.program.membership.manager.default", "Default Eligibility")]


class DefaultEligibilityManager(models.Model):
    _name = "spp.program.membership.manager.default"
    _inherit = ["spp.manager.source.mixin"]
    _description = "Simple Eligibility"

    name = fields.Char("Manager Name", required=True, default="Eligibility")
    program_id = fields.Many2one("spp.program", required=True)
    eligibility_domain = fields.Text(string="Domain", default="[]")

    def _prepare_eligible_domain(self, membership=None):
        among = [] if membership is None else [("id", "in", membership.partner_id.ids)]
        return [
            *among,
            ("disabled", "=", False),
            ("is_registrant", "=", True),
            ("is_group", "=", self.program_id.target_type == "group"),
            *literal_eval(self.eligibility_domain),
        ]

    def enroll_eligible_registrants(self, program_memberships):
        partners = self.env["res.partner"].search(self._prepare_eligible_domain(program_memberships))
        return self.env["spp.program.membership"].search(
            [("partner_id", "in", partners.ids), ("program_id", "=", self.program_id.id)]
        )

    def import_eligible_registrants(self, state="draft"):
        partners = self.env["res.partner"].search(self._prepare_eligible_domain())
        partners -= self.program_id.get_beneficiaries().partner_id
        if len(partners) < 1000:
            self._import_registrants(partners, state)
        else:
            self._import_registrants_async(partners, state)
        return len(partners)

    def _import_registrants_async(self, new_beneficiaries, state="draft"):
        program = self.program_id
        program._acquire_operation_lock("Importing beneficiaries")
        jobs = group(
            *(
                self.delayable(
                    channel="eligibility_manager", identity_key=f"import_reg_{program.id}_{start}"
                )._import_registrants(new_beneficiaries[start : start + 10000], state)
                for start in range(0, len(new_beneficiaries), 10000)
            )
        )
        jobs.on_done(self.delayable(channel="statistics_refresh").mark_import_as_done())
        jobs.delay()

    def mark_import_as_done(self):
        self.program_id._release_operation_lock()

    def _import_registrants(self, new_beneficiaries, state="draft", do_count=False):
        self.env["spp.program.membership"].bulk_create_memberships(
            [
                {"partner_id": partner.id, "program_id": self.program_id.id, "state": state}
                for partner in new_beneficiaries
            ],
            skip_duplicates=True,
        )
        self.program_id.invalidate_recordset(["program_membership_ids"])
