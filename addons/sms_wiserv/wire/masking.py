# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
"""Masks phone numbers, and removes passwords, texts and codes from replies that are shown or stored."""

import re
import unicodedata
from urllib.parse import quote_plus
from xml.sax.saxutils import escape

from .text import MARKUP, one_line

REPLY_LENGTH = 300
REMOVED = "•••"

_SEPARATORS = re.compile(r"[ ()./_-]")
_FOREIGN_DIGIT = re.compile(r"[^\W\D0-9]")
_DIGITS = re.compile(r"\+?[0-9]{9,}")
# What may be a one-time password in a text: a word of four characters or more that holds a digit, or 123-456.
_CODE = re.compile(r"\b(?=\w*\d)\w{4,}|\b\d{2,4}[- ]\d{2,4}\b")
_CODE_DIGITS = re.compile(r"\d{4,}")


def presentable(reply, secrets, numbers=()):
    """Return a reply as it may be shown and stored.

    It is one line of at most 300 characters without control characters and tags. Phone numbers are masked.

    :param str reply: the gateway's text
    :param secrets: texts to be replaced by ``•••``, also as XML and forms escape them; so are words with digits in
        them, which may be one-time passwords
    :param numbers: phone numbers that are masked however they are written; digits that look like one are masked anyway
    """
    # full-width and other digits as those of ASCII
    reply, secrets = _plain_digits(reply), [_plain_digits(secret) for secret in secrets]
    # the longest first: one spelling of a secret may be part of another one
    forms = sorted({form for secret in secrets for form in _forms(secret)}, key=len, reverse=True)
    # twice, because a secret may hold tags, and tags may stand within a secret
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
        # a secret that consists of the characters that replace it
        return ""
    return reply if len(reply) <= REPLY_LENGTH else reply[: REPLY_LENGTH - 1] + "…"


def _plain_digits(text):
    return _FOREIGN_DIGIT.sub(lambda match: str(unicodedata.decimal(match[0])), text)


def _without(forms, reply):
    for form in forms:
        reply = reply.replace(form, REMOVED)
    return reply


def _written(number):
    """Return a pattern that finds ``number`` with any separators, with or without country code or leading zero."""
    digits = re.sub("[^0-9]", "", number)
    if len(digits) < 7:
        return re.compile(re.escape(number))
    subscriber = f"{_SEPARATORS.pattern}*".join(digits[-10:])
    return re.compile(rf"(?<![0-9])(?:\+[0-9]{{1,3}}{_SEPARATORS.pattern}*|[0-9]{{1,5}})?{subscriber}")


def mask(number):
    """Return ``number`` as notes and logs may show it: ``0917•••4567``; below 10 characters ``•••67``."""
    number = (number or "").strip()
    return f"{number[:4]}{REMOVED}{number[-4:]}" if len(number) > 9 else f"{REMOVED}{number[-2:]}"


def _forms(secret):
    line = one_line(secret)
    in_attribute = escape(line, {'"': "&quot;", "'": "&#39;"})
    return {form for form in (line, escape(line), in_attribute, quote_plus(line, errors="replace")) if form}
