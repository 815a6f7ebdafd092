# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
"""Cleans texts: those that are sent, and those of replies that are compared or shown."""

import re
import unicodedata
from xml.sax.saxutils import escape

MARKUP = re.compile(r"</?[a-zA-Z!?][^<>]*>")

# Texts that need no cleaning, which most are; there may be a hundred thousand at once.
_CLEAN = re.compile("[\n -~]*")
_LINE_END = re.compile("\r\n?|[\x85\u2028\u2029]")
# These are not in the GSM-7 alphabet, so that with a single one an SMS holds 70 characters and not 160. Odoo writes
# amounts with a no-break space; names are pasted with tabs, zero-width and direction marks.
_SPACE = re.compile("[\t\x0b\x0c\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_HYPHEN = re.compile("[\u2010\u2011]")
_INVISIBLE = re.compile(
    "[\xad\u034f\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff0-\ufffb\U0001d173-\U0001d17a]"
)
# Joiners, fillers and variation selectors: parts of words in scripts of Asia and Africa, and of emoji; elsewhere only
# invisible, and removed.
_JOINER = re.compile(
    "[\u115f\u1160\u17b4\u17b5\u180b-\u180d\u180f\u200c\u200d\u3164\ufe00-\ufe0f\uffa0\U000e0000-\U000e0fff]"
)
_JOINED = re.compile("[\u0600-\u1dff\u20d0-\u20ff\u2190-\ufffc\U00010000-\U0010ffff]")
# Characters that XML 1.0 does not allow (https://www.w3.org/TR/xml/#charsets), and the C1 controls.
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
# A phone number as people write it: digits and separators, perhaps a plus in front.
_NUMBER = re.compile(r"\+?[0-9][0-9 ().-]{0,30}")


def clean_text(text):
    """Return the text as it is sent.

    Line ends become ``\\n``; tabs, spaces and hyphens of all kinds those of ASCII; control characters and invisible
    marks are removed, lone surrogates replaced. The result is in NFC: ``n`` with a combining tilde becomes ``ñ``, which
    GSM-7 and Latin-1 have.
    """
    if _CLEAN.fullmatch(text):
        return text
    text = _LINE_END.sub("\n", text)
    text = _SPACE.sub(" ", text)
    text = _CONTROL.sub("", text)
    text = unicodedata.normalize("NFC", _SURROGATE.sub("\ufffd", text))
    text = _INVISIBLE.sub("", _HYPHEN.sub("-", text))
    bare = _JOINER.sub("", text)
    if not _JOINED.search(bare):
        text = bare
    # Once more: two characters with an invisible mark between them may compose now.
    return unicodedata.normalize("NFC", text)


def xml_text(value):
    """Return ``value`` escaped for XML 1.0, without the characters that XML does not allow."""
    return escape(_SURROGATE.sub("\ufffd", _CONTROL.sub("", value)))


def is_number(number):
    return _NUMBER.fullmatch(number) is not None


def strip_invisible(text):
    """Return ``text`` with control characters replaced by spaces, and without invisible marks, joiners and BOMs."""
    return _JOINER.sub(
        "", _INVISIBLE.sub("", _HYPHEN.sub("-", _SURROGATE.sub("\ufffd", _CONTROL.sub(" ", text))))
    )


def one_line(text):
    return " ".join(_SURROGATE.sub("\ufffd", _CONTROL.sub(" ", text)).split())
