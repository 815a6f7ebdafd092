# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from collections import Counter

from markupsafe import Markup

from odoo import models
from odoo.tools.misc import format_datetime, formatLang

from ..policy import NAMED_MOST
from ..tools.format_number import format_number

_SECTION = Markup("<section>%s</section>")
_ALERT = Markup('<div class="alert alert-warning mb-2" role="status">%s</div>')
_LINE = Markup('<p class="mb-2">%s</p>')
_STRONG = Markup('<p class="mb-2"><strong>%s</strong></p>')
_NAMES = Markup('<details class="mb-2"%s><summary>%s</summary><ul class="mb-0">%s</ul></details>')
# So many names are shown without a click.
_SHOWN_AT_ONCE = 5
_PERSON = Markup('<li>%s <span class="fst-italic">%s</span></li>')
_TEXT = Markup(
    '<p class="mb-1">%s</p><div class="border rounded p-2 mb-3" style="white-space: pre-wrap">%s</div>'
)


class SmsWiservBefore(models.TransientModel):
    """The words of the dialog: what would be, and what has become of it."""

    _inherit = "sms.wiserv.before"

    # === BEFORE === #

    def _preview(self, tellings):
        return Markup("").join(
            _SECTION % Markup("").join(filter(None, self._lines(telling, len(tellings) > 1)))
            for telling in tellings
        )

    def _lines(self, telling, is_one_of_several):
        """Return the lines about what one sender would tell of one event."""
        sender = self.env["sms.wiserv.sender"].sudo().browse(telling.sender)
        if is_one_of_several:
            yield Markup("<h5>%s</h5>") % f"{sender._event_label(telling.event)} · {sender.name}"
        yield _STRONG % self._how_many(telling, sender)
        yield from (_ALERT % line for line in self._waits(sender))
        if self.verb == "pay" and telling.told:
            yield _LINE % self.env._("Each SMS is sent once its payment is paid.")
        left_out = sum(count for _reason, count in telling.reasons)
        if left_out:
            reasons = ", ".join(
                f"{reason} {self._number(count, telling)}" for reason, count in telling.reasons
            )
            line = self.env._("%s people are left out:", self._number(left_out, telling))
            if left_out == 1:
                line = self.env._("1 person is left out:")
            yield self._named(f"{line} {reasons}", telling.left_out, left_out)
        if telling.example:
            who, text = telling.example
            yield _TEXT % (self.env._("%s reads:", who), text)

    def _how_many(self, telling, sender):
        people = self._number(telling.people, telling)
        if not telling.told:
            return self.env._("Nobody gets an SMS (0 of %s).", people)
        segments = self._number(telling.segments, telling)
        if telling.is_about:
            segments = self.env._("about %s segments", segments)
        elif telling.segments == 1:
            segments = self.env._("1 segment")
        else:
            segments = self.env._("%s segments", segments)
        company = sender._wiserv_company()
        if company.wiserv_segment_price:
            price = company.wiserv_segment_price * telling.segments
            segments += ", " + formatLang(self.env, price, currency_obj=company.currency_id)
        told, values = self._number(telling.told, telling), {"people": people, "segments": segments}
        if telling.is_sample:
            return self.env._(
                "About %(told)s of %(people)s people get an SMS: %(segments)s.", told=told, **values
            )
        if telling.told == 1:
            return self.env._("1 of %(people)s gets an SMS: %(segments)s.", **values)
        return self.env._("%(told)s of %(people)s people get an SMS: %(segments)s.", told=told, **values)

    def _number(self, count, telling):
        # An estimate is rounded to hundreds.
        return format_number(self.env, round(count, -2) if telling.is_sample and count > 1000 else count)

    def _waits(self, sender):
        """Say why the SMS of a sender would not leave at once."""
        if sender.channel_state != "ready":
            why = self.env._("%s sends nothing now: its SMS wait.", sender.name)
            yield f"{why} {sender.channel_reason or ''}".strip()
        elif sender.resting_until:
            begins = format_datetime(self.env, sender.resting_until, dt_format="short")
            yield self.env._("It is outside of sending hours: SMS leave from %s on.", begins)

    def _named(self, line, left_out, total):
        """Return the line with the first names below it, for those who may see the list of people not told."""
        if not self.env["sms.wiserv.skipped"].has_access("read"):
            return _LINE % line
        people = self.env["res.partner"].sudo().browse([partner for _id, partner, _why in left_out])
        rows = [
            _PERSON % (person.display_name, why)
            for person, (_id, _partner, why) in zip(people[:NAMED_MOST], left_out, strict=False)
        ]
        if total > len(rows):
            more = self.env._("and %s more", format_number(self.env, total - len(rows)))
            rows.append(Markup("<li>%s</li>") % more)
        opened = Markup(" open") if total <= _SHOWN_AT_ONCE else ""
        return _NAMES % (opened, line, Markup("").join(rows))

    # === AFTER === #

    def _answer(self, answer, tally, without, state):
        """Return the button's own answer with what became of its SMS, in the colour of the worse of the two.

        :param answer: what the button's method returned: a toast, another action, or nothing
        :param tally: as ``_note_tally`` takes it
        :param state: the label of the records' state before, or ""
        """
        if not isinstance(answer, dict):
            # Counts and the like, which no client shows.
            answer = None
        if answer and answer.get("tag") != "display_notification":
            return answer
        params = {**answer["params"]} if answer else {"type": "success", "title": self._done(state)}
        params["next"] = {"type": "ir.actions.act_window_close"}
        counts = Counter()
        for (_sender, _event, kind, reason), count in tally.items():
            counts[kind, reason] += count
        # A refusal says all there is to say unless somebody is told of a part, and Notify speaks of SMS itself.
        if params.get("type") == "danger" and not +counts or answer and self.verb == "notify":
            return {**answer, "params": params}
        line = self._became(counts, without)
        message = (params.get("message") or "").strip().rstrip(".")
        params["message"] = f"{message}. {line}" if message else line
        bad = sum(count for (kind, _reason), count in counts.items() if kind != "queued")
        if bad and not without:
            params.update(type="danger" if params.get("type") == "danger" else "warning", sticky=True)
            params["links"] = self._links(tally)
            params["message"] += " %s" * len(params["links"])
        return {"type": "ir.actions.client", "tag": "display_notification", "params": params}

    def _done(self, state):
        """Return what was done to what, as the title of an answer where the button's method gives none."""
        records = self._source()
        now, name = records._wiserv_state(), records._wiserv_title()
        if now and now != state:
            return f"{name}: {now}"
        what = {
            "enrol": self.env._("Enrolment"),
            "verify": self.env._("Verification"),
            "notify": self.env._("Notification"),
            "approve": self.env._("Approval"),
            "end": self.env._("End"),
            "pay": self.env._("Payment"),
        }[self.verb]
        return f"{what}: {name}"

    def _became(self, counts, without):
        if without or not (self.sudo().shown or +counts):
            return self.env._("Nobody is told by SMS.")
        if not +counts:
            # Nothing is queued yet: it is a mass event, or left to jobs, or payments become paid later.
            return self.env._("SMS follow as soon as it has happened.")
        return self.env["sms.wiserv.sender"].sudo()._event_line(counts)

    def _links(self, tally):
        """Return links to those who were not told, for users who may see them."""
        not_told, failed = self.env._("See who was not told"), self.env._("See what failed")
        source, links = self._source(), []
        for model, name, label, kinds in (
            ("sms.wiserv.skipped", "not_told", not_told, ("skipped",)),
            ("sms.wiserv.message", "failed", failed, ("failed", "too_long")),
        ):
            ids = [id_ for (id_, _event, kind, _reason), count in tally.items() if count and kind in kinds]
            if ids and self.env[model].has_access("read"):
                sender = self.env["sms.wiserv.sender"].browse(ids[0])
                links.append({"label": label, "url": source._wiserv_url(name, sender)})
        return links
