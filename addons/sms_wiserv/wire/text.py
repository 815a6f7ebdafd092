# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
"""What is done to texts: the one that goes out, and the one that comes back."""

import re
import unicodedata
from urllib.parse import quote_plus
from xml.sax.saxutils import escape

REPLY_LENGTH = 300
MARKUP = re.compile(r"</?[a-zA-Z!?][^<>]*>")
REMOVED = "•••"

# Most texts, of which there may be a hundred thousand at once.
_CLEAN = re.compile("[\t\n -~]*")
# What XML 1.0 cannot hold (https://www.w3.org/TR/xml/#charsets), and the C1 controls, which no phone shows.
_LINE_END = re.compile("\r\n?|[\x85\u2028\u2029]")
# A single one of these makes an SMS of 160 characters one of 70: Odoo writes amounts with a no-break space, and
# names are pasted with zero-width and direction marks.
_SPACE = re.compile("[\x0b\x0c\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_HYPHEN = re.compile("[\u2010\u2011]")
_INVISIBLE = re.compile(
    "[\xad\u034f\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]"
)
# Joiners are part of the spelling in scripts of Asia and Africa and in emoji, and just invisible elsewhere.
_JOINER = re.compile("[\u200c\u200d]")
_JOINED = re.compile("[\u0600-\u1dff\u2190-\ufffc\U00010000-\U0010ffff]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
# A mobile number as people write it: digits, separators, a plus in front.
_NUMBER = re.compile(r"\+?[0-9][0-9 ().-]{0,30}")
_SEPARATORS = re.compile(r"[ ()./_-]")
_FOREIGN_DIGIT = re.compile(r"[^\W\D0-9]")
_DIGITS = re.compile(r"\+?[0-9]{9,}")
# What may be a one-time password within a text: a word of four characters or more with a digit in it, or 123-456.
_CODE = re.compile(r"\b(?=\w*\d)\w{4,}|\b\d{2,4}[- ]\d{2,4}\b")
_CODE_DIGITS = re.compile(r"\d{4,}")


def clean_text(text):
    """The text as it is sent: no control characters, lone surrogates or invisible marks, composed (NFC).

    Line ends are ``\\n``, blanks and hyphens of all kinds those of ASCII. Composing turns ``n`` + combining tilde
    into ``ñ``: the same character, as GSM-7 and Latin-1 have it.
    """
    if _CLEAN.fullmatch(text):
        return text
    text = _LINE_END.sub("\n", text)
    text = _SPACE.sub(" ", text)
    text = _CONTROL.sub("", text)
    text = unicodedata.normalize("NFC", _SURROGATE.sub("\ufffd", text))
    text = _INVISIBLE.sub("", _HYPHEN.sub("-", text))
    if not _JOINED.search(text):
        text = _JOINER.sub("", text)
    # What an invisible mark stood between may be one character now.
    return unicodedata.normalize("NFC", text)


def xml_text(value):
    """``value`` as character data of an XML 1.0 document, without the characters that it cannot hold."""
    return escape(_SURROGATE.sub("\ufffd", _CONTROL.sub("", value)))


def is_number(number):
    return _NUMBER.fullmatch(number) is not None


def strip_invisible(text):
    """``text`` without what nobody sees: control characters are blanks; marks, joiners and BOMs nothing."""
    return _JOINER.sub(
        "", _INVISIBLE.sub("", _HYPHEN.sub("-", _SURROGATE.sub("\ufffd", _CONTROL.sub(" ", text))))
    )


def presentable(reply, secrets, numbers=()):
    """``reply`` to be shown: one line, no control characters, tags or ``secrets``, at most 300 characters.

    A secret is found as it stands, and as it looks in XML and in a form; the codes in it also alone. ``numbers``
    and what else looks like a mobile number are masked.
    """
    # full-width and other digits are read as what they say
    reply, secrets = _plain_digits(reply), [_plain_digits(secret) for secret in secrets]
    # the longest first: a form may be part of another one
    forms = sorted({form for secret in secrets for form in _forms(secret)}, key=len, reverse=True)
    # tags may be part of a secret, or stand in the middle of one
    reply = _without(forms, one_line(reply))
    reply = _without(forms, one_line(MARKUP.sub(" ", reply)))
    for number in numbers:
        reply = _written(number).sub(lambda match: mask(_SEPARATORS.sub("", match[0])), reply)
    codes = {code for secret in secrets for code in _CODE.findall(one_line(secret))}
    codes |= {re.sub("[- ]", "", code) for code in codes}
    for possible in (_CODE, _CODE_DIGITS):
        reply = possible.sub(lambda match: REMOVED if match[0] in codes else match[0], reply)
    reply = _DIGITS.sub(lambda match: mask(match[0]), reply)
    if any(form in reply for form in forms):
        # the secret is made of the very marks that would stand in for it
        return ""
    return reply if len(reply) <= REPLY_LENGTH else reply[: REPLY_LENGTH - 1] + "…"


def _plain_digits(text):
    return _FOREIGN_DIGIT.sub(lambda match: str(unicodedata.decimal(match[0])), text)


def _without(forms, reply):
    for form in forms:
        reply = reply.replace(form, REMOVED)
    return reply


def _written(number):
    """A pattern for ``number`` in whatever way it is written, with or without the prefix of its country."""
    digits = re.sub("[^0-9]", "", number)
    if len(digits) < 7:
        return re.compile(re.escape(number))
    subscriber = f"{_SEPARATORS.pattern}*".join(digits[-10:])
    return re.compile(rf"(?<![0-9])(?:\+[0-9]{{1,3}}{_SEPARATORS.pattern}*|[0-9]{{1,5}})?{subscriber}")


def mask(number):
    """Return ``number`` as it may be shown in notes and logs: ``0917•••4567``.

    A number too short to hide anything that way keeps its last two characters only.
    """
    number = (number or "").strip()
    return f"{number[:4]}{REMOVED}{number[-4:]}" if len(number) > 9 else f"{REMOVED}{number[-2:]}"


def one_line(text):
    return " ".join(_SURROGATE.sub("\ufffd", _CONTROL.sub(" ", text)).split())


def _forms(secret):
    line = one_line(secret)
    in_attribute = escape(line, {'"': "&quot;", "'": "&#39;"})
    return {form for form in (line, escape(line), in_attribute, quote_plus(line, errors="replace")) if form}
