# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
"""Judging a reply: four outcomes, and no fifth.

Read in this order; what is not a clear answer is unknown.

========================================  ==========================================================
reply                                     outcome
========================================  ==========================================================
401, 403                                  not sent: credentials
429, 503, also with a Fault               not sent: a throttled or absent service says so before it works
SOAP Fault, any other status              refused; credentials when its text is one of theirs
404, 405, 410                             not sent: the service is not at this address
307, 308                                  not sent: they ask to send the same elsewhere, so nothing
                                          was done here (RFC 9110, 15.4.8 and 15.4.9)
any other redirect                        unknown: 302 and 303 are also what a form answers that did its work,
                                          and 301 has been used for it
408, 5xx                                  unknown
other 4xx                                 refused
2xx                                       accepted or credentials when the text is one of the known ones,
                                          else unknown
========================================  ==========================================================
"""

import time
from email.utils import parsedate_to_datetime

from .reading import UnclearError as _UnclearError
from .reading import read_soap, read_text
from .result import ACCEPTED, NOT_SENT, REASONS, REFUSED, UNKNOWN, Result
from .text import REPLY_LENGTH, normalise, presentable

RETRY_AFTER_LIMIT = 3600.0
# of the longest date there is, twice over
_RETRY_AFTER_LENGTH = 64

_NOT_SENT_STATUSES = {
    401: "credentials",
    403: "credentials",
    404: "not_found",
    405: "not_found",
    410: "not_found",
    307: "redirect",
    308: "redirect",
    429: "throttled",
    503: "unavailable",
}
# A Fault does not change what these say.
_FINAL_STATUSES = {401, 403, 429, 503}


class Judge:
    """Judges the replies of one endpoint.

    :param description: of a SOAP endpoint; None for the plain HTTP one
    """

    def __init__(self, account, description=None):
        self._description = description
        self._password = account.password
        # an empty line in a setting must not make an empty reply a success
        self._accepted = {normal for normal in map(normalise, account.accepted_replies) if normal}
        self._credentials = {normal for normal in map(normalise, account.credential_replies) if normal}

    def judge(self, response, numbers, text):
        """The Result of ``response`` to ``text`` for ``numbers``."""
        outcome, cause, said, reason = self._read(response)
        if outcome == ACCEPTED:
            # one of the sentences in the settings: nothing in it is the message's; dots behind it are no part of it
            return Result(ACCEPTED, " ".join(said.split())[:REPLY_LENGTH])
        return Result(
            outcome,
            presentable(said, (text, self._password), numbers),
            reason or REASONS[cause],
            cause,
            retry_after(response.headers) if response.status in (429, 503) else None,
        )

    def _read(self, response):
        """(outcome, cause, what the gateway said, reason if it is none of REASONS)"""
        status = response.status
        try:
            is_fault, said = self._read_body(response)
            unclear = None
        except _UnclearError as error:
            is_fault, (unclear, said) = False, error.args
        if is_fault and status not in _FINAL_STATUSES:
            if normalise(said) in self._credentials:
                return NOT_SENT, "credentials", said, ""
            return REFUSED, "fault", said, ""
        if status in _NOT_SENT_STATUSES:
            return NOT_SENT, _NOT_SENT_STATUSES[status], said, ""
        if 300 <= status < 400:
            return UNKNOWN, "redirect_unclear", said, ""
        if not unclear and normalise(said) in self._credentials:
            return NOT_SENT, "credentials", said, ""
        if status >= 400:
            if status == 408 or status >= 500:
                return UNKNOWN, "server_error", said, f"{REASONS['server_error']} (HTTP {status})"
            return REFUSED, "http_status", said, f"{REASONS['http_status']} (HTTP {status})"
        if unclear:
            return UNKNOWN, unclear, said, ""
        if normalise(said) in self._accepted:
            return ACCEPTED, "", said, ""
        return UNKNOWN, "unrecognised", said, ""

    def _read_body(self, response):
        """(whether it is a Fault, its text)

        :raise _UnclearError:
        """
        if self._description is None:
            said = read_text(response.body)
        else:
            said = read_soap(response.body, response.headers.get("Content-Type") or "", self._description)
        return said.is_fault, said.text


def retry_after(headers):
    """Seconds that ``Retry-After`` (number or date; RFC 9110, 10.2.3) asks to wait, capped; else None."""
    value = (headers.get("Retry-After") or "")[:_RETRY_AFTER_LENGTH].strip()
    if value.isascii() and value.isdigit():
        seconds = float(value[:9])
    else:
        try:
            seconds = parsedate_to_datetime(value).timestamp() - time.time()
        except (ValueError, TypeError, OverflowError):
            return None
    return min(max(seconds, 0.0), RETRY_AFTER_LIMIT)
