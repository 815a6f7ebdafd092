# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
import re
from unicodedata import decimal

# One number as people write it. A comma, a slash, a line's end, a word part it from the next.
_WRITTEN = re.compile(r"[+＋]?[ \t\xa0(]*\d[\d \t\xa0\u2000-\u2015\u202f().\-]*")


def mask(number):
    """Return ``number`` as it may be shown in notes and logs: ``0917•••4567``.

    A number too short to hide anything that way keeps its last two characters only.
    """
    number = (number or "").strip()
    return f"{number[:4]}•••{number[-4:]}" if len(number) > 9 else f"•••{number[-2:]}"


def dialled_numbers(registered):
    """Return the numbers written in one field, in their order, as they are dialled.

    That is digits, and a plus sign in front if there is one: ``"0917-123-4567 / +63 (0)918 123 4567"`` gives
    ``["09171234567", "+639181234567"]``.
    """
    return [dialled(written) for written in _WRITTEN.findall(registered or "")]


def dialled(written):
    """Return one written number as it is dialled."""
    plus = written[:1] in ("+", "＋")
    if plus:
        # A trunk prefix in brackets is dialled inside the country only.
        written = written.replace("(0)", "")
    return ("+" if plus else "") + "".join(str(decimal(char)) for char in written if char.isdecimal())
