# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
"""Where what is kept of people (``person.py``) may change: each of these records tells that it has."""

from odoo import api, models
from odoo.tools import SQL


class SmsWiservMessage(models.Model):
    _inherit = "sms.wiserv.message"

    @api.model_create_multi
    def create(self, vals_list):
        """Override to keep whom the sender tells."""
        messages = super().create(vals_list)
        self.env["sms.wiserv.person"]._look_again_at(messages.partner_id.ids)
        return messages

    def write(self, vals):
        """Override to keep what became of people."""
        people = set(self.partner_id.ids) if vals.keys() & {"partner_id", "state", "answered_at"} else set()
        result = super().write(vals)
        if people:
            self.env["sms.wiserv.person"]._look_again_at(people | set(self.partner_id.ids))
        return result

    def unlink(self):
        """Override to keep what is left of people."""
        people = self.partner_id.ids
        result = super().unlink()
        self.env["sms.wiserv.person"]._look_again_at(people)
        return result


class SmsWiservSender(models.Model):
    _inherit = "sms.wiserv.sender"

    @api.constrains(lambda self: [self._wiserv_belongs_to] if self._wiserv_belongs_to else [])
    def _keep_members(self):
        """Keep the members of what senders belong to now. Refuses nothing: Odoo calls this when that is computed."""
        self.env["sms.wiserv.person"].sudo()._look_again(SQL("sender_id = ANY(%s)", self.ids), reached=False)


class SmsWiservSkipped(models.Model):
    _inherit = "sms.wiserv.skipped"

    def unlink(self):
        """Override to keep who is not left out any more."""
        people = self.partner_id.ids
        result = super().unlink()
        self.env["sms.wiserv.person"]._look_again_at(people, reached=False)
        return result


class ResPartner(models.Model):
    _inherit = "res.partner"

    def write(self, vals):
        """Override of `base` to keep who is archived."""
        result = super().write(vals)
        if "active" in vals:
            self.env["sms.wiserv.person"].sudo()._look_again_at(self.ids, reached=False)
        return result


class MergePartner(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        """Override of `base` to have the one who stays keep what the others were reached by."""
        self.env.cr.execute(
            """INSERT INTO sms_wiserv_person AS kept (sender_id, partner_id, active, reached_before, not_told)
               SELECT sender_id, %(to)s, TRUE, max(reached_before), 0 FROM sms_wiserv_person
                WHERE partner_id = ANY(%(of)s) AND reached_before IS NOT NULL GROUP BY sender_id
                   ON CONFLICT (sender_id, partner_id)
                   DO UPDATE SET reached_before = greatest(kept.reached_before, EXCLUDED.reached_before)""",
            {"of": src_partners.ids, "to": dst_partner.id},
        )
        self.env.cr.execute("DELETE FROM sms_wiserv_person WHERE partner_id = ANY(%s)", (src_partners.ids,))
        result = super()._update_foreign_keys(src_partners, dst_partner)
        self.env["sms.wiserv.person"].sudo()._look_again_at(dst_partner.ids)
        return result
