# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
import re

_SEPARATORS = re.compile(r"[,;/|\n]+|\bor\b", re.IGNORECASE)
_NOT_DIALLED = re.compile(r"[^0-9]+")


def mask(number):
    """Return ``number`` as it may be shown in notes and logs: ``0917•••4567``.

    A number too short to hide anything that way keeps its last two characters only.
    """
    number = (number or "").strip()
    return f"{number[:4]}•••{number[-4:]}" if len(number) > 9 else f"•••{number[-2:]}"


def split_numbers(registered):
    """Return the numbers written in one field, in their order: ``0917…, 0918… / 0919…``."""
    return [part.strip() for part in _SEPARATORS.split(registered or "") if part.strip()]


def dialled(number):
    """Return ``number`` reduced to what is dialled: digits, and a plus sign in front if it had one."""
    number = number.strip()
    return ("+" if number.startswith(("+", "(+")) else "") + _NOT_DIALLED.sub("", number)
