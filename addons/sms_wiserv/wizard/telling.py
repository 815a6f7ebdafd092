# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
from typing import NamedTuple


class Telling(NamedTuple):
    """What one sender would tell of one event; everything fits into JSON."""

    sender: int
    event: str
    people: int  # whom it happens to, and who have not been told yet
    told: int
    segments: int
    is_sample: bool  # all numbers come from a sample of a mass
    is_about: bool  # segments come from the first texts
    reasons: list  # [label, people], of those left out
    left_out: list  # [record id, partner id, reason], the first of them
    example: list  # [who reads it, text]; empty: there is none, or not for this user
    door: str
    worded: list  # the template's id, and when it was last written

    def is_like(self, shown):
        """Whether it tells as many people, at as many segments and in the same words, as one that was shown does.

        :param list shown: a Telling as JSON gives it back
        """
        shown = Telling(*shown)
        return all(getattr(self, name) == getattr(shown, name) for name in _COMPARED)


# What is shown again when it is not what it was.
_COMPARED = ("sender", "event", "people", "told", "segments", "worded")
