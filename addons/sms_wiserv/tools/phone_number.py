# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
"""Which number a phone field's text means.

A number is taken as it is written in full, or not at all: a letter, a rest of digits or a mark of unknown meaning
(``#``, ``*``, ``?``) could make it somebody else's. An extension is refused for the same reason: the number before
it is a switchboard's, and whoever reads an SMS there is not the person.
"""

import re
from functools import lru_cache
from typing import NamedTuple
from unicodedata import category, decimal

from phonenumbers import (
    CountryCodeSource,
    NumberParseException,
    PhoneMetadata,
    PhoneNumberFormat,
    PhoneNumberType,
    country_code_for_region,
    format_number,
    is_valid_number,
    national_significant_number,
    number_type,
    parse,
    region_code_for_number,
)

# No field that people fill in is longer.
LONGEST = 200
# Of several, what has fewer digits is no number of its own, not even a landline without its area code.
SHORTEST = 7
# With fewer digits, 00 at the beginning is as likely a slip of the finger as the way abroad.
SHORTEST_ABROAD = 12

# One ASCII number without anything that needs a second look.
_PLAIN = re.compile(r"\(?\+?[0-9][0-9 ().-]*")
_WRITTEN = re.compile(r"""\+?[0-9 \t()\[\]./'"_-]*""")
# What stands between two numbers. A slash may also stand within one, hence not here.
_BETWEEN = re.compile(r"[,;|&\n\r\v\f]|\bor\b|(?=\+)", re.IGNORECASE)
_MAY_BE_MEANT = re.compile(r"""\+?[ \t(\[]*[0-9][0-9 \t()\[\].'"_-]*""")

_SENDABLE = {PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE, PhoneNumberType.UNKNOWN}
_LIKE_ASCII = {"\u2212": "-", "\u30fc": "-", "\x85": "\n", "‘": "'", "’": "'", "،": ",", "؛": ";", "、": ","}


class PhoneNumber(NamedTuple):
    dialled: str  # as registered: digits, and a plus in front if there was one
    e164: str


def find_number(text, region):
    """Return ``(the first number of a phone field that can get an SMS, "")``, or ``(None, reason)``.

    :param str text: one number, or several with a comma, a semicolon, a slash, a line's end or "or" between them
    :param str region: ISO code of the country whose national numbers are meant; None: none's
    :return: a reason is a value of the field ``reason`` of ``sms.wiserv.skipped``
    """
    text = (text or "").strip()
    if len(text) > LONGEST:
        return None, "bad_number"
    text = _in_ascii(text).strip()
    if not text:
        return None, "no_number"
    pieces = []
    for written in _BETWEEN.split(text):
        if not _WRITTEN.fullmatch(written.strip()):
            return None, "bad_number"
        pieces += _pieces(written, region)
    if len(pieces) > 1 and any(_is_rest(*piece) for piece in pieces):
        return None, "bad_number"
    found = [number for _digits, number in pieces if number]
    if number := next((number for number, type_ in found if type_ in _SENDABLE), None):
        return number, ""
    landline = any(type_ == PhoneNumberType.FIXED_LINE for _number, type_ in found)
    return None, "landline" if landline else "bad_number"


def plain_number(text):
    """Return a text that is one number in ASCII as it is dialled; ``""`` where :func:`find_number` has to look."""
    if len(text) > LONGEST or not _PLAIN.fullmatch(text) or "(0)" in text:
        return ""
    return text.translate(_SEPARATORS)


def is_mobile(e164, calling_code, region):
    """Whether a valid number is a mobile one of this country; not if only its whole plan tells."""
    prefix = f"+{calling_code}"
    pattern = _mobile_pattern(region)
    return bool(pattern and e164.startswith(prefix) and pattern.fullmatch(e164, len(prefix)))


def as_in_country(number, region):
    """Return a number as it is dialled within a country if it is one of that country's, else in E.164."""
    parsed = parse(number.e164)
    if region_code_for_number(parsed) != region:
        return number.e164
    return format_number(parsed, PhoneNumberFormat.NATIONAL).translate(_SEPARATORS)


def dialled_numbers(text):
    """Return all numbers that a text may mean, as they are dialled: to recognise one, not to send to it."""
    text = _in_ascii((text or "")[:LONGEST])
    numbers = [_digits(written) for written in _MAY_BE_MEANT.findall(text)]
    return numbers + [_digits(written) for written in _BETWEEN.split(text) if "/" in written]


def _pieces(written, region):
    """Return ``[(dialled, what it was parsed as)]`` of a text that holds one number, or several with slashes."""
    pieces = [piece for piece in map(_digits, written.split("/")) if piece]
    parsed = [(piece, _parse(piece, region)) for piece in pieces]
    if len(pieces) > 1 and not any(number for _piece, number in parsed):
        # 0917/1234567: none of its parts is a number, the whole is.
        whole = "".join(pieces)
        if number := _parse(whole, region):
            return [(whole, number)]
    return parsed


def _is_rest(dialled, parsed):
    """Whether one of several pieces looks like the rest of a number that was cut in two."""
    return len(dialled.lstrip("+")) < SHORTEST or (dialled.startswith("+") and not parsed)


def _parse(dialled, region):
    """Return ``(PhoneNumber, type)`` of digits that are a valid number, else None.

    libphonenumber gets nothing but digits here, so it has nothing to leave out except the prefixes of the country's
    plan.
    """
    international = dialled
    if dialled.startswith("00"):
        if len(dialled) < SHORTEST_ABROAD or _valid(dialled[1:], region):
            # One zero too many, or a number abroad: nobody can know.
            return None
        international = f"+{dialled[2:]}"
    parsed = _valid(international, region)
    if not parsed:
        return None
    code, national = parsed.country_code, national_significant_number(parsed)
    e164 = f"+{code}{national}"
    if not international.startswith("+"):
        if code != country_code_for_region(region):
            # The way abroad that is dialled in some countries is one zero: there a slip of the finger leads abroad.
            return None
        if parsed.country_code_source == CountryCodeSource.FROM_NUMBER_WITHOUT_PLUS_SIGN:
            international = f"+{dialled}"
    if international.startswith("+") and international != e164:
        # Behind a country's code no trunk prefix is dialled. At home +63 0917 … is clear all the same.
        at_home = region_code_for_number(parsed) == region and _mobiles_have_one_length(region)
        if international != f"+{code}0{national}" or not at_home:
            return None
        dialled = dialled.replace(f"{code}0", str(code), 1)
    return PhoneNumber(e164 if dialled.startswith("+") else dialled, e164), number_type(parsed)


def _valid(dialled, region):
    try:
        parsed = parse(dialled, region, keep_raw_input=True)
    except NumberParseException:
        return None
    return parsed if is_valid_number(parsed) else None


def _digits(written):
    plus = "+" if "+" in written else ""
    digits = re.sub("[^0-9]", "", written)
    if plus or digits.startswith("00"):
        # A trunk prefix in brackets is dialled inside the country only.
        digits = re.sub("[^0-9]", "", written.replace("(0)", ""))
    return plus + digits


@lru_cache
def _mobile_pattern(region):
    mobile = _mobiles(region)
    return re.compile(mobile.national_number_pattern) if mobile and mobile.national_number_pattern else None


def _mobiles_have_one_length(region):
    """Whether no mobile number of a country with a zero less is one, too, or with two digits that change places."""
    mobile = _mobiles(region)
    return bool(mobile) and len(mobile.possible_length) == 1


def _mobiles(region):
    metadata = PhoneMetadata.metadata_for_region(region, None)
    return metadata and metadata.mobile


def _in_ascii(text):
    """Return a text with digits, blanks, dashes, brackets and commas of all scripts as in ASCII, none invisible."""
    return text if text.isascii() else "".join(map(_like_ascii, text))


def _like_ascii(char):
    kind = category(char)
    if char in _LIKE_ASCII:
        return _LIKE_ASCII[char]
    if kind == "Nd":
        return str(decimal(char))
    if kind == "Cf" or "\ufe00" <= char <= "\ufe0f":
        return ""
    if kind in ("Zl", "Zp"):
        return "\n"
    if kind in ("Zs", "Pd"):
        return " " if kind == "Zs" else "-"
    # The full-width forms of ASCII.
    return chr(ord(char) - 0xFEE0) if "\uff01" <= char <= "\uff5e" else char


_SEPARATORS = str.maketrans("", "", " ().-/")
