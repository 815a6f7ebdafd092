# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
"""What replies mean: sentences that somebody has declared, with ``*`` for what varies.

Compared are normal forms: case, white space, dots at the end, invisible characters and markup that only formats do
not matter. ``*`` stands for anything, also for nothing.
"""

import html
import re
from functools import lru_cache

from .masking import REMOVED
from .text import MARKUP, strip_invisible

ACCEPT, REFUSE, ACCOUNT, CREDIT, LATER = MEANINGS = ("accepted", "refused", "account", "credit", "later")

# The one reply on record.
DEFAULT_REPLIES = (("Message Queued", ACCEPT),)
# None of these is on record; a person is offered them as a meaning, and decides.
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

# Markup that says nothing: it breaks a line, or makes letters bold.
_FORMAT = re.compile(
    r"</?(?:a|b|big|br|center|code|div|em|font|h[1-6]|i|p|pre|small|span|strong|tt|u)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_ENTITY = re.compile(r"&(?:nbsp|amp|lt|gt|quot|apos|#[0-9]{1,6}|#[xX][0-9a-fA-F]{1,5});")
_STARS = re.compile(r"\*(?:\s*\*)+")
# What tells one reply from the next: identifiers of letters and digits, numbers, and what was taken out of it.
_IDENTIFIER = re.compile(r"\b(?:[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}|(?=\w*[0-9])\w{10,})\b")
_NUMBER = re.compile(rf"\+?(?:[0-9]|{REMOVED})+|(?<=.)…$")
_LONG_NUMBER = re.compile(rf"\+?(?=[0-9]{{5}}|[0-9]*{REMOVED})(?:[0-9]|{REMOVED})+|(?<=.)…$")
_SIGNS_LEAST = 2  # letters or digits that a pattern with a star must hold


def plain(reply):
    """``reply`` without what only formats."""
    reply = strip_invisible(_ENTITY.sub(lambda entity: html.unescape(entity[0]), reply))
    return " ".join(_FORMAT.sub(" ", reply).split())


def normalise(reply):
    """The form in which replies are compared; what is left of markup in it is more than format."""
    return plain(reply).rstrip(". ").casefold()


def has_markup(reply):
    """Whether a text holds more markup than such as only formats."""
    return MARKUP.search(_FORMAT.sub(" ", reply)) is not None


# A gateway says few different things, each to every message.
@lru_cache(maxsize=64)
def shape(reply):
    """The pattern of a reply as it is shown: ``*`` for each number and identifier, and for what was taken out.

    A reply that is all numbers keeps the short ones: they are codes.
    """
    words = plain(reply)
    found = _STARS.sub("*", _NUMBER.sub("*", _IDENTIFIER.sub("*", words)))
    if not Pattern(found).is_usable:
        found = _STARS.sub("*", _LONG_NUMBER.sub("*", words))
    return found


class Pattern:
    """One sentence, perhaps with stars; matches in time linear in the reply."""

    def __init__(self, text):
        self._whole = _STARS.sub("*", normalise(text))
        self._pieces = self._whole.split("*")
        self.signs = sum(map(str.isalnum, self._whole))
        self.has_star = len(self._pieces) > 1

    @property
    def is_usable(self):
        """Whether it says anything: an empty one would match an empty reply, and one of a star everything."""
        return bool(self._whole) if not self.has_star else self.signs >= _SIGNS_LEAST

    @property
    def narrowness(self):
        """The larger, the fewer replies it matches: one without a star, then one with more in it."""
        return not self.has_star, self.signs

    def matches(self, normal):
        """Whether it matches a reply in its normal form."""
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
    """What replies mean, by the patterns declared."""

    def __init__(self, replies):
        """:param replies: ``(pattern, meaning)``, in any order"""
        self._declared = [(Pattern(text), meaning) for text, meaning in replies]

    def of(self, reply):
        """``(meaning, whether the pattern has a star)`` of a reply, or ``("", False)``.

        The narrowest pattern decides; where two of the same say different things, none does. A page is looked up by
        the words on it, too.
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
