# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""The stand-in's journal against the outbox and the registry: number by number, text by text."""

from collections import Counter
from collections.abc import Iterable

from .outbox import SMS
from .people import Person
from .program import Otp, Program
from .session import Session


def compare(
    session: Session, program: Program, people: Iterable[Person], otp: Otp, journal: list[dict]
) -> list[str]:
    """Say that the stand-in got exactly what it should have, or give the differences as sentences.

    :param journal: what the stand-in took, as `dev.gateway` gives it
    """
    got = Counter((entry["number"], entry["text"]) for entry in journal)
    passwords = Counter({message: count for message, count in got.items() if otp.code in message[1]})
    got -= passwords
    # What Odoo's own Send SMS made is no program's.
    got -= Counter({message: count for message, count in got.items() if message[1] == program.odoos_text})
    domain = [("program_id", "=", program.id), ("state", "=", "accepted"), ("event", "!=", "otp")]
    rows = session.call(SMS, "search_read", domain, ["number", "body"])
    outbox = Counter((row["number"], row["body"]) for row in rows)
    registry = Counter({person.national: program.events for person in people if person.hears})
    numbers = Counter(number for number, _text in got.elements())
    found = {
        "SMS that the outbox calls accepted did not reach the gateway": (outbox - got).total(),
        "SMS reached the gateway that the outbox does not know as accepted": (got - outbox).total(),
        "SMS are missing for people who wish to be told by SMS and can be": (registry - numbers).total(),
        "SMS went to people who should not get them": (numbers - registry).total(),
        "one-time passwords too many or too few reached the gateway": abs(
            passwords.total() - bool(otp.reply)
        ),
    }
    differences = [f"{count} {sentence}." for sentence, count in found.items() if count]
    if not differences:
        print(
            f"The stand-in gateway got the same {got.total()} SMS, number by number and text by text, "
            f"and {passwords.total()} one-time password.\n"
        )
    return differences
