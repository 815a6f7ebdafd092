# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import models
from odoo.exceptions import UserError

from ..models.door import DOOR


class SmsComposer(models.TransientModel):
    """Odoo's own *Send SMS* on registrants: their wishes and the registry's marks hold there, too."""

    _inherit = "sms.composer"

    def _wiserv_unwilling(self, records):
        """Return ``{record: reason}`` of the registrants who are to get no SMS."""
        if records is None or records._name not in ("res.partner", "g2p.program_membership"):
            return {}
        people = self.env[DOOR].sudo()._people(records.sudo())
        registrants = self.env["res.partner"].sudo().union(*people.values()).filtered("is_registrant")
        reasons = self.env[DOOR].sudo()._skip_reasons(None, "sms", registrants)
        return {record: reasons[partner] for record, partner in people.items() if partner in reasons}

    def _get_optout_record_ids(self, records, recipients_info):
        """Override of `sms` to leave out registrants who want no SMS, or are archived or disabled."""
        unwilling = self._wiserv_unwilling(records)
        return [
            *super()._get_optout_record_ids(records, recipients_info),
            *(record.id for record in unwilling),
        ]

    def _action_send_sms_comment(self, records=None):
        """Override of `sms`: whoever writes to one registrant hears that they want none."""
        told = records if records is not None else self._get_records()
        labels = dict(self.env["sms.wiserv.skipped"]._fields["reason"]._description_selection(self.env))
        for record, reason in self._wiserv_unwilling(told).items():
            raise UserError(
                self.env._(
                    "%(name)s is to get no SMS: %(reason)s.",
                    name=record.display_name,
                    reason=labels[reason],
                )
            )
        return super()._action_send_sms_comment(records=records)
