# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
"""Finds out what a reply means, by patterns whose meaning an administrator has declared.

A pattern is a sentence in which ``*`` stands for any text, or none: ``Message Queued: *``. Case, white space, dots at
the end, invisible characters and tags that only format (``<br>``, ``<b>``) do not matter.
"""

import html
import re
from functools import lru_cache

from .masking import REMOVED
from .text import MARKUP, strip_invisible

ACCEPT, REFUSE, ACCOUNT, CREDIT, LATER = MEANINGS = ("accepted", "refused", "account", "credit", "later")

# The only reply of Wiserv that is on public record.
DEFAULT_REPLIES = (("Message Queued", ACCEPT),)
# Sentences by which services commonly refuse credentials; none is on record for Wiserv. For such a reply the dialog
# proposes a meaning, and a person decides.
USUAL_CREDENTIAL_REPLIES = (
    "Access Denied",
    "Account Disabled",
    "Authentication Failed",
    "Incorrect Username or Password",
    "Invalid Account",
    "Invalid Credentials",
    "Invalid Login",
    "Invalid Password",
    "Invalid User",
    "Invalid User Name or Password",
    "Invalid Username",
    "Invalid Username and Password",
    "Invalid Username or Password",
    "Invalid Username/Password",
    "Login Failed",
    "Not Authorized",
    "Unauthorized",
    "Wrong Username or Password",
)

# HTML tags that only format a text.
_FORMAT = re.compile(
    r"</?(?:a|b|big|br|center|code|div|em|font|h[1-6]|i|p|pre|small|span|strong|tt|u)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_ENTITY = re.compile(r"&(?:nbsp|amp|lt|gt|quot|apos|#[0-9]{1,6}|#[xX][0-9a-fA-F]{1,5});")
_STARS = re.compile(r"\*(?:\s*\*)+")
# What differs between replies of one kind: identifiers, numbers, and ``•••`` or a final ``…`` (see ``masking.py``).
_IDENTIFIER = re.compile(r"\b(?:[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}|(?=\w*[0-9])\w{10,})\b")
_NUMBER = re.compile(rf"\+?(?:[0-9]|{REMOVED})+|(?<=.)…$")
_LONG_NUMBER = re.compile(rf"\+?(?=[0-9]{{5}}|[0-9]*{REMOVED})(?:[0-9]|{REMOVED})+|(?<=.)…$")
_SIGNS_LEAST = 2  # letters or digits that a pattern with a star must hold


def plain(reply):
    """Return ``reply`` on one line, without formatting tags, entities and invisible characters."""
    reply = strip_invisible(_ENTITY.sub(lambda entity: html.unescape(entity[0]), reply))
    return " ".join(_FORMAT.sub(" ", reply).split())


def normalise(reply):
    """Return the form in which replies are compared: as :func:`plain`, without dots at the end, in lower case."""
    return plain(reply).rstrip(". ").casefold()


def has_markup(reply):
    """Whether a text holds tags other than formatting ones."""
    return MARKUP.search(_FORMAT.sub(" ", reply)) is not None


# Gateways send few different replies, many times each.
@lru_cache(maxsize=64)
def shape(reply):
    """Return a pattern for replies like this one: ``*`` for each number, identifier and masked part.

    In a reply without words, numbers of up to four digits stay, since they are codes: ``1701|12345678`` becomes
    ``1701|*``.
    """
    words = plain(reply)
    found = _STARS.sub("*", _NUMBER.sub("*", _IDENTIFIER.sub("*", words)))
    if not Pattern(found).is_usable:
        found = _STARS.sub("*", _LONG_NUMBER.sub("*", words))
    return found


class Pattern:
    """One sentence, which may hold stars. Matching takes time linear in the length of the reply."""

    def __init__(self, text):
        self._whole = _STARS.sub("*", normalise(text))
        self._pieces = self._whole.split("*")
        self.signs = sum(map(str.isalnum, self._whole))
        self.has_star = len(self._pieces) > 1

    @property
    def is_usable(self):
        """Whether it may be used: it is not empty, and beside a star it has at least two letters or digits."""
        return bool(self._whole) if not self.has_star else self.signs >= _SIGNS_LEAST

    @property
    def narrowness(self):
        """A sort key, larger for patterns that match fewer replies: those without a star, then the longer ones."""
        return not self.has_star, self.signs

    def matches(self, normal):
        """Whether it matches a reply, given in the form of :func:`normalise`."""
        if not self.is_usable:
            return False
        if not self.has_star:
            return normal == self._whole
        first, *middle, last = self._pieces
        if not (middle or last) and normal == first.rstrip(". "):
            # nothing stands for the star, and there is no blank before it
            return True
        start, end = len(first), len(normal) - len(last)
        if start > end or not normal.startswith(first) or not normal.endswith(last):
            return False
        for piece in middle:
            found = normal.find(piece, start, end)
            if found < 0:
                return False
            start = found + len(piece)
        return True


class Meanings:
    """Looks replies up in the declared patterns."""

    def __init__(self, replies):
        """:param replies: ``(pattern, meaning)``, in any order"""
        self._declared = [(Pattern(text), meaning) for text, meaning in replies]

    def of(self, reply):
        """Return ``(meaning, whether the pattern has a star)`` of a reply, or ``("", False)`` if none is declared.

        Of several patterns that match, the narrowest counts; if several equally narrow ones differ in meaning, none
        does. A reply with other than formatting tags is also looked up by its text without them.
        """
        normal = normalise(reply)
        found = self._narrowest(normal)
        if not found[0] and MARKUP.search(normal):
            return self._narrowest(normalise(MARKUP.sub(" ", normal)))
        return found

    def _narrowest(self, normal):
        matching = [(pattern, meaning) for pattern, meaning in self._declared if pattern.matches(normal)]
        most = max((pattern.narrowness for pattern, _meaning in matching), default=None)
        found = {(meaning, pattern.has_star) for pattern, meaning in matching if pattern.narrowness == most}
        return found.pop() if len(found) == 1 else ("", False)
