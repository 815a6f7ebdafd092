# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from datetime import timedelta

from markupsafe import Markup

from odoo import api, fields, models

from ...dispatch.pools import PAUSED_BY_ANSWERS
from ...groups import ADMINISTRATOR
from ...policy import FIRST_PROBE, LONGEST_WAIT
from ...tools.account_in_effect import account_of
from ...tools.format_number import format_number
from ...tools.sentences import in_words_of
from ...wire import ACCEPTED, ACCOUNT_CAUSES

ACTIVITY = "sms_wiserv.mail_activity_type_channel"
# What all senders that one verdict has paused have in common.
PAUSE = (
    "paused_at", "pause_cause", "pause_reason", "pause_reply", "pause_count", "probe_at", "probe_delay",
)  # fmt: skip


class SmsWiservSender(models.Model):
    """The circuit breaker of a sender: pause, probe, resume, and the administrator's activity.

    What pauses one sender pauses all that send with the same account, and have something to send: what an answer
    says, it says of the account. A pause by hand is the sender's own.
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
    # When a message of this sender last tried whether the gateway accepts any.
    probed_at = fields.Datetime(readonly=True, copy=False, groups=fields.NO_ACCESS)
    # Requests of which none was accepted, one after another, at the end of the last run.
    consecutive_failures = fields.Integer(readonly=True, copy=False, groups=fields.NO_ACCESS)
    probe_delay = fields.Integer(
        readonly=True, copy=False, help="Seconds between the last probe and the next."
    )

    @api.depends("paused_at", "pause_reason", "company_id", "wiserv_password_is_set")
    @api.depends_context("lang")
    def _compute_channel_state(self):
        stalled, why = self._stalled()
        for sender in self:
            obstacle = sender._wiserv_obstacle()
            if obstacle:
                # Nothing else is wrong with it: the copy is looked for last.
                copied = obstacle == sender._copied()
                sender.channel_state = "copy" if copied else "unconfigured"
                sender.channel_reason = in_words_of(self.env, obstacle)
            elif sender.paused_at:
                sender.channel_state = "paused"
                sender.channel_reason = in_words_of(self.env, sender.pause_reason)
            elif sender._origin in stalled:
                sender.channel_state, sender.channel_reason = "stalled", why
            else:
                sender.channel_state, sender.channel_reason = "ready", False

    def _channel_account_changed(self):
        """Try again what waited for another account."""
        self.sudo().filtered(lambda sender: sender.pause_cause != "manual")._channel_open()
        self.env["sms.wiserv.message"]._wake_dispatcher()

    # === BUTTONS === #

    def action_pause(self):
        """Hold back queued messages until somebody resumes the channel."""
        self.check_access("write")
        self.sudo()._channel_pause("manual", self.env._("Paused by %s.", self.env.user.name))

    def action_resume(self):
        """Send queued messages again. After a pause that answers have caused one message tries it first, at once.

        Where none is queued that could try it, the channel opens. After a long pause ask first, and say what would
        leave.
        """
        self.check_access("write")
        if question := self._ask_to_resume():
            return question
        senders = self.sudo()
        tries = senders.filtered_domain(PAUSED_BY_ANSWERS)._channel_account()
        queued = [("sender_id", "in", tries.ids), ("state", "=", "queued")]
        if tries and self.env["sms.wiserv.message"].sudo().search_count(queued, limit=1):
            tries.probe_at = fields.Datetime.now()
            senders -= tries
        senders._channel_resume()
        self.env["sms.wiserv.message"]._wake_dispatcher()
        if senders == self.sudo():
            return None
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": self.env._("One message tries it now; when it is accepted, the others follow."),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def action_resume_all(self):
        """Send all queued messages again, without trying one first; after a long pause ask first."""
        self.check_access("write")
        if question := self._ask_to_resume(at_once=True):
            return question
        self.sudo()._channel_resume()
        self.env["sms.wiserv.message"]._wake_dispatcher()
        return None

    def _channel_resume(self):
        """Open the channel, for what would wait for its next attempt, too."""
        senders = self._channel_account()
        senders._channel_open()
        self.env["sms.wiserv.message"]._end_waits(senders)
        senders._tell_stalled()

    def action_wiserv_test(self):
        """Open the dialog that sends a test SMS."""
        self.ensure_one()
        self.check_access("write")
        action = self.env["ir.actions.act_window"]._for_xml_id("sms_wiserv.action_test_sms")
        return {**action, "context": {"default_sender_id": self.id}}

    # === ENGINE === #

    def _channel_lock(self):
        """Keep others from changing these senders until the transaction ends, and see them as they are now."""
        self.env.cr.execute(
            """SELECT id FROM sms_wiserv_sender
                WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE""",
            (self.ids,),
        )
        self.env.invalidate_all()

    def _channel_account(self):
        """Return these senders and those that a verdict on the same account has paused."""
        accounts = self.filtered_domain(PAUSED_BY_ANSWERS)._channel_by_account()
        if not accounts:
            return self
        return self | self.search(PAUSED_BY_ANSWERS).filtered(
            lambda sender: sender._channel_key() in accounts
        )

    def _channel_key(self):
        """Return what senders that share an account have in common; False for one that cannot send."""
        return not self._wiserv_obstacle() and (self.company_id.id, account_of(self))

    def _channel_by_account(self):
        """Return these senders by :meth:`_channel_key`, one for each."""
        return {key: sender for sender in self if (key := sender._channel_key())}

    def _channel_pause_as(self, other):
        """Wait for what a sender with the same account waits for."""
        self.write({name: other[name] for name in PAUSE})

    def _channel_judge(self, verdict, probed):
        """Pause, or probe later, for what answers have come to.

        :param Verdict verdict: see :class:`CircuitBreaker`
        :param bool probed: it is the answer to a probe
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
        """Close the channel; a pause by hand is never replaced by another, nor does it end by itself.

        A pause for refused credentials, or for want of credit, is not replaced by one for other answers.

        :param delay: seconds until the first probe, where the gateway named a time
        :param pause_reply: the gateway's words, presentable
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
        """Probe again later; ``delay``: see :meth:`_channel_pause`."""
        for sender in self:
            doubled = 2 * (sender.probe_delay or FIRST_PROBE["gateway"])
            seconds = min(max(doubled, delay or 0), LONGEST_WAIT)
            sender.write(
                {"probe_delay": seconds, "probe_at": fields.Datetime.now() + timedelta(seconds=seconds)}
            )

    def _channel_open(self):
        self.filtered(lambda sender: sender.paused_at or sender.consecutive_failures).write(
            {
                "consecutive_failures": 0,
                **dict.fromkeys(PAUSE, False),
            }
        )
        for sender in self.filtered(lambda sender: not sender._wiserv_obstacle()):
            sender._thread().activity_unlink([ACTIVITY])

    def _channel_after_direct(self, result):
        """Learn from a direct send: an accepted one opens the channel, what it says of the account closes it."""
        if result.outcome == ACCEPTED:
            if self.paused_at and self.pause_cause != "manual":
                self._channel_account()._channel_open()
                self.env["sms.wiserv.message"]._wake_dispatcher()
        elif result.cause in ACCOUNT_CAUSES and not self.paused_at:
            self._channel_pause(result.cause, result.reason, pause_reply=result.reply, count=1)
            self._channel_tell_held_back()

    def _channel_tell_held_back(self):
        """Tell of senders that cannot send: of an account's pause once, whoever sends with it."""
        for sender in self:
            if sender.channel_state == "ready" or sender.pause_cause == "manual":
                continue
            others = sender._channel_account() if sender.paused_at else sender
            if any(other._thread().activity_search([ACTIVITY]) for other in others):
                continue
            sender._channel_tell(sender.channel_reason)

    def _channel_tell(self, reason):
        """Give an administrator one activity on each sender, however often there is something to tell."""
        for sender in self:
            thread = sender._thread()
            if thread.activity_search([ACTIVITY]):
                continue
            administrator = sender._wiserv_administrator()
            env = self.with_context(lang=administrator.lang).env
            note = Markup("<p>%s</p>") % in_words_of(env, reason)
            if sender.pause_reply:
                words = env._(
                    "The gateway said: %(reply)s (not accepted in a row: %(count)s)",
                    reply=sender.pause_reply,
                    count=format_number(env, sender.pause_count),
                )
                note += Markup("<p>%s</p>") % words
                note += sender.with_env(env)._link_to_ask()
            thread.activity_schedule(
                ACTIVITY,
                summary=env._("SMS are held back"),
                note=note,
                user_id=administrator.id,
            )

    def _wiserv_administrator(self):
        """Return the user who hears of a closed channel: its creator if an administrator, else the first one."""
        administrators = self.env.ref(ADMINISTRATOR).all_user_ids.filtered(
            lambda user: user.active and not user.share and self._wiserv_company() in user.company_ids
        )
        if self.create_uid in administrators:
            return self.create_uid
        return administrators.sorted("id")[:1] or self.env.ref("base.user_admin")
