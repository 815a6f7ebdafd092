# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
# The queries hold constants only; values are passed as parameters.
# pylint: disable=sql-injection
import re
import time
from collections import Counter

from odoo import api, models

from ...policy import DECIDE_SECONDS, EVENT_PIECE, REPLIES_LOOKED_AT
from ...tools.history_lines import DECIDED, kept_line
from ...wire.patterns import Pattern, normalise
from ...wire.result import REASONS
from ..outbox.sql import HISTORY
from .reply import UNDECIDED

# {meaning: (the state that messages with such a reply get, cause: a key of the wire's ``REASONS``)}
BECOMES = {
    "accepted": ("accepted", None),
    "refused": ("failed", "declared"),
    "account": ("failed", "credentials"),
    "credit": ("failed", "credit"),
    "later": ("failed", "later"),
}

_DECIDE = f"""
    UPDATE sms_wiserv_message AS message
       SET state = %(state)s, failure_reason = %(reason)s, dispatcher = NULL,
           history = {HISTORY.format(event="%(event)s || ' “' || message.reply || '”'")}
     WHERE id = ANY(%(ids)s)
"""


class SmsWiservMessage(models.Model):
    """Changes messages whose reply got its meaning after they were sent."""

    _inherit = "sms.wiserv.message"

    @api.model
    def _states_to_decide(self, meaning, before):
        """Return the states in which messages are changed by a new meaning of their reply.

        :param before: the former meaning of the pattern: if it was ``accepted``, accepted messages are changed, too
        """
        if meaning in (False, UNDECIDED):
            return []
        if meaning == "accepted":
            return ["unknown", "failed"]
        return ["unknown", "accepted"] if before == "accepted" else ["unknown"]

    @api.model
    def _answered_like(self, company, pattern, states):
        """Look for the messages in ``states`` whose reply a pattern matches.

        At most ``REPLIES_LOOKED_AT`` different replies are compared, because somebody waits for it.

        :return: ``({reply}, {event: count}, whether there may be more)``
        """
        matching = Pattern(pattern)
        domain = [("company_id", "=", company.id), ("state", "in", states), ("reply", "!=", False)]
        replies, counts = set(), {}
        groups = self._read_group(domain, ["reply", "event"], ["__count"], limit=REPLIES_LOOKED_AT)
        if len(groups) == REPLIES_LOOKED_AT and (words := re.findall("[a-z0-9]{3,}", pattern.lower())):
            # Too many different replies: look at those that hold the pattern's longest word.
            alike = [*domain, ("reply", "ilike", max(words, key=len))]
            groups = self._read_group(alike, ["reply", "event"], ["__count"], limit=REPLIES_LOOKED_AT)
        for reply, event, count in groups:
            if reply in replies or matching.matches(normalise(reply)):
                replies.add(reply)
                counts[event] = counts.get(event, 0) + count
        return replies, counts, len(groups) == REPLIES_LOOKED_AT

    @api.model
    def _are_never_accepted(self, company, replies):
        """Whether some of these replies came as a fault or web page, which never count as accepted."""
        forms = [REASONS[cause] for cause in ("html", "malformed", "fault", "server_fault")]
        domain = [("company_id", "=", company.id), ("state", "in", ("unknown", "failed"))]
        domain += [("reply", "in", list(replies)), ("failure_reason", "in", forms)]
        return bool(self.search_count(domain, limit=1))

    @api.model
    def _decide_past(self, company, pattern, meaning, states):
        """Change the messages whose reply matches, in pieces that are committed one by one, for ``DECIDE_SECONDS``.

        :return: ``({sender: count}, whether there are more)``; the caller calls again then
        """
        matching, until = Pattern(pattern), time.monotonic() + DECIDE_SECONDS
        domain = [("company_id", "=", company.id), ("state", "in", states), ("reply", "!=", False)]
        counts, last = Counter(), 0
        while pieces := self.search_fetch(
            [*domain, ("id", ">", last)], ["reply"], order="id", limit=EVENT_PIECE
        ):
            last = pieces[-1].id
            alike = pieces.filtered(lambda message: matching.matches(normalise(message.reply)))
            counts += alike._decide_piece(meaning, states)
            # Keep only one piece of messages in memory.
            self.env.invalidate_all()
            if time.monotonic() > until:
                break
        senders = self.env["sms.wiserv.sender"]
        more = pieces and self.search_count([*domain, ("id", ">", last)], limit=1)
        return {senders.browse(id_): count for id_, count in counts.items()}, bool(more)

    def _decide_piece(self, meaning, states):
        """Change those of these messages that are still in ``states``; return ``Counter`` by sender's id."""
        if not self:
            return Counter()
        state, cause = BECOMES[meaning]
        field = self.env["sms.wiserv.reply"]._fields["meaning"]
        labels = dict(field._description_selection(self.with_context(lang="en_US").env))
        event = kept_line(DECIDED, state=state, user=self.env.user.name, meaning=labels[meaning])
        with self._as_they_are_now() as messages:
            # sudo: users may not write messages; the caller has checked that the user may declare meanings.
            changed = messages.sudo()._lock_in(*states)
            changed.env.cr.execute(
                _DECIDE,
                {"state": state, "reason": cause and REASONS[cause], "event": event, "ids": changed.ids},
            )
            changed.invalidate_recordset()
            changed.env["sms.wiserv.person"]._look_again_at(changed.partner_id.ids)
            changed.env["sms.wiserv.door"]._announce(changed.ids)
            # Written past the ORM, whose `write` would do so.
            changed.env["sms.wiserv.sender"]._close_handled()
            return Counter(message.sender_id.id for message in changed)
