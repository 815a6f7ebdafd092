# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import models
from odoo.exceptions import AccessError, UserError

from ...tools.format_number import format_number


class SmsWiservMessage(models.Model):
    """Messages are sent at the expense of the company that queued them only: resending leaves out others."""

    _inherit = "sms.wiserv.message"

    def _not_resent(self):
        """Override: nor messages of another company than the one that their sender belongs to by now."""
        moved = _moved(self)
        left_out = {why: messages - moved for why, messages in super()._not_resent().items()}
        return {**left_out, "moved": moved}


class SmsWiservSkipped(models.Model):
    _inherit = "sms.wiserv.skipped"

    def action_notify_again(self):
        """Override: leave out people of another company than the one that their sender belongs to by now."""
        self.env["sms.wiserv.message"]._check_may_act()
        self.check_access("read")
        moved = _moved(self)
        why = [
            self.env._(
                "%s belongs to another company now: what was to be told before is not told any more.",
                sender.name,
            )
            for sender in moved.sudo().sender_id
        ]
        if moved == self and moved:
            raise UserError("\n".join(why))
        answer = super(SmsWiservSkipped, self - moved).action_notify_again()
        if moved:
            params = answer["params"]
            params.update(type="warning", sticky=True, message="\n".join([params["message"], *why]))
        return answer


class SmsWiservSender(models.Model):
    _inherit = "sms.wiserv.sender"

    def _check_belongs_to_user(self):
        """Check that the user belongs to the companies of these senders; code with all rights need not.

        :raise AccessError: the user does not belong to one of them
        """
        if not self.env.su and self.sudo().company_id - self.env.user.company_ids:
            raise AccessError(self.env._("This is about SMS of a company that you do not belong to."))

    def _check_nothing_waits_elsewhere(self):
        """Check that no messages of a former company wait; to be called after a sender's company was changed.

        :raise UserError: some do
        """
        self.flush_recordset(["company_id"])
        self.env.cr.execute(
            """SELECT count(*) FROM sms_wiserv_message AS message
                 JOIN sms_wiserv_sender AS sender ON sender.id = message.sender_id
                WHERE sender.id = ANY(%s) AND message.state IN ('queued', 'sending')
                  AND message.company_id <> sender.company_id""",
            (self.ids,),
        )
        [waiting] = self.env.cr.fetchone()
        if waiting:
            raise UserError(
                self.env._(
                    "%s SMS still wait to be sent for the company that this belongs to: it cannot move to another "
                    "one. Send or cancel them first.",
                    format_number(self.env, waiting),
                )
            )


def _moved(records):
    """Return those of the records whose sender belongs to another company now."""
    moved = records.sudo().filtered(
        lambda record: record.company_id and record.company_id != record.sender_id.company_id
    )
    return records.browse(moved.ids)
