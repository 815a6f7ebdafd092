# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from collections import Counter

from markupsafe import Markup

from odoo import api, fields, models

from ...dispatch.run_report import OTHERS, RunReport
from ...policy import REPORT_EVERY
from ...tools.format_number import format_number, labelled
from ...tools.sentences import in_words_of
from ...wire import ACCEPTED


class SmsWiservSender(models.Model):
    """The note of a dispatcher's run: what became of the messages that it handled."""

    _inherit = "sms.wiserv.sender"

    # The RunReport of runs that the cron ended before all was sent, for one note together with the next run.
    open_report = fields.Json(copy=False, groups=fields.NO_ACCESS)
    open_report_since = fields.Datetime(copy=False, groups=fields.NO_ACCESS)

    @api.model
    def _tell_administrators(self, reports, kept_back, out_of_time, troubled=()):
        """Write the activities and notes of a dispatcher's run.

        :param dict reports: ``{sender id: RunReport}``
        :param kept_back: ids of the senders that could not send: paused, or not configured
        :param bool out_of_time: whether the run ended because time was up; senders with more to send may be noted later
        :param troubled: ids of the senders that could not be asked about
        """
        reported = self.browse(reports.keys()).exists() | self.search([("open_report_since", "!=", False)])
        kept_back, unhandled = self.browse(kept_back).exists(), self._unhandled()
        # Locked, because several dispatchers may end at the same time.
        (reported | kept_back | unhandled)._channel_lock()
        self._end_stalled()
        kept_back._channel_tell_held_back()
        self._tell_troubled(troubled)
        unhandled._tell_unhandled()
        due, outbox = self.browse(), self.env["sms.wiserv.message"]
        if out_of_time:
            due, _troubled = outbox._due_now(outbox._waiting_senders() - self.browse(troubled))
        for sender in reported:
            sender._post_run(reports.get(sender.id, RunReport()), goes_on=sender in due)
            sender._bus_progress(done=True)

    def _post_run(self, report, goes_on):
        """Write the note of a dispatcher's run.

        :param RunReport report: what happened
        :param bool goes_on: whether there is more to send: the note is written later then, ``REPORT_EVERY`` at most
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
            if whole.counts:
                sender._post_report(whole)

    def _post_report(self, report):
        self = self._in_company_language()
        labels = {
            "accepted": self.env._("Accepted"),
            "refused": self.env._("Refused"),
            "not_sent": self.env._("Not sent"),
            "unknown": self.env._("Unknown"),
            "left_out": self.env._("Left out"),
        }
        skip_reasons = self.env["sms.wiserv.skipped"]._reason_labels()

        def words(reason, reply):
            reason = "" if reason == OTHERS else skip_reasons.get(reason) or in_words_of(self.env, reason)
            reply = self.env._("other replies") if reply == OTHERS else reply
            return f"{reason} ({reply})" if reason and reply else reason or reply

        rows = [
            (outcome, words(reason, reply), count)
            for (outcome, reason, reply), count in report.counts.most_common()
        ]
        # Accepted messages come first.
        rows.sort(key=lambda row: row[0] != ACCEPTED)
        totals = Counter()
        for outcome, _text, count in rows:
            totals[outcome] += count
        counts = ", ".join(
            labelled(self.env, labels[outcome], format_number(self.env, count))
            for outcome, count in totals.items()
        )
        if report.events:
            events = ", ".join(
                f"{self._event_label(event)} {format_number(self.env, count)}"
                for event, count in report.events.most_common()
            )
            counts = self.env._("%(events)s. %(counts)s", events=events, counts=counts)
        if len(rows) == 1:
            # All had the same outcome for the same reason: no table, and no reason beside each name.
            body = Markup("<p>%s (%s)</p>") % (counts, rows[0][1])
        else:
            body = Markup("<p>%s</p>") % counts
            body += _table(
                [self.env._("How Often"), self.env._("Outcome"), self.env._("Reply or reason")],
                [(format_number(self.env, count), labels[outcome], text) for outcome, text, count in rows],
            )
        if report.named:
            messages = self.env["sms.wiserv.message"].browse(report.named).exists()
            headings = [
                self.env._("Recipient"),
                self.env._("Number"),
                self.env._("State"),
                self.env._("Reason"),
            ]
            shown = len(headings) if len(rows) > 1 else -1
            body += _table(headings[:shown], [message._chatter_row()[:shown] for message in messages])
            if (rest := report.not_accepted - len(report.named)) > 0:
                body += Markup("<p>%s</p>") % self.env._("And %s more.", format_number(self.env, rest))
        if totals["unknown"]:
            body += self._link_to_ask()
        failure, response = self.env._("Wiserv Failure Response"), self.env._("Wiserv Response")
        self._thread().message_post(body=body, subject=failure if report.not_accepted else response)


def _table(headings, rows):
    """Return an HTML table; its last column, of long texts, breaks lines; on a telephone there are no columns."""
    head = Markup("").join(Markup('<th class="text-nowrap">%s</th>') % heading for heading in headings)
    lines = Markup("").join(
        Markup("<tr>%s<td>%s</td></tr>")
        % (Markup("").join(Markup('<td class="text-nowrap">%s</td>') % cell for cell in row[:-1]), row[-1])
        for row in rows
    )
    return Markup(
        '<table class="table table-sm w-auto o_wiserv_rows"><thead><tr>%s</tr></thead><tbody>%s</tbody></table>'
    ) % (
        head,
        lines,
    )
