# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from psycopg2.extras import execute_values

from odoo import models
from odoo.exceptions import UserError

from ...tools.sentences import in_words_of


class SmsWiservMessage(models.Model):
    """What a message that is sent again needs anew: the number that the person has by now, and a text."""

    _inherit = "sms.wiserv.message"

    def _address_again(self):
        """Give messages the numbers that those whom they are for have now; without a person they keep theirs.

        :return: ``{message id: reason}`` of those who may not be told any more, or cannot be
        """
        numbers, skipped = {}, {}
        for (sender, door, event), messages in (
            self.filtered("partner_id")
            .grouped(lambda message: (message.sender_id, message.door, message.event))
            .items()
        ):
            people = {message: message.partner_id for message in messages}
            found, left_out = sender._recipients(self.env["sms.wiserv.door"]._named(door), event, people)
            numbers |= found
            skipped |= left_out
        # Past the cursor's own `execute`, which may log numbers.
        execute_values(
            self.env.cr._obj,
            """UPDATE sms_wiserv_message AS message SET number = now.number
                 FROM (VALUES %s) AS now(id, number)
                WHERE message.id = now.id AND message.number IS DISTINCT FROM now.number""",
            list(numbers.items()),
        )
        self.invalidate_recordset(["number"])
        return skipped

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
        """Give texts to messages that failed for want of one.

        :raise UserError: what a message tells of is gone, or its template still cannot be filled in
        """
        for message in self.sudo():
            source = self.env[message.res_model].sudo().browse(message.res_id).exists()
            if not source:
                raise UserError(
                    self.env._("What the message to %s told of is gone.", message.partner_id.display_name)
                )
            door, occasion = self.env["sms.wiserv.door"]._named(message.door), message.occasion or ""
            arguments = (message.sender_id, message.event, source, occasion)
            if obstacle := door._obstacle(*arguments):
                raise UserError(obstacle)
            template, placeholders = door._template(*arguments)
            if not template:
                raise UserError(self.env._("%s has no template for this event.", message.sender_id.name))
            body = message.sender_id._render_body(template, source, placeholders, message.partner_id)
            if not body:
                raise UserError(self.env._("The text for %s is empty.", source.display_name))
            message._check_length(body)
            # Past the cursor's own `execute`, which may log texts.
            self.env.cr._obj.execute(
                "UPDATE sms_wiserv_message SET body = %s WHERE id = %s", (body, message.id)
            )
        self.invalidate_recordset(["body"])
