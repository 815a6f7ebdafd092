# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
"""Who gets none of Odoo's SMS, whoever sends them and whatever made them: asked when one is written, when it is sent,
and when its turn comes in the outbox."""

from odoo import api, models

from .door import EVENT, failure_type_of


class SmsWiservDoor(models.AbstractModel):
    _inherit = "sms.wiserv.door"

    @api.model
    @api.private
    def unwilling(self, addressed):
        """Return ``{record: reason}`` of those who are to get none of Odoo's SMS, as the doors say that care for them.

        :param dict addressed: ``{record: (partner, number in E.164)}``; a partner may be empty
        """
        people = self.env["res.partner"].sudo().union(*(partner for partner, _number in addressed.values()))
        people = people.exists()
        reasons, cared_for = {}, people.browse()
        for name in self._doors():
            door = self.env[name].sudo()
            if of_door := door._cares_for(people):
                cared_for |= of_door
                reasons |= door._skip_reasons(self.env["sms.wiserv.sender"].sudo(), EVENT, of_door)
        pairs = {record: pair for record, pair in addressed.items() if pair[0] in cared_for}
        blacklisted = (
            self.env["sms.wiserv.sender"]
            .sudo()
            ._blacklisted({number for _partner, number in pairs.values() if number})
        )
        found = {record: "blacklisted" for record, (_who, number) in pairs.items() if number in blacklisted}
        return found | {record: reasons[who] for record, (who, _number) in pairs.items() if who in reasons}


class SmsSms(models.Model):
    _inherit = "sms.sms"

    def _wiserv_people(self):
        """Return ``{sms: partner}``: a number alone is for the contact on which it was noted."""
        people = {}
        for sms in self:
            note = sms.mail_message_id
            of_note = note.res_id if note.model == "res.partner" else None
            people[sms] = sms.partner_id or sms.partner_id.browse(of_note).exists()
        return people

    def _wiserv_leave_out(self):
        """Call off those whom the doors say are to get none; return them."""
        people = self.sudo()._wiserv_people()
        reasons = self.env["sms.wiserv.door"].unwilling(
            {sms: (partner, sms.number) for sms, partner in people.items()}
        )
        left_out = self.sudo().browse([sms.id for sms in reasons])
        labels = self.env["sms.wiserv.skipped"]._reason_labels()
        for reason, alike in left_out.grouped(reasons.get).items():
            failure_type = failure_type_of(reason)
            alike.write({"state": "canceled", "failure_type": failure_type, "to_delete": True})
            alike.sms_tracker_id._wiserv_left_out(failure_type, labels[reason])
        return self.browse(left_out.ids)


class SmsWiservMessage(models.Model):
    _inherit = "sms.wiserv.message"

    def _ask_again(self, resent=False):
        """Extend to Odoo's SMS, of which nothing else is asked: their recipients and numbers Odoo has chosen."""
        numbers, reasons = super()._ask_again(resent)
        addressed = {}
        # Searched for, not filtered: to read a field of the others would bring all that they hold.
        for message in self.sudo().search([("id", "in", self.ids), ("event", "=", EVENT)], order="id"):
            if message.id in reasons:
                continue
            partner = message.partner_id
            if not partner and message.res_model == "res.partner":
                partner = partner.browse(message.res_id)
            number = message.sender_id._usable_number(partner, [message.number or ""])[1]
            addressed[message] = partner, number
        if addressed:
            unwilling = self.env["sms.wiserv.door"].unwilling(addressed)
            reasons |= {message.id: reason for message, reason in unwilling.items()}
        return numbers, reasons
