# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import api, models


class G2PProgramMembership(models.Model):
    _inherit = "g2p.program_membership"

    @api.model
    def mail_allowed_qweb_expressions(self):
        """Override of `mail`: a template of such placeholders only is filled in without evaluating code."""
        return (*super().mail_allowed_qweb_expressions(), "object.program_id", "object.program_id.name")
