# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from collections import Counter

from odoo import api, models

from ...tools.format_number import format_number, labelled
from ...tools.sentences import TOO_LONG, in_words_of
from ..outbox.event import TALLY


class SmsWiservSender(models.Model):
    """The note of an event: how many SMS it has queued, and who was left out why."""

    _inherit = "sms.wiserv.sender"

    def _note_event(self, event, rows, reasons):
        """Write the note of an event, and have its messages sent; or only count, if there is a ``TALLY``.

        :param str event: a value of the message's field ``event``
        :param list[dict] rows: the new messages, as of ``_enqueue``
        :param list[str] reasons: why each of the others was skipped
        :return: the counts as a line for the user
        """
        errors = [row["failure_reason"] for row in rows if row["state"] == "failed"]
        counts = Counter({("skipped", reason): count for reason, count in Counter(reasons).items()})
        counts.update({("queued", ""): len(rows) - len(errors)})
        too_long = [error for error in errors if error.startswith(TOO_LONG)]
        # The first one's reason stands for all.
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
        """Have queued messages sent; where a sender cannot send, give an administrator an activity.

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
        """Write one note for each sender and event, from the counts of several pieces.

        :param tally: ``{(sender id, event, kind, reason): count}``; the kind is ``queued``, ``skipped``, ``failed`` or
            ``too_long``
        :return: the notes as lines for the user
        :rtype: list[str]
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
        """Write the note of an event, and return it as a line for the user. One message alone needs no note.

        :param counts: ``{(kind, reason): count}``
        """
        for sender in self:
            if counts["queued", ""] > 1 or any(
                count for (kind, _reason), count in counts.items() if kind != "queued"
            ):
                noting = sender._in_company_language()
                body = labelled(noting.env, noting._event_label(event), noting._event_line(counts))
                sender._thread().message_post(body=body)
            return labelled(sender.env, sender.name, sender._event_line(counts))
        return False

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
