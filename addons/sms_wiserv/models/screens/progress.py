# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import format_datetime, format_time

from ...groups import USER
from ...policy import RATE_WINDOW
from ...tools.format_number import format_number

CHANNEL = "wiserv_progress"
A_DAY = timedelta(days=1)


class SmsWiservSender(models.Model):
    """The progress of a sender, messages left and estimated end, sent to the browsers that show it."""

    _inherit = "sms.wiserv.sender"

    progress = fields.Char(compute="_compute_progress", groups=USER)

    @api.depends_context("lang", "tz")
    def _compute_progress(self):
        left = self._messages_left()
        to_prepare = self.env["sms.wiserv.event"].sudo()._wait_for(self)
        for sender in self:
            lines = [sender._progress_line(left[sender])] if sender in left else []
            if sender.id in to_prepare:
                records, _failed = to_prepare[sender.id]
                people = format_number(self.env, records)
                lines.insert(0, self.env._("Being prepared: SMS to %s people at the most.", people))
            sender.progress = " ".join(lines) or False

    @api.model
    @api.readonly
    def running(self):
        """Return ``[{"id", "name", "progress"}]`` of the senders that have messages left to send."""
        self.check_access("read")
        self.env["sms.wiserv.message"].check_access("read")
        # A search without a limit: there are few senders, one for each office or task.
        senders = self.search([])  # pylint: disable=no-search-all
        busy = {sender.id for sender in senders._messages_left()}
        busy |= self.env["sms.wiserv.event"].sudo()._wait_for(senders).keys()
        return senders.filtered(lambda sender: sender.id in busy).read(["name", "progress"])

    def _messages_left(self):
        """Return ``{sender: {event: count}}`` of queued messages, for the senders that have any."""
        domain = [("sender_id", "in", self.ids), ("state", "in", ("queued", "sending"))]
        # sudo: whoever reads the sender may read its messages; a rule's condition would cost the index.
        groups = (
            self.env["sms.wiserv.message"].sudo()._read_group(domain, ["sender_id", "event"], ["__count"])
        )
        left = {}
        for sender, event, count in groups:
            left.setdefault(sender.with_env(self.env), {})[event] = count
        return left

    def _progress_line(self, left):
        labels = dict(self.env["sms.wiserv.message"]._fields["event"]._description_selection(self.env))
        counts = ", ".join(
            f"{labels[event]} {format_number(self.env, left[event])}" for event in labels if event in left
        )
        total = sum(left.values())
        figures = {"total": format_number(self.env, total), "counts": counts}
        if self.channel_state != "ready":
            return self.env._("SMS held back: %(total)s (%(counts)s).", **figures)
        if self.resting_until:
            time = format_datetime(self.env, self.resting_until, tz=str(self.env.tz), dt_format="short")
            return self.env._(
                "SMS waiting for the sending hours, until %(time)s: %(total)s (%(counts)s).",
                time=time,
                **figures,
            )
        rate = self._messages_per_second()
        if not rate:
            return self.env._("SMS left: %(total)s (%(counts)s).", **figures)
        figures["rate"] = format_number(self.env, 60 * rate)
        duration = timedelta(seconds=total / rate)
        if duration > A_DAY:
            return self.env._(
                "SMS left: %(total)s (%(counts)s). At %(rate)s a minute, they take more than a day.",
                **figures,
            )
        time = format_time(self.env, fields.Datetime.now() + duration, time_format="short")
        return self.env._(
            "SMS left: %(total)s (%(counts)s). At %(rate)s a minute, until %(time)s.", time=time, **figures
        )

    def _messages_per_second(self):
        """Return how fast messages were answered in the last minute, or since sending began in it; or 0."""
        now = fields.Datetime.now()
        domain = [
            ("sender_id", "=", self.id),
            ("state", "in", ("accepted", "failed", "unknown")),
            ("answered_at", ">", now - RATE_WINDOW),
        ]
        [[count, first]] = (
            self.env["sms.wiserv.message"].sudo()._read_group(domain, [], ["__count", "answered_at:min"])
        )
        return count / max((now - first).total_seconds(), 1) if count else 0

    # === BUS === #

    def _bus_progress(self, done=False):
        """Tell the browsers that show these senders that something has changed.

        :param bool done: a dispatcher has finished, so there is a chatter note, too. That is always told: whoever
            has just opened a page counts as present only a moment later, and would hear nothing more. Progress is
            told when somebody is there.
        """
        if self and (
            done or self.env["mail.presence"].sudo().search_count([("status", "=", "online")], limit=1)
        ):
            for company, senders in self.grouped(lambda sender: sender._wiserv_company()).items():
                payload = {"senders": senders.ids, "done": done}
                self.env["bus.bus"]._sendone((company, CHANNEL), CHANNEL, payload)
