# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
from collections import Counter
from datetime import timedelta

from markupsafe import Markup

from odoo import api, fields, models

from ..tools.phone_number import mask
from ..tools.wiserv_api import ACCEPTED
from .wiserv_figures import figure
from .wiserv_run_report import RunReport
from .wiserv_sentences import in_words_of

REPORT_EVERY = timedelta(minutes=5)


class WiservChatter(models.Model):
    """The sender's notes to its administrators. Values from outside are escaped, numbers masked, texts absent."""

    _inherit = "g2p.program.notification.manager.wiserv"

    # A run that the cron cut off, and that goes on in the next one, is told in one note.
    open_report = fields.Json(copy=False, groups=fields.NO_ACCESS)
    open_report_since = fields.Datetime(copy=False, groups=fields.NO_ACCESS)

    def _post_direct(self, message, result, who):
        """Note the outcome of a direct send."""
        number = mask(message.number) if message.number else ""
        recipient = f"{who} ({number})" if who and number else who or number
        if result.outcome == ACCEPTED:
            body = self.env._("SMS to %(recipient)s: %(reply)s", recipient=recipient, reply=result.reply)
            self.message_post(body=body, subject=self.env._("Wiserv Response"))
            return
        reason = in_words_of(self.env, result.reason)
        lines = [
            self.env._("SMS to %(recipient)s: %(reason)s", recipient=recipient, reason=reason),
            result.reply and self.env._("Wiserv said: %s", result.reply),
        ]
        self.message_post(
            body=Markup("<br/>").join(filter(None, lines)), subject=self.env._("Wiserv Failure Response")
        )

    def _post_event(self, event, queued, errors, skipped):
        """Note how many messages an event has queued, and who was left out why; return the same as a line.

        :param str event: label of the event
        :param int queued: messages now in the outbox
        :param list[str] errors: for each message whose text could not be made, why
        :param list[str] skipped: for each person left out, why
        """
        parts = [self.env._("%s SMS queued", figure(self.env, queued))]
        if skipped:
            reasons = self.env["g2p.wiserv.skipped"]._count_reasons(skipped)
            total = figure(self.env, len(skipped))
            parts.append(self.env._("%(total)s skipped (%(reasons)s)", total=total, reasons=reasons))
        if errors:
            parts.append(self.env._("%s failed for want of a text", figure(self.env, len(errors))))
        line = ", ".join(parts) + "."
        if errors:
            line += " " + errors[0]
        if errors or skipped or queued > 1:
            self.message_post(body=self.env._("%(event)s: %(line)s", event=event, line=line))
        return f"{self.name}: {line}"

    @api.model
    def _tell_administrators(self, reports, kept_back, out_of_time):
        """Write activities and chatter for a dispatcher's run.

        :param dict reports: a RunReport by sender id
        :param kept_back: ids of the senders whose channel was closed, or looked at by a probe
        :param bool out_of_time: the run was cut off by the clock; notes of senders with more to send may wait
        """
        reported = self.browse(reports.keys()).exists() | self.search([("open_report_since", "!=", False)])
        kept_back = self.browse(kept_back).exists()
        # Dispatchers that end together add to the same notes.
        (reported | kept_back)._channel_lock()
        for sender in kept_back:
            if sender.channel_state != "ready" and sender.pause_cause != "manual":
                sender._channel_tell(sender.channel_reason)
        due = self.env["g2p.wiserv.sms"]._due_senders() if out_of_time else self.browse()
        for sender in reported:
            sender._post_run(reports.get(sender.id, RunReport()), goes_on=sender in due)
            sender._bus_progress(done=True)

    def _post_run(self, report, goes_on):
        """Note what a dispatcher run did.

        :param RunReport report: what happened
        :param bool goes_on: the run was cut off by the clock and has more to send; the note may wait
        """
        for sender in self:
            whole = RunReport(sender.open_report)
            whole.merge(report)
            since = sender.open_report_since or fields.Datetime.now()
            if goes_on and fields.Datetime.now() - since < REPORT_EVERY:
                sender.write({"open_report": whole.to_save(), "open_report_since": since})
                continue
            if sender.open_report:
                sender.write({"open_report": False, "open_report_since": False})
            if whole.replies or whole.reasons:
                sender._post_report(whole)

    def _post_report(self, report):
        # The dispatcher speaks no language of its own.
        self = self.with_context(lang=self._wiserv_administrator().lang)
        labels = {
            "accepted": self.env._("Accepted"),
            "refused": self.env._("Refused"),
            "not_sent": self.env._("Not sent"),
            "unknown": self.env._("Unknown"),
        }
        rows = [("accepted", reply, count) for reply, count in report.replies.most_common()]
        rows += [
            (outcome, in_words_of(self.env, reason), count)
            for (outcome, reason), count in report.reasons.most_common()
        ]
        totals = Counter()
        for outcome, _text, count in rows:
            totals[outcome] += count
        counts = ", ".join(
            f"{labels[outcome]}: {figure(self.env, count)}" for outcome, count in totals.items()
        )
        if len(rows) == 1 and not report.reasons:
            body = Markup("<p>%s (%s)</p>") % (counts, rows[0][1])
        else:
            body = Markup("<p>%s</p>") % counts
            body += _table(
                [self.env._("Attempts"), self.env._("Outcome"), self.env._("Reply or reason")],
                [(figure(self.env, count), labels[outcome], text) for outcome, text, count in rows],
            )
        if report.named:
            messages = self.env["g2p.wiserv.sms"].browse(report.named).exists()
            body += _table(
                [self.env._("Registrant"), self.env._("Number"), self.env._("State"), self.env._("Reason")],
                [message._chatter_row() for message in messages],
            )
            if (rest := sum(report.reasons.values()) - len(report.named)) > 0:
                body += Markup("<p>%s</p>") % self.env._("And %s more.", figure(self.env, rest))
        failure, response = self.env._("Wiserv Failure Response"), self.env._("Wiserv Response")
        self.message_post(body=body, subject=failure if report.reasons else response)


def _table(headings, rows):
    """Return a table whose last column takes the long texts; the others keep their words whole."""
    head = Markup("").join(Markup('<th class="text-nowrap">%s</th>') % heading for heading in headings)
    lines = Markup("").join(
        Markup("<tr>%s<td>%s</td></tr>")
        % (Markup("").join(Markup('<td class="text-nowrap">%s</td>') % cell for cell in row[:-1]), row[-1])
        for row in rows
    )
    return Markup(
        '<table class="table table-sm w-auto"><thead><tr>%s</tr></thead><tbody>%s</tbody></table>'
    ) % (
        head,
        lines,
    )
