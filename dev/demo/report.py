# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""What the demo shows: events by outcome, who was skipped and why, and the sender's notes."""

import re
from collections.abc import Iterable, Sequence

from lxml import html

from .outbox import SKIPPED, SMS, Counts
from .program import SENDER, Program
from .session import Session

NOTES = 3


def show(session: Session, program: Program, counts: Counts, otp_reply: str | None) -> None:
    events = _labels(session, SMS, "event")
    states, reasons = _labels(session, SMS, "state"), _labels(session, SKIPPED, "reason")
    print(f"\n{program.name} (program {program.id})\n")
    print(_crossed("SMS", counts.messages, events, states))
    print(f"\nThe one-time password was answered: {otp_reply or 'not accepted, see the notes below'}\n")
    print(_crossed("Skipped", counts.skipped, events, reasons))
    print("\nThe sender's latest notes, as an administrator reads them:")
    for note in _notes(session, program):
        print(f"\n{note}")
    print("\nmake serve shows all of it in the browser.\n")


def _labels(session: Session, model: str, field: str) -> dict[str, str]:
    return dict(session.call(model, "fields_get", [field], ["selection"])[field]["selection"])


def _crossed(title: str, counted: dict, rows: dict[str, str], columns: dict[str, str]) -> str:
    """A table of counts by row and column, of the labels that occur, with totals."""
    lines = {key: label for key, label in rows.items() if any(row == key for row, _column in counted)}
    heads = {key: label for key, label in columns.items() if any(column == key for _row, column in counted)}
    cells = [[label, *(counted.get((row, column), 0) for column in heads)] for row, label in lines.items()]
    totals = ["Total", *(sum(counted.get((row, column), 0) for row in lines) for column in heads)]
    return _table([[title, *heads.values()], *cells, totals])


def _table(rows: Sequence[Sequence], indent: str = "  ") -> str:
    """Columns of equal width; numbers stand on the right."""
    texts = [[str(cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*texts, strict=True)]
    lines = (
        "  ".join(text.rjust(width) if re.fullmatch(r"[\d,]+", text) else text.ljust(width) for text, width in cells)
        for cells in (zip(row, widths, strict=True) for row in texts)
    )
    return "\n".join(indent + line.rstrip() for line in lines)


def _notes(session: Session, program: Program) -> Iterable[str]:
    domain = [("model", "=", SENDER), ("res_id", "=", program.sender), ("subject", "!=", False)]
    fields = ["date", "author_id", "subject", "body"]
    notes = session.call("mail.message", "search_read", domain, fields, limit=NOTES, order="id desc")
    for note in reversed(notes):
        head = " · ".join([f"{note['date']} UTC", note["author_id"][1], note["subject"]])
        yield f"  {head}\n{_plain(note['body'])}"


def _plain(body: str) -> str:
    """A note's HTML as text: tables in columns, the rest line by line."""
    parts = []
    for part in html.fragments_fromstring(body):
        if isinstance(part, str) or part.tag != "table":
            text = part if isinstance(part, str) else _lines(part)
            parts += [f"    {line}" for line in text.splitlines() if line.strip()]
        else:
            rows = [[cell.text_content() for cell in row.iter("th", "td")] for row in part.iter("tr")]
            parts.append(_table(rows, "    "))
    return "\n".join(parts)


def _lines(element: html.HtmlElement) -> str:
    for line_end in element.iter("br"):
        line_end.tail = "\n" + (line_end.tail or "")
    return element.text_content()
