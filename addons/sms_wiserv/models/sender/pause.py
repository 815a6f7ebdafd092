# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from datetime import timedelta

from odoo import api, fields, models

from ...dispatch.senders_by_account import PAUSED_BY_ANSWERS
from ...policy import FIRST_PROBE, LONGEST_WAIT
from ...tools.account_in_effect import account_of
from ...tools.sentences import in_words_of
from ...wire import ACCEPTED, ACCOUNT_CAUSES
from .held_back import ACTIVITY

# The fields of a pause, equal in all senders that one verdict has paused. Only the engine writes them.
PAUSE = (
    "paused_at", "pause_cause", "pause_reason", "pause_reply", "pause_count", "probe_at", "probe_delay",
)  # fmt: skip


class SmsWiservSender(models.Model):
    """A sender's state between runs: ready, or paused until a probe is accepted (see ``dispatch/circuit_breaker.py``).

    A pause by the gateway's answers is one of all senders with the same account that have something to send. A pause by
    hand is of one sender.
    """

    _inherit = "sms.wiserv.sender"

    channel_state = fields.Selection(
        [
            ("ready", "Ready"),
            ("unconfigured", "Not Configured"),
            ("copy", "Copied Database"),
            ("stalled", "Not Sending"),
            ("paused", "Paused"),
        ],
        compute="_compute_channel_state",
    )
    channel_reason = fields.Char(compute="_compute_channel_state")
    paused_at = fields.Datetime("Paused Since", readonly=True, copy=False)
    pause_cause = fields.Selection(
        [
            ("manual", "By hand"),
            ("credentials", "Refused credentials"),
            ("credit", "No credit"),
            ("gateway", "Gateway"),
        ],
        readonly=True,
        copy=False,
    )
    pause_reason = fields.Char(readonly=True, copy=False)
    pause_reply = fields.Char(
        "Gateway's Words", readonly=True, copy=False, help="In its last answer, if any."
    )
    pause_count = fields.Integer(
        "Not Accepted in a Row", readonly=True, copy=False, help="Requests, those that tried again included."
    )
    probe_at = fields.Datetime("Next Probe", readonly=True, copy=False)
    # When a message of this sender was last used as a probe.
    probed_at = fields.Datetime(readonly=True, copy=False, groups=fields.NO_ACCESS)
    # How many requests in a row accepted nothing, at the end of the last run.
    consecutive_failures = fields.Integer(readonly=True, copy=False, groups=fields.NO_ACCESS)
    probe_delay = fields.Integer(
        readonly=True, copy=False, help="Seconds between the last probe and the next."
    )

    @api.depends("paused_at", "pause_reason", "company_id", "wiserv_password_is_set")
    @api.depends_context("lang")
    def _compute_channel_state(self):
        stalled = self._stalled()
        for sender in self:
            obstacle = sender._wiserv_obstacle()
            if obstacle:
                # `_wiserv_obstacle` looks for a copied database last, so nothing else is missing then.
                copied = obstacle == sender._copied()
                sender.channel_state = "copy" if copied else "unconfigured"
                sender.channel_reason = in_words_of(self.env, obstacle)
            elif sender.paused_at:
                sender.channel_state = "paused"
                sender.channel_reason = in_words_of(self.env, sender.pause_reason)
            elif sender.sudo().troubled_at:
                sender.channel_state, sender.channel_reason = "stalled", sender._trouble()
            elif sender._origin in stalled:
                sender.channel_state, sender.channel_reason = "stalled", stalled[sender._origin]
            else:
                sender.channel_state, sender.channel_reason = "ready", False

    def _channel_account_changed(self):
        """Resume senders whose account was changed, unless they are paused by hand."""
        self.sudo().filtered(lambda sender: sender.pause_cause != "manual")._channel_open()
        self.env["sms.wiserv.message"]._wake_dispatcher()

    # === BUTTON === #

    def action_pause(self):
        """Hold back queued messages until somebody resumes the sender."""
        self.check_access("write")
        for sender in self.sudo():
            many_read_it = sender._in_company_language().env
            sender._channel_pause("manual", many_read_it._("Paused by %s.", self.env.user.name))

    # === ENGINE === #

    def _channel_lock(self):
        """Lock these senders until the transaction ends, and read them anew."""
        self.env.cr.execute(
            """SELECT id FROM sms_wiserv_sender
                WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE""",
            (self.ids,),
        )
        self.env.invalidate_all()

    def _channel_account(self):
        """Return these senders and all others that are paused because of the same account."""
        accounts = self.filtered_domain(PAUSED_BY_ANSWERS)._channel_by_account()
        if not accounts:
            return self
        others, _troubled = self.search(PAUSED_BY_ANSWERS)._each_for_itself(
            lambda sender: sender._channel_key()
        )
        return self | self.browse(id_ for id_, key in others.items() if key in accounts)

    def _channel_key(self):
        """Return ``(company id, Account)``, equal for senders with the same account; False for one that cannot send."""
        return not self._wiserv_obstacle() and (self.company_id.id, account_of(self))

    def _channel_by_account(self):
        """Return ``{key: sender}``, one of these senders for each :meth:`_channel_key`."""
        return {key: sender for sender in self if (key := sender._channel_key())}

    def _channel_pause_as(self, other):
        """Pause these senders as another one with the same account is."""
        self.write({name: other[name] for name in PAUSE})

    def _channel_judge(self, verdict, probed):
        """Pause these senders, or put off the next probe, because of a verdict.

        :param Verdict verdict: of the ``CircuitBreaker``, with a cause
        :param bool probed: whether it is about a probe
        """
        result, words = verdict.result, {"pause_reply": verdict.result.reply}
        for sender in self:
            cause = sender.pause_cause
            if not probed:
                sender._channel_pause(
                    verdict.cause, result.reason, result.retry_after, count=verdict.failures, **words
                )
            elif cause == verdict.cause or cause in ACCOUNT_CAUSES and verdict.cause == "gateway":
                sender._channel_probe_failed(result.retry_after)
                told = {"pause_reason": result.reason, **words} if cause == verdict.cause else {}
                sender.write({"pause_count": sender.pause_count + 1, **told})
            elif cause:
                sender._channel_pause(
                    verdict.cause, result.reason, result.retry_after, count=sender.pause_count + 1, **words
                )

    def _channel_pause(self, cause, reason, delay=None, pause_reply=False, count=False):
        """Pause these senders.

        A pause by hand is not replaced by any other; one because of the account (credentials, credit) not by one
        because of the gateway.

        :param str cause: a value of ``pause_cause``
        :param str reason: a sentence
        :param delay: seconds until the first probe if the gateway has asked for more than ``FIRST_PROBE``
        :param pause_reply: the gateway's reply, masked
        :param count: how many requests in a row were not accepted
        """
        lasting = {"manual", *(ACCOUNT_CAUSES if cause == "gateway" else ACCOUNT_CAUSES & {cause})}
        senders = self.filtered(lambda sender: sender.pause_cause not in lasting)
        delay = cause in FIRST_PROBE and min(max(FIRST_PROBE[cause], delay or 0), LONGEST_WAIT)
        senders.write(
            {
                "paused_at": fields.Datetime.now(),
                "pause_cause": cause,
                "pause_reason": reason,
                "pause_reply": pause_reply,
                "pause_count": count,
                "probe_delay": delay,
                "probe_at": delay and fields.Datetime.now() + timedelta(seconds=delay),
            }
        )

    def _channel_probe_failed(self, delay=None):
        """Put off the next probe, twice as long as before; ``delay``: see :meth:`_channel_pause`."""
        for sender in self:
            doubled = 2 * (sender.probe_delay or FIRST_PROBE["gateway"])
            seconds = min(max(doubled, delay or 0), LONGEST_WAIT)
            sender.write(
                {"probe_delay": seconds, "probe_at": fields.Datetime.now() + timedelta(seconds=seconds)}
            )

    def _channel_open(self):
        """End the pause of these senders, whatever its cause, and delete their activities."""
        self.filtered(lambda sender: sender.paused_at or sender.consecutive_failures).write(
            {
                "consecutive_failures": 0,
                **dict.fromkeys(PAUSE, False),
            }
        )
        for sender in self.filtered(lambda sender: not sender._wiserv_obstacle()):
            sender._thread().activity_unlink([ACTIVITY])

    def _channel_after_direct(self, result):
        """Resume or pause this sender by the Result of a direct send: accepted, or its cause is the account."""
        if result.outcome == ACCEPTED:
            if self.paused_at and self.pause_cause != "manual":
                self._channel_account()._channel_open()
                self.env["sms.wiserv.message"]._wake_dispatcher()
        elif result.cause in ACCOUNT_CAUSES and not self.paused_at:
            self._channel_pause(result.cause, result.reason, pause_reply=result.reply, count=1)
            self._channel_tell_held_back()
