# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import models
from odoo.exceptions import UserError

from ...tools.segments import count_segments
from ...tools.sentences import in_words_of


class SmsWiservMessage(models.Model):
    """Number and text of messages that are resent: the person's present number, the template filled in anew."""

    _inherit = "sms.wiserv.message"

    def _address_again(self):
        """Write the present numbers of the recipients into these messages.

        :return: ``{message id: reason}`` of those that must not be resent
        """
        numbers, left_out = self._ask_again(resent=True)
        self._change_numbers(numbers)
        return left_out

    def _rewrite(self, number, body):
        """Give one message another number and text."""
        self.ensure_one()
        # Past the cursor's own `execute`, which may log them.
        self.env.cr._obj.execute(
            "UPDATE sms_wiserv_message SET number = %s, body = %s, segments = %s WHERE id = %s",
            (number, body, count_segments(body), self.id),
        )
        self.invalidate_recordset(["number", "body", "segments"])

    def _check_lengths(self):
        """Check the texts that messages have.

        :raise UserError: one of them is too long to be sent
        """
        for message in self:
            message._check_length(message.body)

    def _check_length(self, text):
        if too_long := self.sender_id._too_long(text):
            name = self.partner_id.display_name or self.number_masked
            reason = in_words_of(self.env, too_long)
            raise UserError(self.env._("The SMS to %(name)s: %(reason)s", name=name, reason=reason))

    def _render_again(self):
        """Fill in the templates of messages that have no text.

        :raise UserError: a template still cannot be filled in, or what it makes is empty or too long
        """
        for message in self.sudo():
            source = self.env[message.res_model].sudo().browse(message.res_id)
            door, occasion = self.env["sms.wiserv.door"]._named(message.door), message.occasion or ""
            template, placeholders = door._template(message.sender_id, message.event, source, occasion)
            body = message.sender_id._render_body(template, source, placeholders, message.partner_id)
            if not body:
                raise UserError(self.env._("The text for %s is empty.", source.display_name))
            message._check_length(body)
            # Past the cursor's own `execute`, which may log texts.
            self.env.cr._obj.execute(
                "UPDATE sms_wiserv_message SET body = %s, segments = %s WHERE id = %s",
                (body, count_segments(body), message.id),
            )
        self.invalidate_recordset(["body", "segments"])
