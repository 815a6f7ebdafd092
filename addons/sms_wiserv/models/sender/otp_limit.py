# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from odoo import api, fields, models

from ...policy import OTP_WINDOW
from ...tools.sentences import TOO_MANY_OTPS
from ...wire import REFUSED, Result

# First key of the advisory lock under which one-time passwords are counted; the second is 0.
_LOCK_SPACE = 0x5749_4F54  # "WIOT"
_TURN = "10s"


def _last_digits(number):
    """Return the last nine digits, which are the same with country code, with a leading zero, and without."""
    return "".join(filter(str.isdigit, number))[-9:]


class SmsWiservMessage(models.Model):
    _inherit = "sms.wiserv.message"

    _otp_index = models.Index("(queued_at) WHERE event = 'otp'")


class SmsWiservSender(models.Model):
    """Counts one-time passwords by number and sender, and refuses those above the company's limits."""

    _inherit = "sms.wiserv.sender"

    # When refused one-time passwords were last noted in chatter: once an hour, however many are refused.
    otp_refused_at = fields.Datetime(copy=False, groups=fields.NO_ACCESS)

    @api.private
    def may_send_otp(self, phone):
        """Return whether a one-time password to a number would go out now, as far as the limits are concerned.

        :param str phone: a phone field's text
        """
        self.ensure_one()
        number, _e164, _obstacle = self._usable_number(self.env["res.partner"], [phone])
        return not self.sudo()._too_many_otps(number or str(phone or ""))

    def _too_many_otps(self, number):
        """Whether one of the company's limits is reached: passwords in an hour by this sender, or to this number.

        Those that the gateway refused count as well, or it would be called without end.
        """
        company = self._wiserv_company()
        self.env["sms.wiserv.message"].flush_model()
        # Past the cursor's own `execute`, which may log numbers.
        cr = self.env.cr._obj
        cr.execute(
            """SELECT count(*) FILTER (WHERE sender_id = %s),
                      count(*) FILTER (WHERE right(regexp_replace(number, '[^0-9]', '', 'g'), 9) = %s)
                 FROM sms_wiserv_message WHERE event = 'otp' AND attempts > 0 AND queued_at > %s""",
            (self.id, _last_digits(number), fields.Datetime.now() - OTP_WINDOW),
        )
        of_sender, of_number = cr.fetchone()
        limits = company.wiserv_otp_per_sender, company.wiserv_otp_per_number
        return any(
            limit and count >= limit for count, limit in zip((of_sender, of_number), limits, strict=True)
        )

    def _too_many_impossible(self):
        """Whether as many of this sender's one-time passwords were refused here in an hour as it may send in one.

        These do not count for the limits, since nobody is called for them; but each makes a row and a chatter note.
        """
        limit = self._wiserv_company().wiserv_otp_per_sender
        failed = [
            ("sender_id", "=", self.id),
            ("event", "=", "otp"),
            ("state", "=", "failed"),
            ("attempts", "=", 0),
            ("queued_at", ">", fields.Datetime.now() - OTP_WINDOW),
        ]
        outbox = self.env["sms.wiserv.message"]
        return bool(limit) and outbox.search_count(failed, limit=limit) >= limit

    def _otp_refusal(self, number, refused=None):
        """Return the Result of a one-time password that exceeds a limit, or None.

        It takes a lock until the transaction ends, so that simultaneous requests are counted one after another.

        :param Result refused: the Result of one that cannot be sent anyway (:meth:`_refused_here`); it is returned once
            there are too many of these, and then no row is made
        """
        # Those before us wait for nobody, so this ends, however many they are.
        self.env.cr.execute(
            "SELECT current_setting('lock_timeout'), set_config('lock_timeout', %s, TRUE)", (_TURN,)
        )
        before, _now = self.env.cr.fetchone()
        self.env.cr.execute("SELECT pg_advisory_xact_lock(%s, 0)", (_LOCK_SPACE,))
        self.env.cr.execute("SELECT set_config('lock_timeout', %s, TRUE)", (before,))
        if refused and self._too_many_impossible():
            return refused
        if not self._too_many_otps(number):
            return None
        return Result(outcome=REFUSED, reply="", reason=TOO_MANY_OTPS, cause="limit")

    def _note_otp_refusal(self, message_values, result, who):
        """Write a chatter note of a refusal, one in an hour."""
        now = fields.Datetime.now()
        if not self.otp_refused_at or self.otp_refused_at <= now - OTP_WINDOW:
            self.otp_refused_at = now
            self._post_direct(self.env["sms.wiserv.message"].new(message_values), result, who)
