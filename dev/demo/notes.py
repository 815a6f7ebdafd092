# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""The sender's notes, as an administrator reads them."""

import time
from collections.abc import Iterator

from lxml import html

from .program import Program
from .session import Session
from .table import align

MOST_SECONDS, QUIET_SECONDS = 15, 2


def wait_for_notes(session: Session, program: Program) -> None:
    """Wait until the dispatcher, which reports when it has nothing left to send, has written its note."""
    seen, since = None, time.monotonic()
    deadline = since + MOST_SECONDS
    while time.monotonic() < min(since + QUIET_SECONDS, deadline):
        notes = session.call("mail.message", "search_count", _of(program))
        if notes != seen:
            seen, since = notes, time.monotonic()
        time.sleep(0.3)


def latest_notes(session: Session, program: Program, most: int) -> Iterator[str]:
    """The latest notes as text, the latest last."""
    fields = ["date", "author_id", "subject", "body"]
    notes = session.call("mail.message", "search_read", _of(program), fields, limit=most, order="id desc")
    for note in reversed(notes):
        head = " · ".join(filter(None, [f"{note['date']} UTC", note["author_id"][1], note["subject"]]))
        yield f"  {head}\n{_plain(note['body'])}"


def _of(program: Program) -> list:
    chatter = [("model", "=", program.manager_model), ("res_id", "=", program.manager), ("body", "!=", "")]
    return [*chatter, ("message_type", "!=", "user_notification")]


def _plain(body: str) -> str:
    """A note's HTML as text: tables in columns, the rest line by line."""
    parts = []
    for part in html.fragments_fromstring(body):
        if isinstance(part, str) or part.tag != "table":
            text = part if isinstance(part, str) else _lines(part)
            parts += [f"    {line}" for line in text.splitlines() if line.strip()]
        else:
            rows = [[cell.text_content() for cell in row.iter("th", "td")] for row in part.iter("tr")]
            parts.append(align(rows, "    "))
    return "\n".join(parts)


def _lines(element: html.HtmlElement) -> str:
    for line_end in element.iter("br"):
        line_end.tail = "\n" + (line_end.tail or "")
    return element.text_content()
