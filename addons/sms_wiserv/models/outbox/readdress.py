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

    def _write_again(self):
        """Fill in the templates of messages that have no text, or go to somebody else by now.

        :return: ``{message: why}``, of those whose text still cannot be made, or is too long to be sent
        :rtype: dict
        """
        anew = self._to_write_anew() | self.filtered(lambda message: not message.body)
        errors = {}
        for message in self.sudo():
            try:
                body = message._body_again() if message in anew else message.body
                message._check_length(body)
            except UserError as error:
                errors[message] = str(error)
                continue
            if message in anew:
                # Past the cursor's own `execute`, which may log texts.
                self.env.cr._obj.execute(
                    "UPDATE sms_wiserv_message SET body = %s, segments = %s WHERE id = %s",
                    (body, count_segments(body), message.id),
                )
        anew.invalidate_recordset(["body", "segments"])
        return errors

    def _check_length(self, text):
        if too_long := self.sender_id._too_long(text):
            name = self.partner_id.display_name or self.number_masked
            reason = in_words_of(self.env, too_long)
            raise UserError(self.env._("The SMS to %(name)s: %(reason)s", name=name, reason=reason))

    def _body_again(self):
        """Return the text that the template makes now.

        :raise UserError: it still cannot be filled in, or what it makes is empty
        """
        source = self.env[self.res_model].sudo().browse(self.res_id)
        door, occasion = self.env["sms.wiserv.door"]._named(self.door), self.occasion or ""
        template, placeholders = door._template(self.sender_id, self.event, source, occasion)
        body = self.sender_id._render_body(template, source, placeholders, self.partner_id)
        if not body:
            raise UserError(self.env._("The text for %s is empty.", source.display_name))
        return body
