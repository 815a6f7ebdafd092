# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
"""Somebody's own words to members, in Odoo's dialog: of one program's, say, they go by its sender."""

from odoo import models
from odoo.exceptions import UserError

from ...tools.format_number import format_number


class SmsWiservWrittenTo(models.AbstractModel):
    """A member (``sms.wiserv.member``) to whom people may write."""

    _name = "sms.wiserv.written.to"
    _description = "Member to Be Written to by SMS"

    def action_wiserv_send_sms(self):
        """Write to those of these people whom the senders tell that belong to what they are members of.

        :raise UserError: there is nobody among them
        """
        owner = self.env["sms.wiserv.sender"]._wiserv_belongs_to
        self.check_access("read")
        # Members have no rule of companies, perhaps; what they are members of has.
        self.mapped(owner).check_access("read")
        door, told = self.env["sms.wiserv.door"]._named(self._wiserv_door), self.env["res.partner"]
        by_whom = door._tellers(self._wiserv_counted, self.sudo())
        for senders, members in by_whom:
            people = members.partner_id
            told |= people - people.browse(
                person.id for person in door._skip_reasons(senders[:1], "sms", people)
            )
        if not told:
            raise UserError(self.env._("There is nobody to write to: see on the sender who is told."))
        counts = {"told": len(told), "all": len(self.partner_id)}
        counts = {name: format_number(self.env, count) for name, count in counts.items()}
        title = self.env._("Send SMS to %(told)s of %(all)s People", **counts)
        # To members of several goes one SMS, which is none of theirs alone.
        sender = by_whom[0][0][:1] if len(self[owner]) == 1 else None
        return told.with_env(self.env)._wiserv_composer(title, mass=True, sender=sender)
