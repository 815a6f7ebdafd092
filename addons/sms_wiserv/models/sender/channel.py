# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from datetime import timedelta

from odoo import api, fields, models

from ...groups import ADMINISTRATOR
from ...policy import FIRST_PROBE, LONGEST_WAIT
from ...tools.sentences import in_words_of
from ...wire import ACCEPTED, REFUSED

ACTIVITY = "sms_wiserv.mail_activity_type_channel"


class SmsWiservSender(models.Model):
    """The circuit breaker of a sender: pause, probe, resume, and the administrator's activity."""

    _inherit = "sms.wiserv.sender"

    channel_state = fields.Selection(
        [("ready", "Ready"), ("unconfigured", "Not Configured"), ("paused", "Paused")],
        compute="_compute_channel_state",
    )
    channel_reason = fields.Char(compute="_compute_channel_state")
    paused_at = fields.Datetime("Paused Since", readonly=True, copy=False)
    pause_cause = fields.Selection(
        [("manual", "By hand"), ("credentials", "Refused credentials"), ("gateway", "Gateway")],
        readonly=True,
        copy=False,
    )
    pause_reason = fields.Char(readonly=True, copy=False)
    probe_at = fields.Datetime("Next Probe", readonly=True, copy=False)
    # Requests without a clear answer, one after another, at the end of the last run.
    consecutive_failures = fields.Integer(readonly=True, copy=False, groups=fields.NO_ACCESS)
    probe_delay = fields.Integer(
        readonly=True, copy=False, help="Seconds between the last probe and the next."
    )

    @api.depends("paused_at", "pause_reason", "company_id", "wiserv_password_is_set")
    @api.depends_context("lang")
    def _compute_channel_state(self):
        for sender in self:
            obstacle = sender._wiserv_obstacle()
            if obstacle:
                sender.channel_state = "unconfigured"
                sender.channel_reason = in_words_of(self.env, obstacle)
            elif sender.paused_at:
                sender.channel_state = "paused"
                sender.channel_reason = in_words_of(self.env, sender.pause_reason)
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
        """Send queued messages again, those at once that would wait for their next attempt."""
        self.check_access("write")
        self.sudo()._channel_open()
        self.env["sms.wiserv.message"]._end_waits(self)
        self.env["sms.wiserv.message"]._wake_dispatcher()

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

    def _channel_pause(self, cause, reason, delay=None):
        """Close the channel; a pause by hand is never replaced by another, nor does it end by itself.

        A pause for refused credentials is replaced by one by hand alone.

        :param delay: seconds until the first probe, where the gateway named a time
        """
        lasting = ("manual",) if cause == "manual" else ("manual", "credentials")
        senders = self.filtered(lambda sender: sender.pause_cause not in lasting)
        delay = cause in FIRST_PROBE and min(max(FIRST_PROBE[cause], delay or 0), LONGEST_WAIT)
        senders.write(
            {
                "paused_at": fields.Datetime.now(),
                "pause_cause": cause,
                "pause_reason": reason,
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
                "paused_at": False,
                "pause_cause": False,
                "pause_reason": False,
                "probe_delay": False,
                "probe_at": False,
            }
        )
        for sender in self.filtered(lambda sender: not sender._wiserv_obstacle()):
            sender._thread().activity_unlink([ACTIVITY])

    def _channel_after_direct(self, result):
        """Learn from a direct send: an answer proves the channel, refused credentials close it."""
        if result.outcome in (ACCEPTED, REFUSED) and result.cause != "number":
            if self.paused_at and self.pause_cause != "manual":
                self._channel_open()
                self.env["sms.wiserv.message"]._wake_dispatcher()
        elif result.cause == "credentials" and not self.paused_at:
            self._channel_pause("credentials", result.reason)
            self._channel_tell(result.reason)

    def _channel_tell(self, reason):
        """Give an administrator one activity on each sender, however often there is something to tell."""
        for sender in self:
            thread = sender._thread()
            if thread.activity_search([ACTIVITY]):
                continue
            administrator = sender._wiserv_administrator()
            env = self.with_context(lang=administrator.lang).env
            thread.activity_schedule(
                ACTIVITY,
                summary=env._("SMS are held back"),
                note=in_words_of(env, reason),
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
