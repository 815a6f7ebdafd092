# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""The outbox, looked at from outside: what waits, what came of the rest, and why nothing moves."""

import time
from collections import Counter
from typing import NamedTuple

from dev.setup import Progress, SetupError, say

from .program import SENDER, Program
from .session import Session

SMS, SKIPPED = "sms.wiserv.message", "sms.wiserv.skipped"
WAITING = ("queued", "sending")
SECONDS_BETWEEN_LOOKS = 0.3
# A first retry comes after 30 s at most, when Odoo's cron next looks: once a minute.
SECONDS_WITHOUT_PROGRESS = 120


class Counts(NamedTuple):
    """What became of one program's events: ``{(event, state): messages}``, ``{(event, reason): people}``."""

    messages: Counter
    skipped: Counter

    def summary(self) -> dict:
        """The demo's figures: all messages but one-time passwords."""
        states, reasons = Counter(), Counter()
        for (event, state), count in self.messages.items():
            if event != "otp":
                states[state] += count
        for (_event, reason), count in self.skipped.items():
            reasons[reason] += count
        return {
            "queued": states.total(),
            **{state: states[state] for state in ("accepted", "failed", "unknown")},
            "skipped": dict(reasons),
        }


def count(session: Session, program: Program) -> Counts:
    def grouped(model: str, what: str) -> Counter:
        domain = [("program_id", "=", program.id)]
        rows = session.call(model, "formatted_read_group", domain, ["event", what], ["__count"])
        return Counter({(row["event"], row[what]): row["__count"] for row in rows})

    return Counts(grouped(SMS, "state"), grouped(SKIPPED, "reason"))


def cancel_leftovers(session: Session) -> None:
    """Cancel what earlier runs left waiting: it was meant for their gateway, not for this run's.

    :raise SetupError: a message stays in somebody's hands
    """
    deadline = time.monotonic() + SECONDS_WITHOUT_PROGRESS
    cancelled = 0
    while session.call(SMS, "search_count", [("state", "in", WAITING)]):
        if time.monotonic() > deadline:
            raise SetupError("Messages of an earlier run are still being sent: run the demo again later.")
        if queued := session.call(SMS, "search", [("state", "=", "queued")]):
            session.call(SMS, "action_cancel", queued)
            cancelled += len(queued)
        time.sleep(SECONDS_BETWEEN_LOOKS)
    if cancelled:
        say(f"Cancelled {cancelled} messages that an earlier run had left waiting.")


def wait_until_empty(session: Session, program: Program) -> str | None:
    """Wait until no message of the program waits any more; else give a sentence that says why some do."""
    moved_at, least = time.monotonic(), None
    with Progress("Waiting until the outbox is empty") as progress:
        while True:
            waiting = _waiting(session, program)
            left = sum(waiting.values())
            if not left:
                return None
            if least is None or left < least:
                moved_at, least = time.monotonic(), left
            why = _why(session, program)
            progress.update(f"{left} left. {why}")
            if not waiting["sending"] and (closed := _closed_channel(session, program)):
                return f"{left} messages wait. {closed}"
            if time.monotonic() - moved_at > SECONDS_WITHOUT_PROGRESS:
                return f"{left} messages wait, and none has moved for {SECONDS_WITHOUT_PROGRESS} s. {why}"
            time.sleep(SECONDS_BETWEEN_LOOKS)


def _waiting(session: Session, program: Program) -> Counter:
    domain = [("program_id", "=", program.id), ("state", "in", WAITING)]
    rows = session.call(SMS, "formatted_read_group", domain, ["state"], ["__count"])
    return Counter({row["state"]: row["__count"] for row in rows})


def _closed_channel(session: Session, program: Program) -> str | None:
    (sender,) = session.call(SENDER, "read", [program.sender], ["channel_state", "channel_reason"])
    if sender["channel_state"] == "ready":
        return None
    return f"The channel is {sender['channel_state']}: {sender['channel_reason']}"


def _why(session: Session, program: Program) -> str:
    domain = [("program_id", "=", program.id), ("state", "in", WAITING)]
    rows = session.call(SMS, "formatted_read_group", domain, ["failure_reason"], ["__count"])
    return " ".join(row["failure_reason"] for row in rows if row["failure_reason"])
