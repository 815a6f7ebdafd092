# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from collections import Counter

from markupsafe import Markup

from odoo import api, fields, models

from ...dispatch.run_report import OTHERS, RunReport
from ...policy import REPORT_EVERY
from ...tools.format_number import format_number
from ...tools.sentences import TOO_LONG, in_words_of
from ...wire import ACCEPTED, mask
from ..outbox.event import TALLY


class SmsWiservSender(models.Model):
    """The sender's notes to its administrators. Values from outside are escaped, numbers masked, texts absent."""

    _inherit = "sms.wiserv.sender"

    # A run that the cron cut off, and that goes on in the next one, is told in one note.
    open_report = fields.Json(copy=False, groups=fields.NO_ACCESS)
    open_report_since = fields.Datetime(copy=False, groups=fields.NO_ACCESS)

    def _in_company_language(self):
        """Return these senders in the one language of their notes, which many read: the company's."""
        return self.with_context(lang=self._wiserv_company().partner_id.lang or "en_US")

    def _post_direct(self, message, result, who):
        """Note the outcome of a direct send."""
        self = self._in_company_language()
        number = mask(message.number) if message.number else ""
        recipient = f"{who} ({number})" if who and number else who or number
        if result.outcome == ACCEPTED:
            reply = result.reply or self.env._("accepted")
            body = self.env._("SMS to %(recipient)s: %(reply)s", recipient=recipient, reply=reply)
            self._thread().message_post(body=body, subject=self.env._("Wiserv Response"))
            return
        reason = in_words_of(self.env, result.reason)
        lines = [
            self.env._("SMS to %(recipient)s: %(reason)s", recipient=recipient, reason=reason),
            result.reply and self.env._("Wiserv said: %s", result.reply),
        ]
        self._thread().message_post(
            body=Markup("<br/>").join(filter(None, lines)), subject=self.env._("Wiserv Failure Response")
        )

    def _post_skipped(self, partner, reason):
        """Note that somebody was not sent a direct SMS."""
        self = self._in_company_language()
        reasons = self.env["sms.wiserv.skipped"]._count_reasons([reason])
        body = self.env._(
            "No SMS to %(recipient)s: %(reason)s", recipient=partner.display_name, reason=reasons
        )
        self._thread().message_post(body=body, subject=self.env._("Wiserv Failure Response"))

    def _post_expired(self, count):
        """Note how many messages have waited too long."""
        self = self.with_context(lang=self._wiserv_administrator().lang)
        line = self.env._(
            "Waited for more than %(days)s days, and not sent: %(count)s SMS. See Not Told.",
            days=self.expire_days,
            count=format_number(self.env, count),
        )
        self._thread().message_post(body=line, subject=self.env._("Wiserv Failure Response"))

    def _note_event(self, event, rows, reasons):
        """Note the counts and see to it that what is queued is sent; of several pieces that is left to the caller.

        :param str event: a value of the message's field
        :param list[dict] rows: new messages
        :param list[str] reasons: why each of the others was skipped
        :return: the counts as a line for the user
        """
        errors = [row["failure_reason"] for row in rows if row["state"] == "failed"]
        counts = Counter({("skipped", reason): count for reason, count in Counter(reasons).items()})
        counts.update({("queued", ""): len(rows) - len(errors)})
        too_long = [error for error in errors if error.startswith(TOO_LONG)]
        # One of them speaks for all.
        counts.update({("too_long", too_long[0]): len(too_long)} if too_long else {})
        errors = [error for error in errors if not error.startswith(TOO_LONG)]
        counts.update({("failed", errors[0]): len(errors)} if errors else {})
        tally = {(self.id, event, *key): count for key, count in counts.items()}
        if (whole := self.env.cr.precommit.data.get(TALLY)) is not None:
            whole.update(tally)
            return self._event_line(counts)
        self._see_to_sending(tally)
        return self._post_event(event, counts)

    @api.model
    def _see_to_sending(self, tally):
        """Have what was queued sent, and whoever can mend it told of a channel that cannot send.

        :param tally: as of :meth:`_note_tally`
        """
        queued = {
            sender for (sender, _event, kind, _reason), count in tally.items() if kind == "queued" and count
        }
        if not queued:
            return
        self.env["sms.wiserv.message"]._wake_dispatcher()
        senders = self.browse(queued).exists()
        for sender in senders:
            if obstacle := sender._wiserv_obstacle():
                sender._channel_tell(obstacle)
        senders._tell_stalled()

    @api.model
    def _note_tally(self, tally):
        """Note what several pieces of events came to.

        :param tally: ``Counter`` by ``(sender id, event, kind, reason)``
        :return: a line for each sender and event
        """
        whole = {}
        for (sender, event, kind, reason), count in tally.items():
            whole.setdefault((sender, event), Counter())[kind, reason] += count
        lines = [
            self.browse(sender).exists()._post_event(event, counts)
            for (sender, event), counts in whole.items()
        ]
        return list(filter(None, lines))

    def _post_event(self, event, counts):
        """Note how many messages an event has queued, and who was left out why; return the same as a line."""
        for sender in self:
            if counts["queued", ""] > 1 or any(
                count for (kind, _reason), count in counts.items() if kind != "queued"
            ):
                noting = sender._in_company_language()
                body = noting.env._(
                    "%(event)s: %(line)s", event=noting._event_label(event), line=noting._event_line(counts)
                )
                sender._thread().message_post(body=body)
            return f"{sender.name}: {sender._event_line(counts)}"
        return False

    def _event_label(self, event):
        labels = dict(self.env["sms.wiserv.message"]._fields["event"]._description_selection(self.env))
        return labels.get(event, event)

    def _event_line(self, counts):
        of_kind = {kind: Counter() for kind in ("queued", "skipped", "failed", "too_long")}
        for (kind, reason), count in counts.items():
            of_kind[kind][reason] += count
        parts = [self.env._("%s SMS queued", format_number(self.env, of_kind["queued"].total()))]
        if skipped := of_kind["skipped"]:
            reasons = self.env["sms.wiserv.skipped"]._count_reasons(skipped)
            total = format_number(self.env, skipped.total())
            parts.append(self.env._("%(total)s skipped (%(reasons)s)", total=total, reasons=reasons))
        if failed := of_kind["failed"]:
            count = format_number(self.env, failed.total())
            parts.append(self.env._("%s failed: the text could not be rendered", count))
        if too_long := of_kind["too_long"]:
            count = format_number(self.env, too_long.total())
            parts.append(self.env._("%s failed: the text is too long", count))
        reasons = [in_words_of(self.env, next(iter(kind))) for kind in (failed, too_long) if kind]
        return " ".join([", ".join(parts) + ".", *reasons])

    @api.model
    def _tell_administrators(self, reports, kept_back, out_of_time):
        """Write activities and chatter for a dispatcher's run.

        :param dict reports: a RunReport by sender id
        :param kept_back: ids of the senders whose channel was closed, or looked at by a probe
        :param bool out_of_time: the run was cut off by the clock; notes of senders with more to send may wait
        """
        reported = self.browse(reports.keys()).exists() | self.search([("open_report_since", "!=", False)])
        kept_back, unhandled = self.browse(kept_back).exists(), self._unhandled()
        # Dispatchers that end together add to the same notes.
        (reported | kept_back | unhandled)._channel_lock()
        self._end_stalled()
        kept_back._channel_tell_held_back()
        unhandled._tell_unhandled()
        due = self.env["sms.wiserv.message"]._due_senders() if out_of_time else self.browse()
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
        # What was accepted comes first.
        rows.sort(key=lambda row: row[0] != ACCEPTED)
        totals = Counter()
        for outcome, _text, count in rows:
            totals[outcome] += count
        counts = ", ".join(
            f"{labels[outcome]}: {format_number(self.env, count)}" for outcome, count in totals.items()
        )
        if report.events:
            events = ", ".join(
                f"{self._event_label(event)} {format_number(self.env, count)}"
                for event, count in report.events.most_common()
            )
            counts = self.env._("%(events)s. %(counts)s", events=events, counts=counts)
        if len(rows) == 1:
            # One sentence says it of all: no table, and no reason beside each name.
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
