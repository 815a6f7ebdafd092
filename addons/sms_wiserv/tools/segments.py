# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
"""How many segments a text takes. Source: 3GPP TS 23.038 (GSM 7-bit default alphabet), 23.040."""

from dataclasses import dataclass

GSM7_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
# Sent as an escape and one more septet each.
GSM7_EXTENDED = frozenset("\f^{}\\[~]|€")

SEPTETS_ALONE, SEPTETS_JOINED = 160, 153
UCS2_ALONE, UCS2_JOINED = 70, 67


@dataclass(frozen=True)
class SmsSize:
    characters: int
    encoding: str  # "GSM-7" or "UCS-2"
    segments: int
    beyond_latin1: str  # the characters, each once, that ISO-8859-1 lacks


def measure(text):
    """Return the :class:`SmsSize` of ``text``; an empty text has no segments."""
    beyond = "".join(dict.fromkeys(char for char in text if ord(char) > 0xFF))
    if all(char in GSM7_BASIC or char in GSM7_EXTENDED for char in text):
        # An escaped character is never cut in two by the end of a segment.
        widths = [2 if char in GSM7_EXTENDED else 1 for char in text]
        return SmsSize(len(text), "GSM-7", _segments(widths, SEPTETS_ALONE, SEPTETS_JOINED), beyond)
    # A character outside the basic plane takes a surrogate pair, which is never cut either.
    widths = [2 if ord(char) > 0xFFFF else 1 for char in text]
    return SmsSize(len(text), "UCS-2", _segments(widths, UCS2_ALONE, UCS2_JOINED), beyond)


def count_segments(text):
    """Return how many segments ``text`` takes, without a closer look at what fits into one."""
    if len(text) <= SEPTETS_ALONE and GSM7_BASIC.issuperset(text):
        return 1 if text else 0
    return measure(text).segments


def segments_beyond(text, limit):
    """Return how many segments ``text`` takes if those are more than ``limit``, else 0."""
    # At worst each character takes two places of a segment of UCS-2, and one place of it stays empty.
    if len(text) <= limit * (UCS2_JOINED // 2):
        return 0
    segments = measure(text).segments
    return segments if segments > limit else 0


def _segments(widths, alone, joined):
    if sum(widths) <= alone:
        return 1 if widths else 0
    segments, room = 1, joined
    for width in widths:
        if width > room:
            segments, room = segments + 1, joined
        room -= width
    return segments
