# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import fields, models
from odoo.exceptions import UserError

from ...groups import OFFICER


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _wiserv_composer(self, name, mass, sender=None):
        """Return the action that opens Odoo's dialog to write to these contacts, with ``name`` as its title.

        :param bool mass: queue it, instead of posting it on the one contact, which needs the right to change them
        :param sender: whose SMS they are; none: the company's own. Of what goes to many alone
        """
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": "sms.composer",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_composition_mode": "mass" if mass else "comment",
                "default_res_model": self._name,
                "default_mass_keep_log": True,
                "default_wiserv_sender_id": sender.id if sender else False,
                **({"default_res_ids": repr(self.ids)} if mass else {"default_res_id": self.id}),
            },
        }


class SmsComposer(models.TransientModel):
    _inherit = "sms.composer"

    wiserv_sender_id = fields.Many2one("sms.wiserv.sender", "Sender", readonly=True)

    def _prepare_mass_sms_values(self, records):
        """Override of `sms`: an SMS to many goes at the expense of each record's company."""
        values = super()._prepare_mass_sms_values(records)
        sender = self._wiserv_checked_sender()
        for record in records:
            company = record.company_id if "company_id" in record._fields else None
            values[record.id]["wiserv_company_id"] = (company or self.env.company).id
            values[record.id]["wiserv_sender_id"] = sender.id
        return values

    def _wiserv_checked_sender(self):
        """Return the sender that was named, if it is this user's business to send by it, else none.

        :raise AccessError: it is one of a company that the user does not belong to
        """
        sender = self.wiserv_sender_id
        if not sender or not (self.env.su or self.env.user.has_group(OFFICER)):
            return sender.browse()
        sender.check_access("read")
        return sender

    def _get_optout_record_ids(self, records, recipients_info):
        """Override of `sms`: who wants none, or may get none, has opted out; of a mailing, too."""
        told = {record: recipients_info[record.id] for record in records}
        unwilling = self.env["sms.wiserv.door"].unwilling(
            {record: (info["partner"], info["sanitized"]) for record, info in told.items()}
        )
        return [
            *super()._get_optout_record_ids(records, recipients_info),
            *(record.id for record in unwilling),
        ]

    def _action_send_sms(self):
        """Override of `sms`: whoever writes to one person hears that they want none."""
        records = self._get_records()
        if self.composition_mode != "mass" and records:
            self._wiserv_check_willing(records)
        return super()._action_send_sms()

    def _wiserv_check_willing(self, records):
        """Check that the people of records may get an SMS.

        :raise UserError: one of them may not
        """
        addressed, known = {}, records._sms_get_recipients_info(force_field=self.number_field_name)
        for record in records:
            # Of a record that is no contact itself, the contact behind it.
            people = record._mail_get_partners()[record.id]
            if len(people) == 1:
                number = self.recipient_single_number_itf or known[record.id]["sanitized"]
                addressed[record] = people, number and people._phone_format(number=number)
        labels = self.env["sms.wiserv.skipped"]._reason_labels()
        for record, reason in self.env["sms.wiserv.door"].unwilling(addressed).items():
            raise UserError(
                self.env._(
                    "%(name)s is to get no SMS: %(reason)s.",
                    name=addressed[record][0].display_name,
                    reason=labels[reason],
                )
            )
