# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from collections import Counter

from ..policy import NAMED_MOST
from ..wire import ACCEPTED


class RunReport:
    """What a dispatcher run has to tell about one sender."""

    def __init__(self, saved=None):
        """:param dict saved: what :meth:`to_save` returned for the part of the run before this one"""
        saved = saved or {}
        # Accepted messages by the gateway's reply; the others by outcome and reason.
        self.replies = Counter(saved.get("replies"))
        self.reasons = Counter(
            {(outcome, reason): count for outcome, reason, count in saved.get("reasons", [])}
        )
        # What they were about.
        self.events = Counter(saved.get("events"))
        # Ids of the first messages not accepted, each once.
        self.named = saved.get("named", [])

    def to_save(self):
        """Return the report as a JSON object."""
        reasons = [[outcome, reason, count] for (outcome, reason), count in self.reasons.items()]
        return {
            "replies": dict(self.replies),
            "reasons": reasons,
            "events": dict(self.events),
            "named": self.named,
        }

    def add(self, message, result):
        self.events[message.event] += 1
        if result.outcome == ACCEPTED:
            self.replies[result.reply] += 1
        else:
            said = f"{result.reason} ({result.reply})" if result.reply else result.reason
            self._add_failure(result.outcome, said, message.id)

    def add_recovered(self, message):
        self.events[message.event] += 1
        self._add_failure("unknown", message.failure_reason, message.id)

    def add_left_out(self, message_id, reason):
        self._add_failure("left_out", reason, message_id)

    def merge(self, other):
        self.replies += other.replies
        self.reasons += other.reasons
        self.events += other.events
        for message_id in other.named:
            self._name(message_id)

    def _add_failure(self, outcome, reason, message_id):
        self.reasons[outcome, reason] += 1
        self._name(message_id)

    def _name(self, message_id):
        if len(self.named) < NAMED_MOST and message_id not in self.named:
            self.named.append(message_id)
