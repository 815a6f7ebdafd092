# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from ast import literal_eval

from odoo import api, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from odoo.addons.sms_wiserv.tools.format_number import format_number

from .announcement import MEMBER


class G2PWiservAnnouncement(models.Model):
    """Whom an announcement is for: those picked from a list, or those whom its filter finds."""

    _inherit = "g2p.wiserv.announcement"

    @api.depends("program_id")
    def _compute_told_model(self):
        for one in self:
            one.told_model = MEMBER if one.program_id else "res.partner"

    @api.depends("chosen", "program_id")
    def _compute_is_by_filter(self):
        for one in self:
            one.is_by_filter = not one.chosen
            one.chosen_line = one.chosen and one._chosen_in_words(len(one.chosen))

    def _chosen_in_words(self, count):
        number = format_number(self.env, count)
        if self.program_id:
            if count == 1:
                return self.env._("1 beneficiary picked from the list")
            return self.env._("%s beneficiaries picked from the list", number)
        if count == 1:
            return self.env["res.partner"].browse(self.chosen).exists().display_name
        return self.env._("%s registrants picked from the list", number)

    def _filter(self):
        try:
            domain = Domain(literal_eval(self.domain or "[]"))
            # What is no field, and what is one and cannot be searched for.
            self.env[MEMBER].search(domain, limit=1)
            return domain
        except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
            raise ValidationError(self.env._("This filter cannot be used here.")) from None

    def _members(self):
        """Return the memberships or registrants that it is for, of those that the user may see."""
        members = self.env[self.told_model]
        if self.chosen or not self.program_id:
            return members.browse(self.chosen or ()).exists()._filtered_access("read")
        domain = Domain("program_id", "=", self.program_id.id) & self._filter()
        if self.cycle_id:
            domain &= Domain("id", "in", self.cycle_id.sudo()._wiserv_members().ids)
        return members.search(domain)

    @api.constrains("domain")
    def _check_domain(self):
        for one in self:
            one._filter()
