# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""What is done to texts: the one that goes out, and the one that comes back."""

import re
import unicodedata
from urllib.parse import quote_plus
from xml.sax.saxutils import escape

REPLY_LENGTH = 300
MARKUP = re.compile(r"</?[a-zA-Z!?][^<>]*>")
_REMOVED = "•••"

# What XML 1.0 cannot hold (https://www.w3.org/TR/xml/#charsets), and the C1 controls, which no phone shows.
_LINE_END = re.compile("\r\n?|\x85")
_SPACE = re.compile("[\x0b\x0c]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
# A mobile number as people write it: digits, separators, a plus in front.
_NUMBER = re.compile(r"\+?[0-9][0-9 ().-]{0,30}")
_SEPARATORS = re.compile(r"[ ().-]")
_DIGITS = re.compile(r"\+?[0-9]{9,}")
# What may be a one-time password within a text: a word of four characters or more with a digit in it, or 123-456.
_CODE = re.compile(r"\b(?=\w*\d)\w{4,}|\b\d{2,4}[- ]\d{2,4}\b")
_CODE_DIGITS = re.compile(r"\d{4,}")


def clean_text(text):
    """The text as it is sent: line ends as ``\\n``, no control characters or lone surrogates, composed (NFC).

    Composing turns ``n`` + combining tilde into ``ñ``: the same character, as GSM-7 and Latin-1 have it.
    """
    text = _LINE_END.sub("\n", text)
    text = _SPACE.sub(" ", text)
    text = _SURROGATE.sub("\ufffd", _CONTROL.sub("", text))
    return unicodedata.normalize("NFC", text)


def xml_text(value):
    """``value`` as character data of an XML 1.0 document, without the characters that it cannot hold."""
    return escape(_SURROGATE.sub("\ufffd", _CONTROL.sub("", value)))


def is_number(number):
    return _NUMBER.fullmatch(number) is not None


def normalise(reply):
    """The form in which two replies are compared: case, white space and dots at the end aside."""
    return " ".join(reply.split()).rstrip(". ").casefold()


def presentable(reply, secrets, numbers=()):
    """``reply`` to be shown: one line, no control characters, tags or ``secrets``, at most 300 characters.

    A secret is found as it stands, and as it looks in XML and in a form; the codes in it also alone. ``numbers``
    and what else looks like a mobile number are masked.
    """
    # the longest first: a form may be part of another one
    forms = sorted({form for secret in secrets for form in _forms(secret)}, key=len, reverse=True)
    # tags may be part of a secret, or stand in the middle of one
    reply = _without(forms, one_line(reply))
    reply = _without(forms, one_line(MARKUP.sub(" ", reply)))
    for number in numbers:
        reply = _written(number).sub(lambda match: _mask(_SEPARATORS.sub("", match[0])), reply)
    codes = {code for secret in secrets for code in _CODE.findall(one_line(secret))}
    codes |= {re.sub("[- ]", "", code) for code in codes}
    for possible in (_CODE, _CODE_DIGITS):
        reply = possible.sub(lambda match: _REMOVED if match[0] in codes else match[0], reply)
    reply = _DIGITS.sub(lambda match: _mask(match[0]), reply)
    if any(form in reply for form in forms):
        # the secret is made of the very marks that would stand in for it
        return ""
    return reply if len(reply) <= REPLY_LENGTH else reply[: REPLY_LENGTH - 1] + "…"


def _without(forms, reply):
    for form in forms:
        reply = reply.replace(form, _REMOVED)
    return reply


def _written(number):
    """A pattern for ``number`` in whatever way it is written, with or without the prefix of its country."""
    digits = re.sub("[^0-9]", "", number)
    if len(digits) < 7:
        return re.compile(re.escape(number))
    subscriber = f"{_SEPARATORS.pattern}*".join(digits[-10:])
    return re.compile(rf"(?<![0-9])(?:\+[0-9]{{1,3}}{_SEPARATORS.pattern}*|[0-9]{{1,5}})?{subscriber}")


def _mask(number):
    return f"{number[:4]}{_REMOVED}{number[-4:]}" if len(number) > 8 else _REMOVED


def one_line(text):
    return " ".join(_SURROGATE.sub("\ufffd", _CONTROL.sub(" ", text)).split())


def _forms(secret):
    line = one_line(secret)
    in_attribute = escape(line, {'"': "&quot;", "'": "&#39;"})
    return {form for form in (line, escape(line), in_attribute, quote_plus(line, errors="replace")) if form}
