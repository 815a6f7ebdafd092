# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import api, models


class SmsWiservMember(models.AbstractModel):
    """A membership of a person (``partner_id``) in what a sender belongs to, such as a program, while in one state.

    The state is that of the event ``_wiserv_counted``. Members are listed as not reached until an SMS to them is
    accepted: see ``_members`` of ``sms.wiserv.person``.
    """

    _name = "sms.wiserv.member"
    _inherit = "sms.wiserv.counted"
    _description = "Member to Be Told by SMS"

    @api.model_create_multi
    def create(self, vals_list):
        """Override to list new members."""
        members = super().create(vals_list)
        self._wiserv_keep(members.sudo().partner_id.ids)
        return members

    def write(self, vals):
        """Override to list who becomes a member, and no longer whoever was one."""
        decides = {"partner_id", self._wiserv_events[self._wiserv_counted][0]}
        decides.add(self.env["sms.wiserv.sender"]._wiserv_belongs_to)
        people = set(self.sudo().partner_id.ids) if vals.keys() & decides else set()
        result = super().write(vals)
        if people:
            self._wiserv_keep(people | set(self.sudo().partner_id.ids))
        return result

    def unlink(self):
        """Override to list former members no longer."""
        people = self.sudo().partner_id.ids
        result = super().unlink()
        self._wiserv_keep(people)
        return result

    def _wiserv_is_true(self, event):
        """Override: whatever members are told of, an occasion of theirs for instance, they are still members."""
        return super()._wiserv_is_true(event if event in self._wiserv_events else self._wiserv_counted)

    @api.model
    def _wiserv_see_unseen(self, domain):
        """Override to list those, too, whom SQL has made members."""
        unseen = super()._wiserv_see_unseen(domain)
        self._wiserv_keep(unseen.partner_id.ids)
        return unseen

    @api.model
    def _wiserv_keep(self, partner_ids):
        self.env["sms.wiserv.person"].sudo()._look_again_at(partner_ids, reached=False)
