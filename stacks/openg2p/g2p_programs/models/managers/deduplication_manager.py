# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import api, fields, models

GONE = ("exited", "not_eligible", "duplicated")


class DeduplicationManager(models.Model):
    _name = "g2p.deduplication.manager"
    _inherit = "g2p.manager.mixin"
    _description = "Deduplication Manager"

    program_id = fields.Many2one("g2p.program", ondelete="cascade")

    @api.model
    def _selection_manager_ref_id(self):
        default = ("g2p.deduplication.manager.default", "Default Deduplication")
        return [*super()._selection_manager_ref_id(), default]


class BaseDeduplication(models.AbstractModel):
    _name = "g2p.base.deduplication.manager"
    _description = "Base Deduplication Manager"

    name = fields.Char("Manager Name", required=True)
    program_id = fields.Many2one("g2p.program", required=True)

    def deduplicate_beneficiaries(self, states):
        raise NotImplementedError()


class DefaultDeduplication(models.Model):
    _name = "g2p.deduplication.manager.default"
    _inherit = ["g2p.base.deduplication.manager", "g2p.manager.source.mixin"]
    _description = "Default Deduplication Manager"

    def deduplicate_beneficiaries(self, states):
        if self.program_id.target_type != "group":
            return 0
        return len(self._check_duplicate_by_individual_ids(self.program_id.get_beneficiaries(states)))

    def _check_duplicate_by_individual_ids(self, beneficiaries):
        """Groups that share an individual. A single one that is enrolled stays so, and is written as enrolled again."""
        shared = self.env["g2p.group.membership"]
        found = shared.search([("group", "in", beneficiaries.partner_id.ids)])
        for memberships in found.grouped("individual").values():
            if len(memberships) > 1:
                shared += memberships
                groups = memberships.group
                members = beneficiaries.filtered(lambda member, groups=groups: member.partner_id in groups)
                self._record_duplicate(self, members.ids, "Duplicate individuals")
                enrolled = members.filtered(lambda member: member.state == "enrolled")
                if len(enrolled) == 1:
                    enrolled.write({"state": "enrolled"})
                    members -= enrolled
                members.filtered(lambda member: member.state not in GONE).write({"state": "duplicated"})
        return shared

    def _record_duplicate(self, manager, beneficiary_ids, reason):
        duplicates = self.env["g2p.program.membership.duplicate"]
        values = {"state": "duplicate", "deduplication_manager_id": manager.id, "reason": reason}
        known = [
            ("beneficiary_ids", "in", beneficiary_ids),
            *((key, "=", value) for key, value in values.items()),
        ]
        if not duplicates.search(known):
            duplicates.create({**values, "beneficiary_ids": [(6, 0, beneficiary_ids)]})
