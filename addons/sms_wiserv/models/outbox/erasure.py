# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
import re

from odoo import models

from ...tools.sentences import OTHER_REASON, known_sentences

_FAILED = re.compile(r"^(.* UTC: failed\. )(.*)$", re.MULTILINE)


class ResPartner(models.Model):
    _inherit = "res.partner"

    def unlink(self):
        """Override of `base` to forget numbers, texts and names of those who are deleted; what waits is cancelled.

        Of a contact that was merged into another they are that one's by now: see :meth:`_leave_out_moved`.
        """
        self.check_access("unlink")
        self.env["sms.wiserv.message"].sudo()._forget_people(self)
        return super().unlink()


class SmsWiservMessage(models.Model):
    _inherit = "sms.wiserv.message"

    def _forget_people(self, people):
        """Erase the numbers and texts of messages to people; cancel those that wait."""
        waiting = self.search([("partner_id", "in", people.ids), ("state", "=", "queued")])
        locked = waiting._lock_in("queued")
        locked._follow_records()
        locked = locked.filtered(lambda message: message.partner_id in people)
        locked._leave_out(dict.fromkeys(locked, "gone"))
        self._leave_out_moved(people)
        # A message that is being sent is in a dispatcher's memory, so its row can be erased as well.
        self.env.cr.execute(
            "UPDATE sms_wiserv_message SET number = NULL, body = NULL WHERE partner_id = ANY(%s)",
            (people.ids,),
        )
        self.invalidate_model(["number", "body"])
        self._forget_names(people)

    def _forget_names(self, people):
        """Replace the reasons that may name people in their messages, whose last line of history may be another one."""
        known = tuple(known_sentences())

        def nameless(reason):
            return reason if not reason or reason.startswith(known) else OTHER_REASON

        for message in self.search([("partner_id", "in", people.ids), ("history", "!=", False)]):
            history = _FAILED.sub(lambda line: line[1] + nameless(line[2]), message.history)
            if history != message.history:
                message.write({"history": history, "failure_reason": nameless(message.failure_reason)})
