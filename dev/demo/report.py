# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""What the demo shows: events by outcome, who was skipped and why, and the sender's notes."""

from .notes import latest_notes
from .outbox import SKIPPED, SMS, Counts
from .program import Otp, Program
from .session import Session
from .table import align

NOTES = 3


def show(session: Session, program: Program, counts: Counts, otp: Otp, odoos: str) -> None:
    events = _labels(session, SMS, "event")
    states, reasons = _labels(session, SMS, "state"), _labels(session, SKIPPED, "reason")
    print(f"\n{program.name} (program {program.id})\n")
    print(_crossed("SMS", counts.messages, events, states))
    print(f"\nThe one-time password was answered: {otp.reply or 'not accepted, see the notes below'}")
    print(f"The SMS that Odoo's own Send SMS made is: {odoos}\n")
    print(_crossed("Skipped", counts.skipped, events, reasons) if counts.skipped else "  Nobody was skipped.")
    print("\nThe sender's latest notes, as an administrator reads them:")
    for note in latest_notes(session, program, NOTES):
        print(f"\n{note}")
    print()


def _labels(session: Session, model: str, field: str) -> dict[str, str]:
    return dict(session.call(model, "fields_get", [field], ["selection"])[field]["selection"])


def _crossed(title: str, counted: dict, rows: dict[str, str], columns: dict[str, str]) -> str:
    """A table of counts by row and column, of the labels that occur, with totals."""
    lines = {key: label for key, label in rows.items() if any(row == key for row, _column in counted)}
    heads = {key: label for key, label in columns.items() if any(column == key for _row, column in counted)}
    cells = [[label, *(counted.get((row, column), 0) for column in heads)] for row, label in lines.items()]
    totals = ["Total", *(sum(counted.get((row, column), 0) for row in lines) for column in heads)]
    return align([[title, *heads.values()], *cells, totals])
