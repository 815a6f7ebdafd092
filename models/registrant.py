# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import models


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _wiserv_form_id(self):
        """Override of `sms_wiserv`: registrants have forms of their own, with preference and numbers."""
        # Whoever may not read what these forms show has Odoo's.
        if self.is_registrant and self.env["g2p.registrant.tags"].has_access("read"):
            form = (
                "g2p_registry_group.view_groups_form"
                if self.is_group
                else "g2p_registry_individual.view_individuals_form"
            )
            return self.env.ref(form).id
        return super()._wiserv_form_id()
