# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from collections import Counter

from ..policy import NAMED_MOST, REPLIES_NOTED
from ..wire import ACCEPTED

# Replaces a reply, or a reason, once a report holds too many different ones. No reply consists of it alone.
OTHERS = "…"


class RunReport:
    """What became of one sender's messages in a dispatcher run; its size is limited, whatever the gateway answers."""

    def __init__(self, saved=None):
        """:param dict saved: what :meth:`to_save` returned for the part of the run before this one"""
        saved = saved or {}
        # {(outcome, reason, the gateway's reply): number of messages}
        self.counts = Counter({tuple(key): count for *key, count in saved.get("counts", [])})
        # {event: number of messages}
        self.events = Counter(saved.get("events"))
        # Ids of the first `NAMED_MOST` messages that were not accepted
        self.named = saved.get("named", [])

    @property
    def accepted(self):
        """How many messages were accepted."""
        return sum(count for (outcome, *_why), count in self.counts.items() if outcome == ACCEPTED)

    @property
    def not_accepted(self):
        return self.counts.total() - self.accepted

    def to_save(self):
        """Return the report as a JSON object."""
        counts = [[*key, count] for key, count in self.counts.items()]
        return {"counts": counts, "events": dict(self.events), "named": self.named}

    def add(self, message, result):
        self.events[message.event] += 1
        self._count((result.outcome, result.reason, result.reply))
        if result.outcome != ACCEPTED:
            self._name(message.id)

    def add_recovered(self, message):
        self.events[message.event] += 1
        self._count(("unknown", message.failure_reason, ""))
        self._name(message.id)

    def add_left_out(self, message_id, reason):
        self._count(("left_out", reason, ""))
        self._name(message_id)

    def merge(self, other):
        for key, count in other.counts.items():
            self._count(key, count)
        self.events += other.events
        for message_id in other.named:
            self._name(message_id)

    def _count(self, key, count=1):
        outcome, reason, reply = key
        if reply and key not in self.counts and len(self.counts) >= REPLIES_NOTED:
            key = outcome, reason, OTHERS
        if key not in self.counts and len(self.counts) >= 2 * REPLIES_NOTED:
            # Reasons may hold an HTTP status, so there may be hundreds of them, too.
            key = outcome, OTHERS, OTHERS
        self.counts[key] += count

    def _name(self, message_id):
        if len(self.named) < NAMED_MOST and message_id not in self.named:
            self.named.append(message_id)
