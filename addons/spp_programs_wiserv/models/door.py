# Part of spp_programs_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import api, models

DOOR = "spp.wiserv.door"
MANAGER = "spp.program.notification.manager.wiserv"
MEMBER = "spp.program.membership"
HEAD = ("urn:openspp:vocab:group-membership-type", "head")

# What is told, of records of which model. A manager has a switch and a template for each.
EVENTS = {
    "enrolled_in_program": ("Enrolment", MEMBER),
    "cycle_started": ("Cycle Started", MEMBER),
    "cycle_ended": ("Cycle Ended", MEMBER),
    "entitlement_approved": ("Entitlement Approved", "spp.entitlement"),
    "inkind_approved": ("Goods Approved", "spp.entitlement.inkind"),
    "payment_paid": ("Payment", "spp.payment"),
}


class SppWiservDoor(models.AbstractModel):
    """Whom programs tell by SMS, at which number and in what words."""

    _name = DOOR
    _inherit = "sms.wiserv.registry.door"
    _description = "Door of OpenSPP's Programs"

    _numbers = "spp.phone.number"
    _memberships = ("spp.group.membership", "membership_type_ids")

    @api.model
    def _fetched(self):
        """Override of `sms_wiserv`: their consents, too, where they are kept."""
        kept = self.env["res.partner"]._fields.keys() & {"consent_summary"}
        return [*super()._fetched(), *kept]

    @api.model
    def _head_ids(self):
        return self.env["spp.vocabulary.code"].get_code(*HEAD).ids
